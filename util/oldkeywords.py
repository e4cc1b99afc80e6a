"""`oldKeywords`: lets a function be called with the names that its arguments had in an earlier TokenSPICE."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")


def oldKeywords(**new_names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """A decorator: `@oldKeywords(old_name="new_name")`. Not for functions whose microseconds count."""

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> T:
            for old, new in new_names.items():
                if old in kwargs:
                    kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        # Others, such as enforce_types, ask for the arguments and do not look behind decorators.
        called.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
        return called

    return decorate
