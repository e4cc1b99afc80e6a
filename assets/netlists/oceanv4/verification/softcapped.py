"""M5: a soft cap on what is traded per datatoken that is consumed. Does it keep wash traders and speculators in check?

Ocean has no such contract; `SoftCap`, a gate before a pool, is ours. Nobody can be kept from calling the pool itself.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import PEOPLE, Market, MarketV4, Terms, V3Terms, V4Terms
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT, S_PER_WEEK
from util.errors import TxReverted
from util.plotfigure import Plot
from web3engine.softcap import SoftCap, SoftCapTerms

_ONE = 10**18
_DAYS = 28
# The gate of most cases: 5 DT may be traded per DT consumed lately, and 10 besides; at twice as much nothing goes.
K, GRACE, HARD, TOP_RATE, TOLL = 5.0, 10.0, 2.0, 0.2, 0.1
# A surcharge above this, as a fraction, and somebody does not trade.
TOLERANCE = {"trader": 0.02, "attacker": 0.05, "others": 0.2}
# Who does what.
CONSUMER, SPECULATOR, WASHER = "others", "trader", "attacker"


@dataclass(frozen=True)
class Gated:
    """An arm: a pool, with a gate before it or without.

    Attributes:
        terms: of the pool.
        k: of the gate, see SoftCapTerms; None for none.
        toll: of the gate.
    """

    terms: Terms
    k: float | None = None
    toll: float = TOLL

    def open(self) -> GatedMarket:
        """It, on the chain in use."""
        return GatedMarket(self)


class GatedMarket:
    """A market in which trade goes through a gate, if there is one."""

    def __init__(self, arm: Gated):
        self.market: Market = arm.terms.open()
        self.gate: SoftCap | None = None
        market, publisher = self.market, self.market.wallet("publisher")
        if arm.k is not None:
            sizes = (toBase18(x) for x in (arm.k, GRACE, HARD, TOP_RATE, arm.toll))
            addresses = market.DT.address, market.OCEAN.address, publisher.address, market.address("market")
            terms = SoftCapTerms(S_PER_WEEK, *sizes)
            self.gate = SoftCap.new(market.pool.address, isinstance(market, MarketV4), *addresses, terms, publisher)
            for who in PEOPLE:
                for token in (market.OCEAN, market.DT):
                    token.approve(self.gate.address, HUGEINT, market.wallet(who))

    def allows(self, who: str, DT: float, through: bool) -> bool:
        """Whether `who` trades so much: at a surcharge that it accepts, and less than a tenth of the pool."""
        if self.market.reserveDT() < 10.0 * DT:
            return False
        if not (self.gate and through):
            return True
        try:
            return fromBase18(self.gate.rate_base(toBase18(DT))) <= TOLERANCE[who]
        except TxReverted:
            return False

    def buy(self, who: str, DT: float, through: bool = True) -> float:
        """Buys, through the gate unless told otherwise. Gives the cost."""
        if self.gate and through:
            return fromBase18(self.gate.buy(toBase18(DT), HUGEINT, self.market.wallet(who)).returned[0])
        return self.market.buyDT(who, DT)

    def sell(self, who: str, DT: float, through: bool = True) -> float:
        """Sells, likewise. Gives the proceeds."""
        if self.gate and through:
            held = self.market.DT.balanceOf_base(self.market.address(who))
            return fromBase18(self.gate.sell(min(toBase18(DT), held), 0, self.market.wallet(who)).returned[0])
        return self.market.sell(who, DT / self.market.DTof(who))

    def consume(self, who: str, DT: float) -> None:
        """Uses datatokens up; the publisher gets them."""
        wallet = self.market.wallet(who)
        if self.gate:
            self.gate.consume(toBase18(DT), wallet)
        else:
            self.market.DT.transfer(self.market.address("publisher"), toBase18(DT), wallet)


class _Deed(NamedTuple):
    hour: float
    who: str
    DT: float
    buys: bool


def _draw(rng: random.Random) -> list[_Deed]:
    """Consumers twice a day, speculators six times; each six hours somebody buys and sells, for show."""
    deeds, hours = [], 24.0 * _DAYS
    for who, per_day in ((CONSUMER, 2.0), (SPECULATOR, 6.0)):
        hour = rng.expovariate(per_day / 24.0)
        while hour < hours:
            DT = 1.0 if who == CONSUMER else min(3.0 * rng.lognormvariate(0.0, 0.6), 20.0)
            deeds.append(_Deed(hour, who, DT, who == CONSUMER or rng.random() < 0.55))
            hour += rng.expovariate(per_day / 24.0)
    deeds += [_Deed(6.0 * i + rng.random(), WASHER, 5.0 * rng.lognormvariate(0.0, 0.3), True) for i in range(4 * _DAYS)]
    return sorted(deeds)


class _Tally:
    """What has happened so far, in DT and OCEAN."""

    def __init__(self) -> None:
        self.traded = self.consumed = self.cost = self.refused = self.wanted = self.volume = 0.0


def _trial(place: GatedMarket, deeds: list[_Deed], options: Mapping[str, Any]) -> dict[str, float]:
    tally, market, now = _Tally(), place.market, 0.0
    for deed in deeds:
        market.wait(deed.hour - now)
        now = deed.hour
        if deed.who == CONSUMER:
            if not options.get("nobody consumes"):
                _consume(place, tally)
        elif deed.who == SPECULATOR:
            _speculate(place, deed, tally)
        else:
            _wash(place, deed, tally, options)
    return {
        "ratio": tally.traded / max(tally.consumed, 1.0),
        "traded": tally.traded,
        "cost": tally.cost / tally.consumed if tally.consumed else 0.0,
        "refused": 100.0 * tally.refused / tally.wanted if tally.wanted else 0.0,
        "LP revenue": market.LP_fee * tally.volume,
        "wash cost": -market.gain(WASHER) - market.price() * market.DTof(WASHER),
    }


def _consume(place: GatedMarket, tally: _Tally) -> None:
    tally.wanted += 1.0
    if not place.allows(CONSUMER, 1.0, True):
        tally.refused += 1.0
        return
    cost = place.buy(CONSUMER, 1.0)
    place.consume(CONSUMER, 1.0)
    tally.cost, tally.volume = tally.cost + cost, tally.volume + cost
    tally.traded, tally.consumed = tally.traded + 1.0, tally.consumed + 1.0


def _speculate(place: GatedMarket, deed: _Deed, tally: _Tally) -> None:
    DT = deed.DT if deed.buys else min(deed.DT, place.market.DTof(SPECULATOR))
    if DT < 1e-6 or not place.allows(SPECULATOR, DT, True):
        return
    tally.volume += (place.buy if deed.buys else place.sell)(SPECULATOR, DT)
    tally.traded += DT


def _wash(place: GatedMarket, deed: _Deed, tally: _Tally, options: Mapping[str, Any]) -> None:
    """Buys and sells the same again. What it consumes itself, the publisher, its accomplice, hands back."""
    through, missing, market = not options.get("around"), 0.0, place.market
    if options.get("consumes"):
        if market.DTof(WASHER) >= 1.0:
            place.consume(WASHER, 1.0)
            back = min(_ONE, market.DT.balanceOf_base(market.address("publisher")))
            market.DT.transfer(market.address(WASHER), back, market.wallet("publisher"))
        # So that there is one to consume the next time.
        missing = max(0.0, 1.000001 - market.DTof(WASHER))
    if not place.allows(WASHER, 2.0 * deed.DT + missing, through):
        return
    tally.volume += place.buy(WASHER, deed.DT + missing, through)
    tally.volume += place.sell(WASHER, deed.DT, through)
    tally.traded += 2.0 * deed.DT + missing


_V3, _V4 = V3Terms(DT=499.9, DT_kept=0.0, weight_OCEAN=5.0, weight_DT=5.0), V4Terms(vest=0.0)


def _arms(v3: Terms, v4: Terms, k: float = K) -> dict[str, Gated]:
    return {"V3": Gated(v3), "V3 gated": Gated(v3, k), "V4": Gated(v4), "V4 gated": Gated(v4, k)}


DAY, AROUND, CONSUMES = "default", "wash trader calls the pool itself", "wash trader consumes, too"
_KS = (1.0, 2.0, 5.0, 10.0, 20.0)
_PAIRS = (("V3 gated", "V3"), ("V4 gated", "V4"))


def kCase(k: float) -> str:
    """Name of the case with another cap."""
    return f"{k:g} DT traded per DT consumed"


_CASES = (
    Case(DAY, _arms(_V3, _V4)),
    Case(AROUND, _arms(_V3, _V4), {"around": True}),
    Case(CONSUMES, _arms(_V3, _V4), {"consumes": True}),
    Case("nobody consumes", _arms(_V3, _V4), {"nobody consumes": True}, True),
    *(Case(kCase(k), _arms(_V3, _V4, k), {}, True) for k in _KS),
    Case("least fees", _arms(_V3, replace(_V4, LP_fee=1e-4, market_fee=0.0)), {}, True),
    Case("highest fees", _arms(replace(_V3, fee=0.1), replace(_V4, LP_fee=0.1, market_fee=0.1)), {}, True),
    Case(
        "small pool (2000 OCEAN)",
        _arms(replace(_V3, OCEAN=2000.0, DT=200.0), replace(_V4, OCEAN=2000.0, DT_cap=400.0)),
        {},
        True,
    ),
)


def _words(r: Results) -> str:
    def pair(metric: str, case: str = DAY) -> str:
        before, after = (r.stat(case, arm, metric).mean for arm in ("V4", "V4 gated"))
        return f"{before:.1f} to {after:.1f}"

    refused, washing = r.stat(DAY, "V4 gated", "refused"), r.stat(DAY, "V4 gated", "wash cost").mean
    return (
        f"The gate brings what is traded per datatoken consumed from {pair('ratio')} in a V4 pool; what a consumer "
        f"pays from {pair('cost')} OCEAN, since fewer speculators buy; and what liquidity providers earn in {_DAYS} "
        f"days from {pair('LP revenue')} OCEAN: the volume that goes was their income. {refused.mean:.1f} % of the "
        f"consumers are turned away, in the worst trial {refused.most:.0f} %: where trade has used up the cap before "
        f"anybody consumes, nobody can buy what he would consume, until the window has passed. But who calls the "
        f"pool itself is not seen by the gate (ratio from {pair('ratio', AROUND)}). And a wash trader who consumes "
        f"now and then, with the publisher handing the datatoken back, lifts the cap (ratio from "
        f"{pair('ratio', CONSUMES)}); its show then costs it, from {pair('wash cost', CONSUMES)} OCEAN, though more "
        f"than if it kept to the cap ({washing:.0f}). To bind, the cap had to be in the pool, and consumption dear."
    )


def _plots(r: Results) -> dict[str, Plot]:
    lines = [(arm, [r.stat(kCase(k), arm, "ratio").mean for k in _KS]) for arm in ("V3", "V3 gated", "V4", "V4 gated")]
    name = "DT traded per DT consumed"
    return {"M5_ratio": Plot("A soft cap on trade per use", "Cap k (DT per DT)", name, list(_KS), lines, False, False)}


M5 = Experiment(
    name="M5",
    title="Soft cap on volume per use",
    hypothesis="Volume for show and for speculation is limited, and consumers do not pay for it.",
    method=(
        f"{_DAYS} days in a pool with 500 DT: consumers, speculators, and a wash trader who buys and sells the same "
        f"every six hours; with a gate before the pool and without. {K:g} DT may be traded without surcharge per DT "
        f"consumed, and {GRACE:g} besides, over about a week; the surcharge grows to {TOP_RATE:.0%} at {HARD:g} "
        f"times that. Speculators put up with a surcharge of {TOLERANCE[SPECULATOR]:.0%}, the wash trader "
        f"{TOLERANCE[WASHER]:.0%}, consumers {TOLERANCE[CONSUMER]:.0%}."
    ),
    varied="who comes when, and how much is traded.",
    metrics=(
        Metric("ratio", "DT traded per DT consumed by consumers", ""),
        Metric("cost", "what a consumer pays for a datatoken, surcharge included", "OCEAN"),
        Metric("refused", "consumers who do not get one, or only at more than they put up with"),
        Metric("LP revenue", "their fee on the OCEAN that went through the pool", "OCEAN", "least"),
        Metric("wash cost", "what the wash trader has paid for its show", "OCEAN", "least"),
    ),
    cases=_CASES,
    rules=(
        Rule(
            "ratio with a gate less without: upper bound of the 95 % interval below 0, V3 and V4",
            lambda r: all(r.less(DAY, "ratio", a, b).high < 0.0 for a, b in _PAIRS),
            True,
        ),
        Rule(
            "mean ratio with a gate at most twice k, at which the gate shuts",
            lambda r: all(r.stat(DAY, a, "ratio").mean <= HARD * K for a, _ in _PAIRS),
            True,
        ),
        Rule(
            "consumers pay at most 5 % more, in the mean",
            lambda r: all(r.stat(DAY, a, "cost").mean <= 1.05 * r.stat(DAY, b, "cost").mean for a, b in _PAIRS),
            True,
        ),
        Rule(
            "at most 5 % of the consumers are turned away, in the mean",
            lambda r: all(r.stat(DAY, a, "refused").mean <= 5.0 for a, _ in _PAIRS),
        ),
        Rule(
            "no way around: the ratio with a gate is at most twice k when the wash trader calls the pool, or consumes",
            lambda r: all(r.stat(case, a, "ratio").mean <= HARD * K for case in (AROUND, CONSUMES) for a, _ in _PAIRS),
        ),
    ),
    draw=_draw,
    trial=_trial,
    words=_words,
    plots=_plots,
)
