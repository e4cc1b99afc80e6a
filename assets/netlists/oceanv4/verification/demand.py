"""What honest people do in a market, drawn from a seed. The same actions are taken in every arm.

Sizes are in OCEAN where OCEAN goes in, and fractions of what is held where it comes out, so that they mean the same
whatever a datatoken costs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .markets import V4, Market

# Median of what somebody buys or stakes for, in OCEAN, and its spread (standard deviation of its logarithm).
MEDIAN_OCEAN, SPREAD = 30.0, 0.8
# No single action brings more than this part of the pool's OCEAN.
_AT_MOST = 0.1
_WEIGHTS = {"buy": 0.4, "sell": 0.25, "stake": 0.2, "unstake": 0.15}
# In OCEAN: the median stake, the smallest and the largest.
_STAKE, _LEAST_STAKE, _MOST_STAKE = 500.0, 50.0, 1500.0
STAKE_IN_WORDS = f"the stake (about {_STAKE:g} OCEAN, {_LEAST_STAKE:g} to {_MOST_STAKE:g})"


class Action(NamedTuple):
    """`hour` since the start; `kind` is buy, sell, stake or unstake; `size` as above."""

    hour: float
    kind: str
    size: float


class Story(NamedTuple):
    """What a seed brings.

    Attributes:
        stake: of the staker, in OCEAN, for a pool of 4999 OCEAN.
        actions: of others.
        wait: hours until the attack.
        seed: of a search for attacks.
        hours: when consumers come.
    """

    stake: float
    actions: list[Action]
    wait: float = 0.0
    seed: int = 0
    hours: Sequence[float] = ()


def drawStake(rng: random.Random) -> float:
    """A stake in OCEAN."""
    return min(max(_STAKE * rng.lognormvariate(0.0, 0.5), _LEAST_STAKE), _MOST_STAKE)


def arrivals(rng: random.Random, hours: float, per_day: float) -> Iterator[float]:
    """The hours of a Poisson process; each is drawn when it is asked for."""
    hour = rng.expovariate(per_day / 24.0)
    while hour < hours:
        yield hour
        hour += rng.expovariate(per_day / 24.0)


def drawDemand(rng: random.Random, hours: float, per_day: float = 6.0) -> list[Action]:
    """Actions within that many hours, in the order of time."""
    actions = []
    for hour in arrivals(rng, hours, per_day):
        kind = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        size = MEDIAN_OCEAN * rng.lognormvariate(0.0, SPREAD) if kind in ("buy", "stake") else rng.random()
        actions.append(Action(hour, kind, size))
    return actions


def scaled(market: Market, actions: Sequence[Action]) -> list[Action]:
    """The actions in proportion to the size of the pool: as drawn for one of 4999 OCEAN."""
    by = market.terms.OCEAN / V4.OCEAN
    return [a._replace(size=a.size * by) if a.kind in ("buy", "stake") else a for a in actions]


def act(market: Market, action: Action) -> None:
    """Trades are the trader's, stakes the others'."""
    if action.kind == "buy":
        market.buy("trader", min(action.size, _AT_MOST * market.reserve()))
    elif action.kind == "stake":
        market.stake("others", min(action.size, _AT_MOST * market.reserve()))
    elif action.kind == "sell":
        market.sell("trader", action.size)
    else:
        market.unstake("others", action.size)


def play(
    market: Market,
    actions: Sequence[Action],
    hours: float,
    every: float = 0.0,
    also: Callable[[], Any] | None = None,
    since: float = 0.0,
) -> None:
    """Plays `hours` hours, in which the actions are taken, and `also()` every `every` hours from the start on.

    Args:
        since: the hour of the actions' clock at which it begins.
    """
    acts = [(i * every, 0, None) for i in range(int(hours / every + 1e-9))] if also and every else []
    due = [(a.hour - since, 1, a) for a in actions if 0.0 <= a.hour - since < hours]
    now = 0.0
    for hour, _, action in sorted([*acts, *due], key=lambda one: one[:2]):
        market.wait(hour - now)
        now = hour
        if action:
            act(market, action)
        elif also:
            also()
    market.wait(hours - now)
