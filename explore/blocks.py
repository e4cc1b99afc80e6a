"""Blocks of randomness: a run's stream, cut into pieces that can be drawn anew one by one.

A run begins with its seed; each further block has another seed, with which its randomness begins anew. So a run is
a function of its parameters and of some numbers that are independent of each other, of which a search may change some
and keep the others. Keys and addresses follow from the first seed alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from engine.Simulation import Simulation


def reseeding(
    simulation: Simulation, blocks: Sequence[int], onTick: Callable[[], None] | None = None
) -> Callable[[], None] | None:
    """What is to be called after each tick of a run for it to have these blocks: None if there is nothing to call.

    Args:
        blocks: seeds of the second block and those after it. All blocks have equally many ticks, or one more.
        onTick: what else is called.
    """
    if not blocks:
        return onTick
    state = simulation.state
    n_ticks = math.ceil(state.ss.max_ticks) + 1
    n_blocks = len(blocks) + 1
    # Tick → seed from then on.
    seeds = {(k + 1) * n_ticks // n_blocks: seed for k, seed in enumerate(blocks)}

    def afterTick() -> None:
        seed = seeds.get(state.tick + 1)
        if seed is not None:
            simulation.reseed(seed)
        if onTick is not None:
            onTick()

    return afterTick
