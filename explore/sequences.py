"""Search for the best sequence of steps: half of the tries are random, the other half change the best one so far."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """One step. `size` is a fraction, 0 to 1, of whatever the step can use at most."""

    kind: str
    size: float


# The kind of a step that happens exactly once, wherever it is best: something that others do.
EVENT = "event"


def bestSequence(
    rng: random.Random,
    kinds: Sequence[str],
    n_steps: int,
    worth: Callable[[Sequence[Step]], float],
    n_tries: int,
    start: Sequence[Step] = (),
) -> tuple[float, list[Step]]:
    """The best sequence found, and what it is worth: a lower bound of what can be reached.

    Args:
        kinds: of steps to choose from. An event, if `start` has one, is never lost nor doubled.
        n_steps: how many steps there are at most, apart from the event.
        worth: what to maximise.
        start: the sequence to beat: doing nothing, except for an event.
    """
    best, found = worth(start), list(start)
    events = [step for step in start if step.kind == EVENT]
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
    own = [i for i, step in enumerate(changed) if step.kind != EVENT]
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
