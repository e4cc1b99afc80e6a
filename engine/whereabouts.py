"""Where an object is in what hangs together, for messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

# How far is looked: a message may do without the place.
_MOST_STEPS, _MOST_OBJECTS = 30, 1_000_000


def pathTo(culprit: Any, roots: Mapping[str, Any]) -> str:
    """Where an object is, such as "state.agents['bot']._rule"; "" if it is not found."""
    level = list(roots.items())
    seen = {id(value): value for _, value in level}
    for _ in range(_MOST_STEPS):
        following: list[tuple[str, Any]] = []
        for path, value in level:
            if value is culprit:
                return path
            for step, part in _parts(value):
                if id(part) not in seen and len(seen) < _MOST_OBJECTS:
                    seen[id(part)] = part
                    following.append((path + step, part))
        level = following
    return ""


def _parts(value: Any) -> Iterable[tuple[str, Any]]:
    """What hangs on an object directly, with how one gets there."""
    if isinstance(value, (type, ModuleType, int, float, str, bytes)):
        return
    if isinstance(value, dict):
        yield from ((f"[{_key(key)}]", part) for key, part in list(value.items()))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from ((f"[{i}]", part) for i, part in enumerate(value))
    yield from ((f".{name}", part) for name, part in list(getattr(value, "__dict__", {}).items()))
    for cls in type(value).__mro__:
        for name in getattr(cls, "__slots__", ()):
            if isinstance(name, str) and hasattr(value, name):
                yield f".{name}", getattr(value, name)


def _key(key: Any) -> str:
    """A key, if it is short: those that are objects may show all that hangs on them."""
    return repr(key) if isinstance(key, (str, int, float)) else f"a {type(key).__name__}"
