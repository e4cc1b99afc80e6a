"""A thread with a deep stack, for structures in which objects point at each other in long chains."""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

# Bytes of stack, and how deep calls may be.
_STACK, _DEEP = 512 << 20, 1_000_000
_Result = TypeVar("_Result")


def inDeepThread(work: Callable[[], _Result]) -> _Result:
    """What `work` returns, or raises, in a thread whose stack is deep enough for it."""
    done: list[Any] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            done.append((context.run(work), None))
        except Exception as e:
            done.append((None, e))

    limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(_DEEP)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    result: _Result
    result, error = done[0]
    if error is not None:
        raise error
    return result
