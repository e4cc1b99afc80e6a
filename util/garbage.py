"""When Python looks for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothingCollected() -> Iterator[None]:
    """Within it, Python looks for no circles of garbage, which none of many new objects is in; each look takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def neverCollected(begins: bool = False) -> Iterator[None]:
    """What is there after it stays to the end, as modules do: Python never looks for garbage in it.

    For imports at the beginning of a process. Python would look through what they bring several times when it ends.

    Args:
        begins: whether this is where the process begins. Elsewhere it does so only in a process that has begun so:
            in any other, such as a notebook, there may be garbage by then.
    """
    with nothingCollected():
        yield
    if begins or gc.get_freeze_count():
        gc.freeze()
