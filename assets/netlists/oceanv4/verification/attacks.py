"""Sequences of deeds within one block, and a search for the worst of them: random ones first, then small changes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assets.netlists.oceanv4.verification.arms import Market
from assets.netlists.oceanv4.verification.demand import Deed, do, drawDemand
from util.errors import TxReverted


class Siege(NamedTuple):
    """What comes before an attack: deeds of others and a stake; `seed` is the search's."""

    stake: float
    deeds: list[Deed]
    seed: int


def drawSiege(rng: random.Random) -> Siege:
    """Three days of others, a stake of about 500 OCEAN."""
    stake = min(max(500.0 * rng.lognormvariate(0.0, 0.5), 50.0), 1500.0)
    return Siege(stake, drawDemand(rng, 72.0), rng.randrange(2**32))


def prepare(market: Market, siege: Siege) -> None:
    """The deeds of others."""
    for deed in siege.deeds:
        do(market, deed)


class Step(NamedTuple):
    """One deed of an attacker. `size` is a fraction of the pool's reserve where tokens go in, else of its holdings."""

    kind: str
    size: float


# What anybody can do who has OCEAN, if only by a flash loan; what shares and datatokens add; what a publisher can.
SWAPS = ("buy", "sell", "stake", "unstake")
BOTH_SIDES = ("stakeBoth", "unstakeBoth")
PUBLISHERS = ("sell", "unstake", "claim", "mint", *BOTH_SIDES)

_DEEDS: dict[str, Callable[[Market, str, float], object]] = {
    "buy": lambda m, who, size: m.buy(who, size * m.reserve()),
    "stake": lambda m, who, size: m.stake(who, size * m.reserve()),
    "sell": lambda m, who, size: m.sell(who, size),
    "unstake": lambda m, who, size: m.unstake(who, size),
    "stakeBoth": lambda m, who, size: m.stakeBoth(who, size),
    "unstakeBoth": lambda m, who, size: m.unstakeBoth(who, size),
    "claim": lambda m, who, size: m.claim(),
    "mint": lambda m, who, size: m.mint(size * m.reserveDT()),
    # Something that others do and the attacker waits for: see `optimise`.
    "event": lambda m, who, size: None,
}


def perform(market: Market, who: str, steps: Sequence[Step], event: Callable[[], object] | None = None) -> float:
    """Does the steps; `event()` where they say so. What the contracts refuse does not happen. Gives the least gain that
    the attacker had in between, in OCEAN: what it lays out.
    """
    least = market.gain(who)
    for step in steps:
        try:
            if step.kind == "event" and event:
                event()
            else:
                _DEEDS[step.kind](market, who, step.size)
        except TxReverted:
            continue
        finally:
            least = min(least, market.gain(who))
    return least


def optimise(
    rng: random.Random,
    kinds: Sequence[str],
    n_steps: int,
    worth: Callable[[Sequence[Step]], float],
    n_tries: int,
    start: Sequence[Step] = (),
) -> tuple[float, list[Step]]:
    """The best sequence that was found, and what it is worth. Half of the tries are random, half change the best one.

    Args:
        kinds: of steps. An event, if `start` has one, is never lost nor doubled.
        n_steps: how many there are at most, besides the event.
        worth: to be made as large as can be.
        start: the sequence to beat: doing nothing, but for an event.
    """
    best, found = worth(start), list(start)
    events = [step for step in start if step.kind == "event"]
    for i in range(n_tries):
        steps = _random(rng, kinds, n_steps, events) if 2 * i < n_tries else _changed(rng, kinds, n_steps, found)
        value = worth(steps)
        if value > best:
            best, found = value, steps
    return best, found


def _step(rng: random.Random, kinds: Sequence[str]) -> Step:
    # All of it is what is most often right.
    return Step(rng.choice(kinds), 1.0 if rng.random() < 0.4 else rng.random())


def _random(rng: random.Random, kinds: Sequence[str], n_steps: int, events: Sequence[Step]) -> list[Step]:
    steps = [_step(rng, kinds) for _ in range(rng.randint(1, n_steps))]
    for event in events:
        steps.insert(rng.randint(0, len(steps)), event)
    return steps


def _changed(rng: random.Random, kinds: Sequence[str], n_steps: int, steps: Sequence[Step]) -> list[Step]:
    changed = list(steps)
    own = [i for i, step in enumerate(changed) if step.kind != "event"]
    way = rng.random()
    if not own or (way < 0.25 and len(own) < n_steps):
        changed.insert(rng.randint(0, len(changed)), _step(rng, kinds))
    elif way < 0.4:
        del changed[rng.choice(own)]
    elif way < 0.55:
        changed[rng.choice(own)] = _step(rng, kinds)
    else:
        i = rng.choice(own)
        size = changed[i].size * rng.lognormvariate(0.0, 0.4)
        changed[i] = changed[i]._replace(size=min(max(size, 1e-4), 1.0))
    return changed
