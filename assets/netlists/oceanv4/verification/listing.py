"""M7: three ways to offer the same data: in a pool, at a fixed rate, for free. On either generation of Ocean."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from statistics import fmean, pstdev
from typing import Any, NamedTuple

from engine.AgentWallet import AgentWallet
from explore.Experiment import Case, Metric, Results, Rule, atMost, undone
from explore.experimentreport import bySeed
from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import dispenser as dispenser_v3
from web3engine import fixedrateexchange as exchange_v3
from web3engine.chain import currentChain
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import createDatatoken
from web3engine.v4 import fixedrateexchange as exchange_v4
from web3engine.v4 import oceanv4util
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

from . import common
from .demand import Story, drawDemand, drawStake, play
from .markets import LIKE, V3, V3_LIKE_V4, V4, Market, Terms

_ONE = 10**18
_CAP_BASE = 1_000_000 * _ONE
_DAYS = 30
_PURSE = 100_000.0


class Place(NamedTuple):
    """Somewhere to buy the data.

    Attributes:
        buy, sell: a consumer buys one datatoken, or sells it back. They return the OCEAN that is paid.
        rug: the publisher takes whatever it can.
        market: the pool, if it is one; elsewhere there is nothing to stake.
    """

    buy: Callable[[], float]
    sell: Callable[[], float]
    rug: Callable[[], object]
    market: Market | None = None


def _pool(terms: Terms) -> Place:
    market = terms()

    def rug() -> None:
        market.unstake("publisher")
        market.claim()
        market.sell("publisher")

    def sell() -> float:
        return market.sell("attacker", 1.0 / market.DTof("attacker"))

    return Place(partial(market.buyDT, "attacker", 1.0), sell, rug, market)


def _datatokenV4(publisher: Web3Wallet) -> Any:
    data_NFT = oceanv4util.createDataNFT("data", "DATA", publisher)
    return oceanv4util.createDatatokenFromDataNFT("DT", "DT", _CAP_BASE, data_NFT, publisher)


def _fixed(is_v4: bool, rate: float = 10.0, market_fee: float = 0.0) -> Place:
    """A sale at a fixed rate, in OCEAN per datatoken. The rug raises it tenfold."""
    publisher, consumer = randomWeb3Wallet(), AgentWallet(OCEAN=_PURSE)
    wallet, OCEAN = consumer.web3wallet, OCEANtoken()
    DT: Any
    exchange: Any
    if is_v4:
        DT, exchange = _datatokenV4(publisher), exchange_v4.FixedRateExchange()
        sale = DT.createFixedRate(oceanv4util.fixedData(toBase18(rate), publisher, toBase18(market_fee)), publisher)
    else:
        DT, exchange = createDatatoken("DT", _CAP_BASE, publisher), exchange_v3.FixedRateExchange()
        DT.approve(exchange.address, HUGEINT, publisher)
        sale = exchange.create(OCEAN.address, DT.address, toBase18(rate), publisher)
    for token in (OCEAN, DT):
        token.approve(exchange.address, HUGEINT, wallet)

    def buy() -> float:
        before = consumer.OCEAN()
        exchange.buyDT(sale, _ONE, HUGEINT, wallet) if is_v4 else exchange.swap(sale, _ONE, wallet)
        return before - consumer.OCEAN()

    def sell() -> float:
        before = consumer.OCEAN()
        try:
            if is_v4:  # V3's never buys
                exchange.sellDT(sale, _ONE, 0, wallet)
        except TxReverted:
            return 0.0
        return consumer.OCEAN() - before

    def rug() -> None:
        if is_v4:
            exchange.collectBT(sale, publisher)
        exchange.setRate(sale, 10 * exchange.getRate_base(sale), publisher)

    return Place(buy, sell, rug)


def _free(is_v4: bool) -> Place:
    """A dispenser, which the rug closes. Nobody pays for what is free."""
    publisher, consumer = randomWeb3Wallet(), AgentWallet(OCEAN=_PURSE)
    DT: Any
    dispenser: Any
    if is_v4:
        DT = _datatokenV4(publisher)
        dispenser = oceanv4util.createDispenserFromDatatoken(DT, publisher, _ONE, _CAP_BASE)
    else:
        DT, dispenser = createDatatoken("DT", 0, publisher, _CAP_BASE), dispenser_v3.Dispenser()
        dispenser.activate(DT.address, _ONE, _CAP_BASE, publisher)
        DT.proposeMinter(dispenser.address, publisher)
        dispenser.acceptMinter(DT.address, publisher)

    def buy() -> float:
        to = (consumer.address,) if is_v4 else ()
        dispenser.dispense(DT.address, _ONE, *to, consumer.web3wallet)
        return _PURSE - consumer.OCEAN()

    return Place(buy, lambda: 0.0, lambda: dispenser.deactivate(DT.address, publisher))


def _draw(rng: random.Random) -> Story:
    stake, hour = drawStake(rng), rng.expovariate(1 / 24.0)
    hours: list[float] = []
    # About one purchase a day, and two at least.
    while hour < 24.0 * _DAYS or len(hours) < 2:
        hours.append(min(hour, 24.0 * _DAYS))
        hour += rng.expovariate(1 / 24.0)
    return Story(stake, drawDemand(rng, 24.0 * _DAYS), hours=hours)


def _trial(place: Place, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    chain, market = currentChain("a trial"), place.market
    first, now, quiet, costs = undone(chain, place.buy), 0.0, 0.0, []
    if market:
        market.stake("staker", story.stake)
    for hour in story.hours:
        if market:
            play(market, story.actions, hour - now, since=now)
        now = hour
        costs.append(place.buy())
    if market:
        quiet = undone(chain, lambda: market.unstake("staker"))
    kept = undone(chain, place.sell)
    place.rug()
    back = undone(chain, place.sell)
    paid = costs[-1]
    return {
        "cost": fmean(costs),
        "spread": 100.0 * pstdev(costs) / first if first else 0.0,
        "staker's loss": 100.0 * (1.0 - market.unstake("staker") / quiet) if market else 0.0,
        "resale": 100.0 * kept / paid if paid else 0.0,
        "resale after": 100.0 * back / paid if paid else 0.0,
    }


# The first two have a pool. In V3's own, a datatoken a day is a large part of all; the second has as many as V4's.
ARMS = {
    "V3": partial(_pool, V3),
    LIKE: partial(_pool, V3_LIKE_V4),
    "V4": partial(_pool, V4),
    "V3 fixed": partial(_fixed, False),
    "V4 fixed": partial(_fixed, True),
    "V3 free": partial(_free, False),
    "V4 free": partial(_free, True),
}
OFFER = "default"
_UNPOOLED = [*ARMS][3:]


def _atRate(rate: float) -> dict[str, partial[Place]]:
    return {"V3 fixed": partial(_fixed, False, rate), "V4 fixed": partial(_fixed, True, rate)}


_CASES = (
    Case(OFFER, ARMS),
    Case("fixed rate with the highest market fee", {"V4 fixed": partial(_fixed, True, market_fee=0.1)}, {}, True),
    Case("cheap (0.001 OCEAN)", _atRate(0.001), {}, True),
    Case("expensive (1000 OCEAN)", _atRate(1000.0), {}, True),
)


def _isSteady(r: Results) -> bool:
    return all(r.stat(c.name, arm, "spread").most <= 1e-4 for c in _CASES for arm in c.arms if arm in _UNPOOLED)


def _keepsResale(r: Results) -> bool:
    return r.of(OFFER, "V4 fixed", "resale after") == r.of(OFFER, "V4 fixed", "resale")


_IN_PLOT = "What one datatoken costs, in pools and at a fixed rate", "Standard deviation (% of the first price)"
M7 = common.v4AgainstV3(
    name="M7",
    title="Pricing modes: pool, fixed rate, free",
    hypothesis="Fixed and free prices are immune to rug pulls, and cost consumers the same each time.",
    method=(
        f"A consumer buys one datatoken about once a day, for {_DAYS} days: in a pool in which others trade and stake, "
        "at a fixed rate, and from a dispenser. Then the publisher takes whatever it can: liquidity, vested "
        "datatokens, collected OCEAN; it raises a fixed rate tenfold and closes a dispenser."
    ),
    varied="when consumers come, the stake, and the actions of others.",
    metrics=(
        Metric("cost", "of one datatoken, on average", "OCEAN"),
        Metric("spread", "standard deviation of the cost over the month, relative to the first price"),
        Metric("staker's loss", "part of what the staker could have had that is lost when the publisher leaves"),
        Metric("resale", "what an unused datatoken brings before the publisher leaves, of what it cost", "%", "least"),
        Metric("resale after", "what it brings after the publisher has left, of what it cost", "%", "least"),
    ),
    cases=_CASES,
    rules=(
        Rule("a fixed rate or a dispenser costs the same each time, to a millionth, in every trial", _isSteady, True),
        atMost(0.0, "most", "staker's loss", (OFFER,), _UNPOOLED, is_core=True),
        Rule("V4's fixed rate takes datatokens back as before once the publisher has left", _keepsResale),
    ),
    draw=_draw,
    trial=_trial,
    plots=lambda r: {"M7_spread": bySeed(r, OFFER, "spread", *_IN_PLOT, (LIKE, "V4", "V4 fixed"))},
)
