"""`enforce_types`: run-time checks of argument types, from the package enforce-typing, off when SAFETY is off.

Users decorate their agents and strategies with it; we use it on constructors. It compares each argument with its
annotation by isinstance; a decorated class has only its `__init__` checked. Annotations must be types, and not strings,
`Any` or unions of generics: a module that uses it, or whose classes users derive from, does without
`from __future__ import annotations`.
"""

from typing import Any, TypeVar

from util.constants import SAFETY

_T = TypeVar("_T", bound=Any)


def enforce_types(wrapped: _T) -> _T:
    """`wrapped` with its argument types checked at each call (TypeError), or `wrapped` itself if SAFETY is off."""
    if not SAFETY:
        return wrapped
    from enforce_typing import enforce_types as enforce

    checked: _T = enforce(wrapped)
    return checked
