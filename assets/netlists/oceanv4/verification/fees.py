"""M6: the four fees of a swap. Who earns what, and whether the pool can always pay what it owes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from math import log
from typing import Any

from assets.netlists.oceanv4.verification.arms import Market, MarketV4
from assets.netlists.oceanv4.verification.demand import Deed, do, drawDemand
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from assets.netlists.oceanv4.verification.liquidity import V3, V4
from util.base18 import fromBase18
from util.errors import TxReverted
from util.plotfigure import Plot

_DAYS = 20
# Of the swaps' rounding, in OCEAN; a pool that lacks no more is solvent.
_ROUNDING = 1e-9


def _draw(rng: random.Random) -> list[Deed]:
    return drawDemand(rng, 24.0 * _DAYS, per_day=8.0)


def _trade(market: Market, deed: Deed, exactly: bool) -> tuple[float, float]:
    """Does the deed. Gives what went into the pool by a swap: OCEAN, datatokens."""
    OCEAN, DT = market.OCEANof("trader"), market.DTof("trader")
    if deed.kind == "buy" and exactly:
        market.buyDT("trader", deed.size / market.price())
    else:
        do(market, deed)
    if deed.kind == "buy":
        return OCEAN - market.OCEANof("trader"), 0.0
    return 0.0, (DT - market.DTof("trader") if deed.kind == "sell" else 0.0)


def _owed(market: MarketV4, collected: str, price: float) -> float:
    """Fees that wait in the pool for OPC or market, datatokens at `price`."""
    read = getattr(market.pool, collected)
    return fromBase18(read(market.OCEAN.address)) + price * fromBase18(read(market.DT.address))


def _missing(market: MarketV4, price: float) -> float:
    """What the pool lacks of what it owes, in OCEAN, below 0. No surplus of one token makes up for the other."""
    return min(0.0, market.slack(market.OCEAN)) + price * min(0.0, market.slack(market.DT))


def _worth(market: Market) -> float:
    """Logarithm of the product of the reserves, each to the power of its weight."""
    return market.n * log(market.reserve()) + (1.0 - market.n) * log(market.reserveDT())


def _trial(market: Market, deeds: list[Deed], options: Mapping[str, Any]) -> dict[str, float]:
    exactly = bool(options.get("exactly"))
    market.stake("staker", 500.0)
    volume, slack, kept = 0.0, 0.0, 0.0
    for deed in deeds:
        price, worth = market.price(), _worth(market)
        OCEAN, DT = _trade(market, deed, exactly)
        volume += OCEAN + price * DT
        if deed.kind in ("buy", "sell"):
            # A swap without fee leaves the product as it is; what it grows by is the providers'.
            kept += (_worth(market) - worth) * market.reserve() / market.n
        if isinstance(market, MarketV4):
            slack = min(slack, _missing(market, market.price()))
    price = market.price()
    found = {"LP": 100.0 * kept / volume, "community": 0.0, "market": 0.0, "consume": 0.0, "volume": volume}
    if isinstance(market, MarketV4):
        paid = fromBase18(market.OCEAN.balanceOf_base(market.address("consume_market")))
        paid += price * fromBase18(market.DT.balanceOf_base(market.address("consume_market")))
        found["community"] = 100.0 * _owed(market, "communityFees_base", price) / volume
        found["market"] = 100.0 * _owed(market, "publishMarketFees_base", price) / volume
        found["consume"] = 100.0 * paid / volume
    # Per 100 OCEAN swapped.
    found["missing"] = 100.0 * max(0.0, -slack) / volume
    return found | {"refused": 100.0 * _refused(market)}


def _refused(market: Market) -> float:
    """Everybody leaves, and the markets collect. Part of the four who then find the pool unable to pay them."""
    refused = 0
    for who in ("others", "publisher"):
        refused += _isRefused(lambda who=who: market.unstake(who))
    if isinstance(market, MarketV4):
        refused += _isRefused(lambda: market.pool.collectMarketFee(market.wallet("trader")))
    refused += _isRefused(lambda: market.unstake("staker"))
    return refused / 4.0


def _isRefused(deed: Any) -> bool:
    try:
        deed()
    except TxReverted as e:
        if "exceeds balance" not in e.reason:
            raise
        return True
    return False


FREE, DEFAULT = "least fees", "3 % LP, 1 % market"
_CONSUME = (0.001, 0.01, 0.05, 0.1)
_SWEEPS: dict[str, dict[str, Any]] = {
    DEFAULT: {},
    FREE: {"LP_fee": 1e-4, "market_fee": 0.0},
    "10 % LP, 1 % market": {"LP_fee": 0.1},
    "3 % LP, 10 % market": {"market_fee": 0.1},
    "3 % LP, 1 % market, 0.1 % community": {"OPC_fee": 0.001},
    "3 % LP, 1 % market, 1 % community": {"OPC_fee": 0.01},
    "10 % LP, 10 % market, 10 % community": {"LP_fee": 0.1, "market_fee": 0.1, "OPC_fee": 0.1},
}
_PLAIN = tuple(_SWEEPS)


def consumeCase(fee: float, exactly: bool = False) -> str:
    """Name of the case in which each swap pays a consume market so much."""
    return f"{100 * fee:g} % consume market{', purchases exact-out' * exactly}"


def _words(r: Results) -> str:
    LP, default, fee = *(r.stat(DEFAULT, "V4", metric).mean for metric in ("LP", "market")), consumeCase(0.01)
    missing, refused = r.stat(fee, "V4", "missing").mean, r.stat(fee, "V4", "refused").mean
    high = r.stat(consumeCase(0.1), "V4", "missing").mean
    exact = r.stat(consumeCase(0.01, True), "V4", "missing").mean
    return (
        "V3 pays its liquidity providers next to nothing and nobody else. In V4 each 100 OCEAN that are swapped bring "
        f"{LP:.2f} to the liquidity providers and {default:.2f} to the publishing market, or what the fees say; the "
        "pool then holds all that its books and the waiting fees add up to. Not so with a consume-market fee: an "
        f"exact-in swap pays it out and leaves it in the books. With 1 % it lacks {missing:.2f} OCEAN for each 100 "
        f"that are swapped, with 10 % {high:.1f} ({exact:.2f} at 1 % if purchases are exact-out, since only sales "
        f"then miscount). Who is last to leave or to collect is refused: with 1 %, {4 * refused / 100:.1f} of four, on "
        "average. Demand here does not shrink when fees grow, so how high they can be in the long run is not found."
    )


def _plot(r: Results) -> dict[str, Plot]:
    x = [100.0 * fee for fee in _CONSUME]
    lines = [("purchases and sales exact-in", [r.stat(consumeCase(f), "V4", "missing").mean for f in _CONSUME])]
    lines += [("purchases exact-out", [r.stat(consumeCase(f, True), "V4", "missing").mean for f in _CONSUME])]
    name = "OCEAN missing in the pool, per 100 swapped"
    return {"M6_missing": Plot("A fee that is counted twice", "Consume-market fee (%)", name, x, lines, False, False)}


def _splits(r: Results) -> bool:
    """Whether each gets what its fee says, but for prices at which datatokens are valued."""
    fees = {"LP": "LP_fee", "market": "market_fee", "community": "OPC_fee"}
    for case, changed in _SWEEPS.items():
        terms = replace(V4, **changed)
        for metric, fee in fees.items():
            due = 100.0 * getattr(terms, fee)
            if abs(r.stat(case, "V4", metric).mean - due) > 0.1 * due + 1e-9:
                return False
    return True


M6: Experiment = Experiment(
    name="M6",
    title="Four fees on a swap",
    hypothesis="Fees bring a revenue to all who keep the market going, and the pool stays solvent.",
    method=(
        f"{_DAYS} days of trade and stakes with different fees. After each deed what the pool holds is compared "
        "with its books and the fees that wait in it, datatokens at their price. In the end everybody leaves: "
        "others, publisher, publishing market, staker."
    ),
    varied="deeds of others.",
    metrics=(
        Metric(
            "LP",
            "to liquidity providers per 100 OCEAN swapped, by the books: a consume market's fee may be among it",
            "OCEAN",
            "least",
        ),
        Metric("market", "to the publishing market", "OCEAN", "least"),
        Metric("community", "to the community (OPC)", "OCEAN", "least"),
        Metric("consume", "to the market at which the swap is made", "OCEAN", "least"),
        Metric(
            "missing", "what the pool lacks of what it owes, at the worst moment, per 100 OCEAN swapped in all", "OCEAN"
        ),
        Metric("refused", "of the four who leave or collect, how many the pool cannot pay"),
    ),
    cases=(
        *(Case(name, {"V3": V3, "V4": replace(V4, **changed)}) for name, changed in _SWEEPS.items()),
        *(
            Case(consumeCase(fee, exactly), {"V4": replace(V4, consume_fee=fee)}, {"exactly": exactly}, True)
            for exactly in (False, True)
            for fee in _CONSUME
        ),
    ),
    rules=(
        Rule(
            "without a consume-market fee the pool never lacks more than rounding, in any trial",
            lambda r: all(r.stat(case, "V4", "missing").most <= _ROUNDING for case in _PLAIN),
            True,
        ),
        Rule("providers, market and community get what their fees say, to a tenth", _splits, True),
        Rule(
            "nor with a consume-market fee",
            lambda r: all(r.stat(consumeCase(fee), "V4", "missing").most <= _ROUNDING for fee in _CONSUME),
        ),
        Rule(
            "nobody is refused what is his, with a consume-market fee either",
            lambda r: all(r.stat(c.name, "V4", "refused").most == 0.0 for c in M6.cases),
        ),
    ),
    draw=_draw,
    trial=_trial,
    words=_words,
    plots=_plot,
)
