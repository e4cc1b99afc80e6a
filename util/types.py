"""`enforce_types`: run-time checks of argument types, from the package enforce-typing, off when SAFETY is off.

Users decorate their agents and strategies with it; we use it on constructors. It compares each argument with its
annotation by isinstance; a decorated class has only its `__init__` checked. Annotations must be types, and not strings,
`Any` or unions of generics: a module that uses it, or whose classes users derive from, does without
`from __future__ import annotations`.
"""

import inspect
from abc import ABCMeta
from collections.abc import Callable
from functools import wraps
from types import UnionType
from typing import Any, TypeVar

from util.constants import SAFETY

_T = TypeVar("_T", bound=Any)


def enforce_types(wrapped: _T) -> _T:
    """`wrapped` with its argument types checked at each call (TypeError), or `wrapped` itself if SAFETY is off."""
    if not SAFETY:
        return wrapped
    from enforce_typing import enforce_types as enforce

    spec = inspect.getfullargspec(wrapped)
    plain: Any = wrapped.__init__ if inspect.isclass(wrapped) else wrapped
    checked: Any = enforce(wrapped)
    if inspect.isclass(wrapped):
        checked.__init__ = _quick(spec, plain, checked.__init__)
    else:
        checked = _quick(spec, plain, checked)
    quick: _T = checked
    return quick


def _quick(spec: inspect.FullArgSpec, plain: Callable[..., Any], checked: Callable[..., Any]) -> Callable[..., Any]:
    """`plain` where each argument is seen to be of its type; otherwise `checked`, which takes longer and decides."""
    named = {name: _seen(hint) for name, hint in spec.annotations.items()}
    positional = [named.get(name, object) for name in spec.args]

    @wraps(plain)
    def quick(*args: Any, **kwargs: Any) -> Any:
        for value, types in zip(args, positional, strict=False):
            if not isinstance(value, types):
                return checked(*args, **kwargs)
        for name in kwargs:
            if not isinstance(kwargs[name], named.get(name, object)):
                return checked(*args, **kwargs)
        return plain(*args, **kwargs)

    return quick


def _seen(hint: Any) -> tuple[type, ...]:
    """Types of which a value is all that the annotation asks for; none where that is not simple."""
    hints = hint.__args__ if isinstance(hint, UnionType) else (getattr(hint, "__origin__", hint),)
    return tuple(hints) if all(type(h) in (type, ABCMeta) for h in hints) else ()
