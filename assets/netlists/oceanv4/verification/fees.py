"""M6: the four fees of a swap. Who earns what, and whether the pool can always pay what it owes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import log
from typing import Any

from explore.Experiment import Case, Metric, Results, Rule
from explore.experimentreport import meanOver
from util.base18 import fromBase18
from util.errors import TxReverted
from util.mathutil import addUp
from util.plotfigure import Plot

from . import common
from .common import inV4
from .demand import Action, act, drawDemand
from .markets import LEAST_FEES, V3, V4, Market, MarketV4

_DAYS = 20
# Of the swaps' rounding, in OCEAN; a pool that lacks no more is solvent.
_ROUNDING = 1e-9


def _draw(rng: random.Random) -> list[Action]:
    return drawDemand(rng, 24.0 * _DAYS, per_day=8.0)


def _trade(market: Market, action: Action, exactly: bool) -> tuple[float, float]:
    """Takes the action. Returns what went into the pool by a swap: OCEAN, datatokens."""
    trader = market.people["trader"]
    OCEAN, DT = trader.OCEAN(), trader.DT(market.DT)
    if action.kind == "buy" and exactly:
        market.buyDT("trader", action.size / market.price())
    else:
        act(market, action)
    return max(0.0, OCEAN - trader.OCEAN()), max(0.0, DT - trader.DT(market.DT))


def _inOCEAN(market: Market, read: Callable[[Any], int], price: float) -> float:
    """What `read` returns for both tokens, in base 18, with datatokens at `price`."""
    return fromBase18(read(market.OCEAN)) + price * fromBase18(read(market.DT))


def _missing(market: MarketV4, price: float) -> float:
    """What the pool lacks of what it owes, in OCEAN, below 0. A surplus of one token does not make up for the other."""
    return min(0.0, market.slack(market.OCEAN)) + price * min(0.0, market.slack(market.DT))


def _worth(market: Market) -> float:
    """Logarithm of the product of the reserves, each to the power of its weight."""
    return market.n * log(market.reserve()) + (1.0 - market.n) * log(market.reserveDT())


def _trial(market: Market, actions: list[Action], options: Mapping[str, Any]) -> dict[str, float]:
    market.stake("staker", 500.0)
    volume, slack, kept = 0.0, 0.0, 0.0
    for action in actions:
        price, worth = market.price(), _worth(market)
        OCEAN, DT = _trade(market, action, bool(options.get("exactly")))
        volume += OCEAN + price * DT
        if action.kind in ("buy", "sell"):
            # A swap without fee leaves the product as it is; its growth is the providers'.
            kept += (_worth(market) - worth) * market.reserve() / market.n
        if isinstance(market, MarketV4):
            slack = min(slack, _missing(market, market.price()))
    found = {"LP": 100.0 * kept / volume, "community": 0.0, "market": 0.0, "consume": 0.0, "volume": volume}
    if isinstance(market, MarketV4):
        pool, collector = market.pool, market.people["consume_market"].address
        for name, read in (
            ("community", lambda token: pool.communityFees_base(token.address)),
            ("market", lambda token: pool.publishMarketFees_base(token.address)),
            ("consume", lambda token: token.balanceOf_base(collector)),
        ):
            found[name] = 100.0 * _inOCEAN(market, read, market.price()) / volume
    # Per 100 OCEAN swapped.
    found["missing"] = 100.0 * max(0.0, -slack) / volume
    return found | {"refused": 100.0 * _refused(market)}


def _refused(market: Market) -> float:
    """Everybody leaves, and the markets collect. The fraction of these four whom the pool then cannot pay."""
    leave: list[Callable[[], Any]] = [partial(market.unstake, who) for who in ("others", "publisher", "staker")]
    if isinstance(market, MarketV4):
        leave.insert(2, lambda: market.pool.collectMarketFee(market.wallet("trader")))
    return addUp(map(_isRefused, leave)) / 4.0


def _isRefused(action: Callable[[], Any]) -> bool:
    try:
        action()
    except TxReverted as e:
        if "exceeds balance" not in e.reason:
            raise
        return True
    return False


DEFAULT = "3 % LP, 1 % market"
_CONSUME = (0.001, 0.01, 0.05, 0.1)
_SWEEPS: dict[str, dict[str, Any]] = {
    DEFAULT: {},
    "least fees": LEAST_FEES,
    "10 % LP, 1 % market": {"LP_fee": 0.1},
    "3 % LP, 10 % market": {"market_fee": 0.1},
    "3 % LP, 1 % market, 0.1 % community": {"OPC_fee": 0.001},
    "3 % LP, 1 % market, 1 % community": {"OPC_fee": 0.01},
    "10 % LP, 10 % market, 10 % community": {"LP_fee": 0.1, "market_fee": 0.1, "OPC_fee": 0.1},
}


def consumeCase(fee: float, exactly: bool = False) -> str:
    """Name of the case in which each swap pays that fee to a consume market."""
    return f"{100 * fee:g} % consume market{', purchases exact-out' * exactly}"


def _plots(r: Results) -> dict[str, Plot]:
    lines = [
        (label, [r.mean(consumeCase(fee, exactly), "V4", "missing") for fee in _CONSUME])
        for label, exactly in (("purchases and sales exact-in", False), ("purchases exact-out", True))
    ]
    x, y = [100.0 * fee for fee in _CONSUME], "OCEAN missing in the pool, per 100 swapped"
    return {"M6_missing": meanOver("Consume-market fee (%)", x, "A fee that is counted twice", y, lines)}


def _splits(r: Results) -> bool:
    """Whether each gets what its fee says, except for the prices at which datatokens are valued."""
    for case, changed in _SWEEPS.items():
        terms = replace(V4, **changed)
        for metric, fee in (("LP", terms.LP_fee), ("market", terms.market_fee), ("community", terms.OPC_fee)):
            if abs(r.mean(case, "V4", metric) - 100.0 * fee) > 10.0 * fee + 1e-9:
                return False
    return True


_CASES = (
    *(Case(name, {"V3": V3, "V4": replace(V4, **changed)}) for name, changed in _SWEEPS.items()),
    *(
        Case(consumeCase(fee, exactly), {"V4": replace(V4, consume_fee=fee)}, {"exactly": exactly}, True)
        for exactly in (False, True)
        for fee in _CONSUME
    ),
)
M6 = common.v4AgainstV3(
    name="M6",
    title="Four fees on a swap",
    hypothesis="Fees bring revenue to everyone who keeps the market going, and the pool stays solvent.",
    method=(
        f"{_DAYS} days of trades and stakes with different fees. After each action the pool's holdings are compared "
        "with its books and waiting fees, with datatokens at their price. In the end everybody leaves: others, "
        "publisher, publishing market, staker."
    ),
    varied="the actions of others.",
    metrics=(
        Metric("LP", "to liquidity providers per 100 OCEAN swapped, according to the pool's books", "OCEAN", "least"),
        Metric("market", "to the publishing market", "OCEAN", "least"),
        Metric("community", "to the community (OPC)", "OCEAN", "least"),
        Metric("consume", "to the market at which the swap is made", "OCEAN", "least"),
        Metric("missing", "what the pool lacks of what it owes, at the worst moment, per 100 OCEAN swapped", "OCEAN"),
        Metric("refused", "of the four who leave or collect, how many the pool cannot pay"),
    ),
    cases=_CASES,
    rules=(
        inV4(_ROUNDING, "most", "missing", tuple(_SWEEPS), unit="", is_core=True, where="without a consume-market fee"),
        Rule("providers, market and community get what their fees say, to within a tenth", _splits, True),
        inV4(_ROUNDING, "most", "missing", [*map(consumeCase, _CONSUME)], unit="", where="with a consume-market fee"),
        inV4(0.0, "most", "refused", _CASES, where="in every case"),
    ),
    draw=_draw,
    trial=_trial,
    plots=_plots,
)
