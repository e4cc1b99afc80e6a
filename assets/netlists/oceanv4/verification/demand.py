"""What honest people do in a market, drawn from a seed. The same deeds are done in either arm.

Sizes are in OCEAN where OCEAN go in and fractions of what is held where it comes out, so that they mean the same
whatever a datatoken costs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import Market

# Median of what somebody buys or stakes for, in OCEAN, and how widely it varies (standard deviation of its logarithm).
MEDIAN_OCEAN, SPREAD = 30.0, 0.8
# No single deed brings more than this part of the pool's OCEAN.
_AT_MOST = 0.1
_WEIGHTS = {"buy": 0.4, "sell": 0.25, "stake": 0.2, "unstake": 0.15}


class Deed(NamedTuple):
    """`hour` since the start; `kind` is buy, sell, stake or unstake; `size` as above."""

    hour: float
    kind: str
    size: float


def drawDemand(
    rng: random.Random, hours: float, per_day: float = 6.0, median_OCEAN: float = MEDIAN_OCEAN
) -> list[Deed]:
    """Deeds in so many hours, in the order of time: a Poisson process."""
    deeds, hour = [], rng.expovariate(per_day / 24.0)
    while hour < hours:
        kind = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        comes = kind in ("buy", "stake")
        deeds.append(Deed(hour, kind, median_OCEAN * rng.lognormvariate(0.0, SPREAD) if comes else rng.random()))
        hour += rng.expovariate(per_day / 24.0)
    return deeds


def do(market: Market, deed: Deed) -> None:
    """Trades are the trader's, stakes the others'."""
    if deed.kind == "buy":
        market.buy("trader", min(deed.size, _AT_MOST * market.reserve()))
    elif deed.kind == "stake":
        market.stake("others", min(deed.size, _AT_MOST * market.reserve()))
    elif deed.kind == "sell":
        market.sell("trader", deed.size)
    else:
        market.unstake("others", deed.size)


def play(
    market: Market, deeds: Sequence[Deed], hours: float, every: float = 0.0, act: Callable[[int], Any] | None = None
) -> None:
    """Lets `hours` pass, in which the deeds are done, and `act(0)`, `act(1)` … each `every` hours from the start on."""
    acts = [(i * every, i) for i in range(int(hours / every + 1e-9))] if act and every else []
    todo: list[tuple[float, int, Any]] = [(hour, 0, i) for hour, i in acts]
    todo += [(deed.hour, 1, deed) for deed in deeds if deed.hour < hours]
    now = 0.0
    for hour, is_deed, what in sorted(todo, key=lambda one: one[:2]):
        market.wait(hour - now)
        now = hour
        if is_deed:
            do(market, what)
        elif act:
            act(what)
    market.wait(hours - now)
