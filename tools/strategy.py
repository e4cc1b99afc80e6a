"""`--set NAME=VALUE`: changes a netlist's SimStrategy from the command line, with its types checked."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from util.errors import ParameterError


def override(ss: Any, assignments: Sequence[str]) -> None:
    """Sets each NAME=VALUE of `assignments` on the strategy `ss`.

    Raises:
        ParameterError: no "=", a name that `ss` lacks, or a value of another type than it has.
    """
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        if not equals:
            raise ParameterError(f"--set {assignment} has no value", "", f"--set {name}=VALUE")
        if name not in _names(ss):
            raise _unknown(name, ss)
        setattr(ss, name, parsed(name, text.strip(), getattr(ss, name)))


def parsed(name: str, text: str, present: Any) -> Any:
    """`text` as a value of the type that `present` has.

    Raises:
        ParameterError: it is not one.
    """
    kind = type(present)
    try:
        return _PARSERS[kind](text) if kind in _PARSERS else _literal(text, kind)
    except (ValueError, SyntaxError) as e:
        why = f"it is {_article(kind.__name__)}, now {present!r}"
        raise ParameterError(f"--set {name}={text} does not fit", why, f"--set {name}={present!r}") from e


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _int(text: str) -> int:
    value = float(text)
    if not value.is_integer():
        raise ValueError(text)
    return int(text) if text.lstrip("+-").isdigit() else int(value)


def _float(text: str) -> float:
    value = float(text)
    if math.isnan(value):
        raise ValueError(text)
    return value


def _literal(text: str, kind: type) -> Any:
    value = ast.literal_eval(text)
    if not isinstance(value, kind) and kind is not type(None):
        raise ValueError(text)
    return value


_PARSERS: dict[type, Callable[[str], Any]] = {bool: _bool, int: _int, float: _float, str: str}


def _names(ss: Any) -> list[str]:
    """What can be set: the strategy's values, not its methods."""
    return [name for name in dir(ss) if not name.startswith("__") and not callable(getattr(ss, name))]


def _unknown(name: str, ss: Any) -> ParameterError:
    names = [n for n in _names(ss) if not n.startswith("_")]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    kind = type(ss).__name__
    if near:
        return ParameterError(f"{kind} has no {name}", f"near it: {', '.join(near)}", f"--set {near[0]}=VALUE")
    return ParameterError(f"{kind} has no {name}", f"it has {', '.join(names)}")


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
