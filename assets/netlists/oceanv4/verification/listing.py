"""M7: three ways to offer the same data: in a pool, at a fixed rate, for free. On either generation of Ocean."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import Market, Terms
from assets.netlists.oceanv4.verification.demand import Deed, drawDemand, play
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from assets.netlists.oceanv4.verification.liquidity import V3, V3_LIKE_V4, V4, bySeed
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import dispenser as dispenser_v3
from web3engine import fixedrateexchange as exchange_v3
from web3engine import globaltokens
from web3engine.chain import currentChain
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.v4 import fixedrateexchange as exchange_v4
from web3engine.v4 import oceanv4util
from web3engine.web3wallet import randomWeb3Wallet

_ONE = 10**18
_CAP = 1_000_000.0
_DAYS = 30
_PURSE = 100_000.0


@dataclass(frozen=True)
class Pooled:
    """An arm: the data are offered in a pool."""

    terms: Terms

    def open(self) -> PoolPlace:
        """It, on the chain in use."""
        return PoolPlace(self.terms.open())


@dataclass(frozen=True)
class Fixed:
    """An arm: the data are offered at a fixed rate, in OCEAN per datatoken."""

    is_v4: bool
    rate: float = 10.0
    market_fee: float = 0.0

    def open(self) -> FixedPlace:
        """It, on the chain in use."""
        return FixedPlace(self)


@dataclass(frozen=True)
class Free:
    """An arm: the data are free."""

    is_v4: bool

    def open(self) -> FreePlace:
        """It, on the chain in use."""
        return FreePlace(self.is_v4)


class PoolPlace:
    """A pool, at which consumers buy."""

    def __init__(self, market: Market):
        self.market: Market | None = market
        self.chain = market.chain
        self._pool = market

    def buyOne(self) -> float:
        """The consumer buys 1 DT. Gives what it cost, in OCEAN."""
        return self._pool.buyDT("attacker", 1.0)

    def sellOne(self) -> float:
        """The consumer sells one of its DT back. Gives what it got."""
        return self._pool.sell("attacker", 1.0 / self._pool.DTof("attacker"))

    def rug(self) -> None:
        """The publisher takes whatever it can."""
        self._pool.unstake("publisher")
        self._pool.claim()
        self._pool.sell("publisher")


class _Place:
    """Somewhere without a pool: a publisher and a consumer. `market` is None, since there is nothing to stake."""

    market: Market | None = None

    def __init__(self, is_v4: bool):
        self.chain = currentChain("a place to buy data")
        self.is_v4, self.OCEAN = is_v4, globaltokens.OCEANtoken()
        self.publisher, self.consumer = randomWeb3Wallet(), randomWeb3Wallet()
        globaltokens.mintOCEAN(self.consumer.address, toBase18(_PURSE))
        if is_v4:
            data_NFT = oceanv4util.createDataNFT("data", "DATA", self.publisher)
            self.DT: Any = oceanv4util.createDatatokenFromDataNFT("DT", "DT", toBase18(_CAP), data_NFT, self.publisher)
        else:
            self.DT = Datatoken(DTFactory().createToken("", "DT", "DT", toBase18(_CAP), self.publisher))

    def _purse(self) -> float:
        return fromBase18(self.OCEAN.balanceOf_base(self.consumer.address))


class FixedPlace(_Place):
    """A sale at a fixed rate."""

    def __init__(self, terms: Fixed):
        super().__init__(terms.is_v4)
        self.exchange: Any
        rate = toBase18(terms.rate)
        if terms.is_v4:
            self.exchange = exchange_v4.FixedRateExchange()
            fixed = oceanv4util.fixedData(rate, self.publisher, toBase18(terms.market_fee))
            self.id = self.DT.createFixedRate(fixed, self.publisher)
        else:
            self.exchange = exchange_v3.FixedRateExchange()
            self.DT.mint(self.publisher.address, toBase18(_CAP), self.publisher)
            self.DT.approve(self.exchange.address, HUGEINT, self.publisher)
            self.id = self.exchange.create(self.OCEAN.address, self.DT.address, rate, self.publisher)
        for token in (self.OCEAN, self.DT):
            token.approve(self.exchange.address, HUGEINT, self.consumer)

    def buyOne(self) -> float:
        """The consumer buys 1 DT. Gives what it cost, in OCEAN."""
        before = self._purse()
        if self.is_v4:
            self.exchange.buyDT(self.id, _ONE, HUGEINT, self.consumer)
        else:
            self.exchange.swap(self.id, _ONE, self.consumer)
        return before - self._purse()

    def sellOne(self) -> float:
        """The consumer sells one of its DT back. Gives what it got: nothing where nobody buys."""
        before = self._purse()
        if self.is_v4:
            try:
                self.exchange.sellDT(self.id, _ONE, 0, self.consumer)
            except TxReverted:
                return 0.0
        return self._purse() - before

    def rug(self) -> None:
        """The publisher takes what it can, and asks ten times as much from now on."""
        if self.is_v4:
            self.exchange.collectBT(self.id, self.publisher)
        self.exchange.setRate(self.id, 10 * self.exchange.getRate_base(self.id), self.publisher)


class FreePlace(_Place):
    """A dispenser."""

    def __init__(self, is_v4: bool):
        super().__init__(is_v4)
        self.dispenser: Any
        if is_v4:
            self.dispenser = oceanv4util.createDispenserFromDatatoken(self.DT, self.publisher, _ONE, toBase18(_CAP))
        else:
            self.dispenser = dispenser_v3.Dispenser()
            self.dispenser.activate(self.DT.address, _ONE, toBase18(_CAP), self.publisher)
            self.DT.proposeMinter(self.dispenser.address, self.publisher)
            self.dispenser.acceptMinter(self.DT.address, self.publisher)

    def buyOne(self) -> float:
        """The consumer gets 1 DT. Gives what it cost: nothing."""
        before = self._purse()
        if self.is_v4:
            self.dispenser.dispense(self.DT.address, _ONE, self.consumer.address, self.consumer)
        else:
            self.dispenser.dispense(self.DT.address, _ONE, self.consumer)
        return before - self._purse()

    def sellOne(self) -> float:
        """Nobody pays for what is free."""
        return 0.0

    def rug(self) -> None:
        """The publisher stops."""
        self.dispenser.deactivate(self.DT.address, self.publisher)


class _Use(NamedTuple):
    stake: float
    deeds: list[Deed]
    hours: list[float]


def _draw(rng: random.Random) -> _Use:
    stake = min(max(500.0 * rng.lognormvariate(0.0, 0.5), 50.0), 1500.0)
    hours: list[float] = []
    hour = rng.expovariate(1 / 24.0)
    # One purchase for certain, and else about one a day.
    while hour < 24.0 * _DAYS or len(hours) < 2:
        hours.append(min(hour, 24.0 * _DAYS))
        hour += rng.expovariate(1 / 24.0)
    return _Use(stake, drawDemand(rng, 24.0 * _DAYS), hours)


def _trial(place: Any, use: _Use, options: Mapping[str, Any]) -> dict[str, float]:
    first = _undone(place, place.buyOne)
    costs, market, quiet = [], place.market, 0.0
    if market:
        market.stake("staker", use.stake)
    now = 0.0
    for hour in use.hours:
        if market:
            deeds = [d._replace(hour=d.hour - now) for d in use.deeds if now <= d.hour < hour]
            play(market, deeds, hour - now)
        now = hour
        costs.append(place.buyOne())
    if market:
        quiet = _undone(place, lambda: market.unstake("staker"))
    kept = _undone(place, place.sellOne)
    place.rug()
    back = _undone(place, place.sellOne)
    loss = 100.0 * (1.0 - market.unstake("staker") / quiet) if market else 0.0
    paid = costs[-1]
    return {
        "cost": fmean(costs),
        "spread": 100.0 * pstdev(costs) / first if first else 0.0,
        "staker's loss": loss,
        "resale": 100.0 * kept / paid if paid else 0.0,
        "resale after": 100.0 * back / paid if paid else 0.0,
    }


def _undone(place: Any, deed: Any) -> float:
    begun = place.chain.snapshot()
    value = deed()
    place.chain.revert(begun)
    return float(value)


# V3 with V4's weights and fee, and as many datatokens; in V3's own pool a datatoken a day is a large part of all.
LIKE = "V3, 50:50"
ARMS = {
    "V3": Pooled(V3),
    LIKE: Pooled(V3_LIKE_V4),
    "V4": Pooled(V4),
    "V3 fixed": Fixed(False),
    "V4 fixed": Fixed(True),
    "V3 free": Free(False),
    "V4 free": Free(True),
}
OFFER, FEES = "default", "fixed rate with the highest market fee"
_UNPOOLED = [arm for arm in ARMS if arm not in ("V3", LIKE, "V4")]


def _words(r: Results) -> str:
    spread3, spread, spread4 = (r.stat(OFFER, arm, "spread").mean for arm in ("V3", LIKE, "V4"))
    loss3, loss, loss4 = (r.stat(OFFER, arm, "staker's loss").mean for arm in ("V3", LIKE, "V4"))
    kept, after = (r.stat(OFFER, "V4 fixed", metric).mean for metric in ("resale", "resale after"))
    return (
        f"In a pool the cost of one datatoken varies within a month by {spread3:.0f} % of the first price in V3, "
        f"which has but 50 of them, {spread:.0f} % in a V3 pool like V4's, and {spread4:.0f} % in V4 (standard "
        "deviation); at a fixed rate and for free, not at all. Nobody stakes there, so nobody can lose a stake (in "
        f"pools, when the publisher leaves and dumps what vested: {loss3:.0f} %, {loss:.0f} % and {loss4:.0f} %; "
        f"below 0 is a gain). Holders are another matter: V4's exchange takes a datatoken back at {kept:.0f} % of "
        f"what it cost, but once the publisher has collected its OCEAN, at {after:.0f} %, and V3's never did. And "
        "whoever owns the rate can multiply it in the next block: fixed is what the publisher leaves fixed."
    )


M7: Experiment = Experiment(
    name="M7",
    title="Pricing modes: pool, fixed rate, free",
    hypothesis="Fixed and free prices are immune to rug pulls, and cost consumers the same each time.",
    method=(
        f"A consumer buys one datatoken about once a day, for {_DAYS} days, in a pool in which others trade and "
        "stake, at a fixed rate, and from a dispenser. Then the publisher takes whatever it can: liquidity, vested "
        "datatokens, collected OCEAN; it raises a fixed rate tenfold and closes a dispenser."
    ),
    varied="when consumers come, stake, deeds of others.",
    metrics=(
        Metric("cost", "of one datatoken, on average", "OCEAN"),
        Metric("spread", "standard deviation of the cost over the month, of the first price"),
        Metric(
            "staker's loss",
            "what the publisher's leaving took, of what the staker could have had; 0 where nobody stakes",
        ),
        Metric("resale", "what an unused datatoken brings, of what it cost, before the publisher leaves", "%", "least"),
        Metric("resale after", "the same afterwards", "%", "least"),
    ),
    cases=(
        Case(OFFER, ARMS),
        Case(FEES, {"V4 fixed": Fixed(True, market_fee=0.1)}, {}, True),
        Case("cheap (0.001 OCEAN)", {"V3 fixed": Fixed(False, 0.001), "V4 fixed": Fixed(True, 0.001)}, {}, True),
        Case("dear (1000 OCEAN)", {"V3 fixed": Fixed(False, 1000.0), "V4 fixed": Fixed(True, 1000.0)}, {}, True),
    ),
    rules=(
        Rule(
            "cost at a fixed rate and for free is the same each time, to a millionth, in every trial and corner",
            lambda r: all(r.stat(c.name, a, "spread").most <= 1e-4 for c in M7.cases for a in c.arms if a in _UNPOOLED),
            True,
        ),
        Rule(
            "no staker loses anything there, in any trial",
            lambda r: all(r.stat(OFFER, arm, "staker's loss").most == 0.0 for arm in _UNPOOLED),
            True,
        ),
        Rule(
            "holders are immune, too: resale at V4's fixed rate after the publisher left as before",
            lambda r: r.of(OFFER, "V4 fixed", "resale after") == r.of(OFFER, "V4 fixed", "resale"),
        ),
    ),
    draw=_draw,
    trial=_trial,
    words=_words,
    plots=lambda r: {
        "M7_spread": bySeed(
            r,
            OFFER,
            "spread",
            "What one datatoken costs, in pools and at a fixed rate",
            "Standard deviation (% of the first price)",
            (LIKE, "V4", "V4 fixed"),
        )
    },
)
