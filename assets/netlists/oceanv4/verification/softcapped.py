"""M5: a soft cap on what is traded per datatoken consumed. Does it keep wash traders and speculators in check?

Ocean has no such contract; `SoftCap`, a gate in front of a pool, is ours. Nothing stops anyone from calling the pool
directly.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from explore.Experiment import Case, Metric, Results, Rule, atMost, below
from explore.experimentreport import meanOver
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT, S_PER_WEEK
from util.errors import TxReverted
from util.plotfigure import Plot
from web3engine.softcap import SoftCap, SoftCapTerms

from . import common
from .demand import arrivals
from .markets import LEAST_FEES, MOST_FEES, PEOPLE, Market, MarketV4, Terms, V3Terms, V4Terms

_ONE = 10**18
_DAYS = 28
# The gate of most cases: 5 DT may be traded per DT consumed lately, and 10 on top; at twice that nothing passes.
K, GRACE, HARD, TOP_RATE, TOLL = 5.0, 10.0, 2.0, 0.2, 0.1
# Above this surcharge, a fraction, somebody does not trade.
TOLERANCE = {"trader": 0.02, "attacker": 0.05, "others": 0.2}
# The roles.
CONSUMER, SPECULATOR, WASHER = "others", "trader", "attacker"


class GatedMarket:
    """A market in which trade goes through a gate, if there is one: with `k` of SoftCapTerms, or None."""

    def __init__(self, terms: Terms, k: float | None = None):
        self.market: Market = terms()
        self.gate: SoftCap | None = None
        market, publisher = self.market, self.market.wallet("publisher")
        if k is not None:
            sizes = (toBase18(x) for x in (k, GRACE, HARD, TOP_RATE, TOLL))
            addresses = market.DT.address, market.OCEAN.address, publisher.address, market.people["market"].address
            cap = SoftCapTerms(S_PER_WEEK, *sizes)
            self.gate = SoftCap.new(market.pool.address, isinstance(market, MarketV4), *addresses, cap, publisher)
            for who in PEOPLE:
                for token in (market.OCEAN, market.DT):
                    token.approve(self.gate.address, HUGEINT, market.wallet(who))

    def allows(self, who: str, DT: float, through: bool = True) -> bool:
        """Whether `who` trades that much: at a surcharge that it accepts, and less than a tenth of the pool."""
        if self.market.reserveDT() < 10.0 * DT:
            return False
        if not (self.gate and through):
            return True
        try:
            return fromBase18(self.gate.rate_base(toBase18(DT))) <= TOLERANCE[who]
        except TxReverted:
            return False

    def buy(self, who: str, DT: float, through: bool = True) -> float:
        """Buys, through the gate unless told otherwise. Returns the cost."""
        if self.gate and through:
            return fromBase18(self.gate.buy(toBase18(DT), HUGEINT, self.market.wallet(who)).returned[0])
        return self.market.buyDT(who, DT)

    def sell(self, who: str, DT: float, through: bool = True) -> float:
        """Sells, through the gate unless told otherwise. Returns the proceeds."""
        if self.gate and through:
            held = self.market.DT.balanceOf_base(self.market.people[who].address)
            return fromBase18(self.gate.sell(min(toBase18(DT), held), 0, self.market.wallet(who)).returned[0])
        return self.market.sell(who, DT / self.market.DTof(who))

    def consume(self, who: str, DT: float) -> None:
        """Uses datatokens up; the publisher gets them."""
        wallet = self.market.wallet(who)
        if self.gate:
            self.gate.consume(toBase18(DT), wallet)
        else:
            self.market.DT.transfer(self.market.people["publisher"].address, toBase18(DT), wallet)


class _Trade(NamedTuple):
    hour: float
    who: str
    DT: float
    buys: bool


def _draw(rng: random.Random) -> list[_Trade]:
    """Consumers twice a day, speculators six times; every six hours somebody buys and sells for show."""
    trades = [_Trade(hour, CONSUMER, 1.0, True) for hour in arrivals(rng, 24.0 * _DAYS, 2.0)]
    for hour in arrivals(rng, 24.0 * _DAYS, 6.0):
        DT = min(3.0 * rng.lognormvariate(0.0, 0.6), 20.0)
        trades.append(_Trade(hour, SPECULATOR, DT, rng.random() < 0.55))
    for i in range(4 * _DAYS):
        trades.append(_Trade(6.0 * i + rng.random(), WASHER, 5.0 * rng.lognormvariate(0.0, 0.3), True))
    return sorted(trades)


def _trial(place: GatedMarket, trades: list[_Trade], options: Mapping[str, Any]) -> dict[str, float]:
    # What has happened so far, in DT and OCEAN.
    tally: dict[str, float] = defaultdict(float)
    market, now = place.market, 0.0
    for trade in trades:
        market.wait(trade.hour - now)
        now = trade.hour
        if trade.who == CONSUMER:
            if not options.get("nobody consumes"):
                _consume(place, tally)
        elif trade.who == SPECULATOR:
            _speculate(place, trade, tally)
        else:
            _wash(place, trade, tally, options)
    return {
        "ratio": tally["traded"] / max(tally["consumed"], 1.0),
        "traded": tally["traded"],
        "cost": tally["cost"] / tally["consumed"] if tally["consumed"] else 0.0,
        "refused": 100.0 * tally["refused"] / tally["wanted"] if tally["wanted"] else 0.0,
        "LP revenue": market.LP_fee * tally["volume"],
        "wash cost": -market.gain(WASHER) - market.price() * market.DTof(WASHER),
    }


def _consume(place: GatedMarket, tally: dict[str, float]) -> None:
    tally["wanted"] += 1.0
    if not place.allows(CONSUMER, 1.0):
        tally["refused"] += 1.0
        return
    cost = place.buy(CONSUMER, 1.0)
    place.consume(CONSUMER, 1.0)
    tally["cost"], tally["volume"] = tally["cost"] + cost, tally["volume"] + cost
    tally["traded"], tally["consumed"] = tally["traded"] + 1.0, tally["consumed"] + 1.0


def _speculate(place: GatedMarket, trade: _Trade, tally: dict[str, float]) -> None:
    DT = trade.DT if trade.buys else min(trade.DT, place.market.DTof(SPECULATOR))
    if DT >= 1e-6 and place.allows(SPECULATOR, DT):
        tally["volume"] += (place.buy if trade.buys else place.sell)(SPECULATOR, DT)
        tally["traded"] += DT


def _wash(place: GatedMarket, trade: _Trade, tally: dict[str, float], options: Mapping[str, Any]) -> None:
    """Buys and sells the same amount. The publisher, an accomplice, hands back what the wash trader consumes."""
    through, missing, market = not options.get("around"), 0.0, place.market
    if options.get("consumes"):
        if market.DTof(WASHER) >= 1.0:
            place.consume(WASHER, 1.0)
            back = min(_ONE, market.DT.balanceOf_base(market.people["publisher"].address))
            market.DT.transfer(market.people[WASHER].address, back, market.wallet("publisher"))
        # So that there is one to consume the next time.
        missing = max(0.0, 1.000001 - market.DTof(WASHER))
    if place.allows(WASHER, 2.0 * trade.DT + missing, through):
        tally["volume"] += place.buy(WASHER, trade.DT + missing, through)
        tally["volume"] += place.sell(WASHER, trade.DT, through)
        tally["traded"] += 2.0 * trade.DT + missing


_V3, _V4 = V3Terms(DT=499.9, DT_kept=0.0, weight_OCEAN=5.0, weight_DT=5.0), V4Terms(vest=0.0)


_SMALL = replace(_V3, OCEAN=2000.0, DT=200.0), replace(_V4, OCEAN=2000.0, DT_cap=400.0)


def _arms(v3: Terms = _V3, v4: Terms = _V4, k: float = K) -> dict[str, partial[GatedMarket]]:
    arms = {"V3": (v3, None), "V3 gated": (v3, k), "V4": (v4, None), "V4 gated": (v4, k)}
    return {name: partial(GatedMarket, *arm) for name, arm in arms.items()}


DAY, AROUND, CONSUMES = "default", "wash trader calls the pool directly", "wash trader consumes as well"
_KS = (1.0, 2.0, 5.0, 10.0, 20.0)
_GATED = {"V3 gated": "V3", "V4 gated": "V4"}


def kCase(k: float) -> str:
    """Name of the case with another cap."""
    return f"{k:g} DT traded per DT consumed"


def _plots(r: Results) -> dict[str, Plot]:
    lines = [(arm, [r.mean(kCase(k), arm, "ratio") for k in _KS]) for arm in _arms()]
    y = "DT traded per DT consumed"
    return {"M5_ratio": meanOver("Cap k (DT per DT)", _KS, "A soft cap on trade per use", y, lines)}


def _staysCheap(r: Results) -> bool:
    return all(r.mean(DAY, gated, "cost") <= 1.05 * r.mean(DAY, free, "cost") for gated, free in _GATED.items())


M5 = common.v4AgainstV3(
    name="M5",
    title="Soft cap on volume per use",
    hypothesis="Wash trading and speculation are limited, and consumers do not pay for it.",
    method=(
        f"{_DAYS} days in a pool with 500 DT, with a gate in front of it and without: consumers, speculators, and a "
        f"wash trader who buys and sells the same amount every six hours. {K:g} DT may be traded without surcharge per "
        f"DT consumed, and {GRACE:g} on top, over about a week; the surcharge grows to {TOP_RATE:.0%} at {HARD:g} "
        f"times that. Speculators accept {TOLERANCE[SPECULATOR]:.0%}, the wash trader {TOLERANCE[WASHER]:.0%}, "
        f"consumers {TOLERANCE[CONSUMER]:.0%}."
    ),
    varied="who comes when, and how much is traded.",
    metrics=(
        Metric("ratio", "DT traded per DT consumed by consumers", ""),
        Metric("cost", "what a consumer pays for a datatoken, including the surcharge", "OCEAN"),
        Metric("refused", "consumers who get none, or only above the surcharge that they accept"),
        Metric("LP revenue", "the liquidity providers' fee on the OCEAN that went through the pool", "OCEAN", "least"),
        Metric("wash cost", "what the wash trader has paid for its show", "OCEAN", "least"),
    ),
    cases=(
        Case(DAY, _arms()),
        Case(AROUND, _arms(), {"around": True}),
        Case(CONSUMES, _arms(), {"consumes": True}),
        Case("nobody consumes", _arms(), {"nobody consumes": True}, True),
        *(Case(kCase(k), _arms(k=k), {}, True) for k in _KS),
        Case("least fees", _arms(v4=replace(_V4, **LEAST_FEES)), {}, True),
        Case("highest fees", _arms(replace(_V3, fee=0.1), replace(_V4, **MOST_FEES)), {}, True),
        Case("small pool (2000 OCEAN)", _arms(*_SMALL), {}, True),
    ),
    rules=(
        *(below("ratio", (DAY,), *arms) for arms in _GATED.items()),
        atMost(HARD * K, "mean", "ratio", (DAY,), [*_GATED], unit=", twice k, at which the gate shuts", is_core=True),
        Rule("consumers pay at most 5 % more on average", _staysCheap, True),
        atMost(5.0, "mean", "refused", (DAY,), [*_GATED]),
        atMost(HARD * K, "mean", "ratio", (AROUND, CONSUMES), [*_GATED], unit=", twice k"),
    ),
    draw=_draw,
    trial=_trial,
    plots=_plots,
)
