"""What the body of a strategy's class computes: values that are computed once, before any override is known.

`engine.overrides` refuses an override that would leave such a value as it was:

    class SimStrategy(SimStrategyBase.SimStrategyBase):
        supply = 1000.0
        treasury_OCEAN = 0.5 * supply
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.Parameter import Parameter
from engine.SimStrategyBase import SimStrategyBase
from util.errors import ParameterError

# What these hold is executed later, and does not see the names of the class.
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# What replaces a value, whatever it was.
_PLAIN = (ast.Assign, ast.AnnAssign, ast.FunctionDef)


def isConstant(cls: type, name: str) -> bool:
    """Whether it is a plain class constant, and instances have room for another value."""
    value = inspect.getattr_static(cls, name, len)
    is_value = not callable(value) and not hasattr(value, "__get__") and name != "_abc_impl"
    return is_value and getattr(cls, "__dictoffset__", 0) != 0


def ownClasses(cls: type) -> list[type]:
    """The user's own classes of which a strategy's class is made, base classes first."""
    return [kind for kind in reversed(cls.__mro__) if not issubclass(SimStrategyBase, kind)]


def checkBodies(ss: Any, overrides: Mapping[str, Any]) -> None:
    """Refuses an override that would leave stale what the body of a class has computed from the value it replaces.

    Args:
        ss: the strategy, after its __init__, which may have computed the same values once more.
    Raises:
        ParameterError: it would.
    """
    cls: Any = type(ss)
    own = _namesOf(cls)
    if own.isdisjoint(overrides):
        return
    computed = _computedInBody(cls)
    for name in [name for name in overrides if name in computed and not _isOfBody(ss, name)]:
        stale = [other for other in computed[name] if other in own and other not in overrides]
        stale = [other for other in stale if _isOfBody(ss, other)]
        if stale:
            names = " and ".join(stale)
            why = f"the body of {cls.__name__} reads {name} once, before any override is known"
            cure = f"computed(lambda ss: ...) of engine.Parameter, or read self.{name} in __init__; or override both"
            raise ParameterError(f"setting {name} would not change {names}", why, cure)


@lru_cache(maxsize=64)
def _namesOf(cls: type) -> frozenset[str]:
    """What the user's own classes of strategies define."""
    return frozenset(name for kind in ownClasses(cls) for name in vars(kind))


def _isOfBody(ss: Any, name: str) -> bool:
    """Whether a value still is that of the body of its class."""
    found, default = (getattr(of, name, None) for of in (ss, type(ss)))
    default = getattr(default, "default", default) if isinstance(default, Parameter) else default
    # Functions have defaults; arrays are not compared, but shown.
    return callable(default) or repr(found) == repr(default)


@lru_cache(maxsize=64)
def _computedInBody(cls: type) -> Mapping[str, Mapping[str, None]]:
    """Name of a value → names of what the bodies of `cls` and its base classes compute from it, in their order.

    Nothing is known of a class whose source cannot be read, such as one that was made in a notebook.
    """
    found: dict[str, dict[str, None]] = {}
    of_classes: set[str] = set()
    for kind in ownClasses(cls):
        of_body: set[str] = set()
        for statement in _bodyOf(kind):
            targets = _assigned(statement)
            read = list(_read(statement, of_body, of_classes)) if targets else []
            # Only what was assigned last counts.
            for before in found.values() if isinstance(statement, _PLAIN) else ():
                for target in targets:
                    before.pop(target, None)
            for name in read:
                found.setdefault(name, {}).update(dict.fromkeys(targets))
            of_body.update(targets)
        of_classes.add(kind.__name__)
    return found


def _bodyOf(cls: type) -> list[ast.stmt]:
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    try:
        inner: list[ast.stmt] = ast.parse(Path(file).read_bytes()).body if file else []
    except (OSError, ValueError, SyntaxError):
        return []
    for part in cls.__qualname__.split("."):
        if part != "<locals>":
            inner = next((node.body for node in _definitions(inner) if node.name == part), [])
    return inner


def _definitions(body: list[ast.stmt]) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    """Classes and functions that are defined there, the last one first: it is the one that counts."""
    for statement in reversed(body):
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
            yield statement


def _assigned(statement: ast.stmt) -> list[str]:
    """Names to which a statement assigns, or under which it defines a function, which may have defaults."""
    if isinstance(statement, _LATER):
        return [statement.name]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def _read(node: ast.AST, of_body: set[str], of_classes: set[str]) -> Iterator[str]:
    """The values of the strategy that are read when the body is executed."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in of_body:
        yield node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in of_classes:
        yield node.attr
    parts = [node.args] if isinstance(node, _LATER) else ast.iter_child_nodes(node)
    for part in parts:
        yield from _read(part, of_body, of_classes)
