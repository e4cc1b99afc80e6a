"""Attacks within one block: sequences of steps, and what comes before them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from explore.sequences import EVENT, Step
from util.errors import InsufficientFunds, TxReverted

from .demand import Story, act, drawDemand, drawStake
from .markets import Market

# What anybody with OCEAN can do, if only by a flash loan; what shares and datatokens add; what a publisher can do.
SWAPS = ("buy", "sell", "stake", "unstake")
BOTH_SIDES = ("stakeBoth", "unstakeBoth")
PUBLISHERS = ("sell", "unstake", "claim", "mint", *BOTH_SIDES)

# The size of a step is a fraction of the pool's reserve where tokens go in, otherwise of the attacker's holdings.
_ACTIONS: dict[str, Callable[[Market, str, float], object]] = {
    "buy": lambda m, who, size: m.buy(who, size * m.reserve()),
    "stake": lambda m, who, size: m.stake(who, size * m.reserve()),
    "sell": lambda m, who, size: m.sell(who, size),
    "unstake": lambda m, who, size: m.unstake(who, size),
    "stakeBoth": lambda m, who, size: m.stakeBoth(who, size),
    "unstakeBoth": lambda m, who, size: m.unstakeBoth(who, size),
    "claim": lambda m, who, size: m.claim(),
    "mint": lambda m, who, size: m.mint(size * m.reserveDT()),
    EVENT: lambda m, who, size: None,
}


def drawSiege(rng: random.Random) -> Story:
    """Three days of other people's actions, and a stake."""
    return Story(drawStake(rng), drawDemand(rng, 72.0), seed=rng.randrange(2**32))


def prepare(market: Market, story: Story) -> None:
    """The actions of others, before the attack."""
    for action in story.actions:
        act(market, action)


def perform(market: Market, who: str, steps: Sequence[Step], event: Callable[[], object] | None = None) -> float:
    """Takes the steps, and calls `event()` where they say so. What is refused or cannot be paid does not happen.

    Returns:
        The attacker's lowest gain in between, in OCEAN: below zero, it is what the attack needs up front.
    """
    least = market.gain(who)
    for step in steps:
        try:
            if step.kind == EVENT and event:
                event()
            else:
                _ACTIONS[step.kind](market, who, step.size)
        except (TxReverted, InsufficientFunds):
            continue
        finally:
            least = min(least, market.gain(who))
    return least
