"""Nameless functions, such as lambdas, in variables of users' modules: a checkpoint holds where they are.

They are looked for when somebody asks, which few runs do. A place counts only if the function there looks the same in
both processes, its closure included.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from engine.userstate import CODE, CONSTANT, after_import, contentOf

_MOST_STEPS = 6
# Modules that were searched, by their id; place → function; id of a function → place.
_searched: dict[int, Any] = {}
_functions: dict[str, FunctionType] = {}
_places: dict[int, str] = {}


def search() -> None:
    """Finds those in modules that are new."""
    for module, before in list(after_import.items()):
        if id(module) not in _searched:
            _searched[id(module)] = module
            for key, value in before.values.items():
                if not hasattr(type(value), "__get__"):
                    _search(f"{module.__name__}|{key}", value, _MOST_STEPS)


def _search(place: str, value: Any, n_steps: int) -> None:
    if isinstance(value, FunctionType):
        if "<" in value.__qualname__:
            _functions[place] = value
            _places[id(value)] = place
        return
    if isinstance(value, (*CONSTANT, *CODE)) or not n_steps:
        return
    parts: Mapping[Any, Any] = getattr(value, "__dict__", {})
    if isinstance(value, dict):
        parts = value
    elif isinstance(value, (list, tuple)):
        parts = dict(enumerate(value))
    for key, part in list(parts.items()):
        _search(f"{place}|{key}", part, n_steps - 1)


def placeOf(function: FunctionType) -> tuple[str, list[Any]] | None:
    """Where a function is, and what it looks like; None if it is in no such place, or keeps what can be changed."""
    search()
    place, looks = _places.get(id(function)), _looksOf(function)
    return None if place is None or looks is None else (place, looks)


def functionAt(place: str, looks: list[Any]) -> FunctionType | None:
    """The function in that place, if it looks like that."""
    search()
    found = _functions.get(place)
    return found if found is not None and _looksOf(found) == looks else None


def _looksOf(function: FunctionType) -> list[Any] | None:
    """What tells a function from others, as plain data: where it is written, and what is in its closure."""
    cells = [contentOf(cell) for cell in function.__closure__ or ()]
    if not all(isinstance(content, (*CONSTANT, *CODE)) for content in cells):
        return None
    shown = [c if isinstance(c, CONSTANT) else f"{c.__module__}.{c.__qualname__}" for c in cells]
    return [function.__qualname__, function.__code__.co_firstlineno, *shown]
