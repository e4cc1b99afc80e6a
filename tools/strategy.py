"""`--set NAME=VALUE`: changes a netlist's SimStrategy from the command line, with its types checked."""

from __future__ import annotations

import ast
import math
import shlex
from collections.abc import Callable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from util.errors import ParameterError


def override(ss: Any, assignments: Sequence[str]) -> None:
    """Sets each NAME=VALUE of `assignments` on the strategy `ss`.

    Raises:
        ParameterError: no "=", a name that `ss` lacks, a value of another type than it has, or one that it refuses.
    """
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        if not (name and equals):
            raise ParameterError(
                f"--set {assignment} is not of the form NAME=VALUE", "", f"--set {name or 'NAME'}=VALUE"
            )
        if name not in _names(ss):
            raise _unknown(name, ss)
        value = parsed(name, text.strip(), getattr(ss, name))
        setter = getattr(ss, _SETTERS.get(name, ""), None)
        if setter is not None:
            setter(value)
        else:
            setattr(ss, name, value)


def parsed(name: str, text: str, present: Any) -> Any:
    """`text` as a value of the type that `present` has.

    Raises:
        ParameterError: it is not one.
    """
    try:
        parse = next((parse for kind, parse in _PARSERS.items() if isinstance(present, kind)), None)
        return parse(text) if parse is not None else _literal(text, type(present))
    except (ValueError, TypeError, SyntaxError) as e:
        why = f"it is {_article(type(present).__name__)}, now {present!r}"
        cure = "--set " + shlex.quote(f"{name}={present}")
        raise ParameterError(f"--set {name}={text} does not fit", why, cure) from e


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _int(text: str) -> int:
    value = float(text)
    if not value.is_integer():
        raise ValueError(text)
    # By way of Decimal, since 1e23 as a float is another number.
    return int(Decimal(text))


def _float(text: str) -> float:
    value = float(text)
    if math.isnan(value):
        raise ValueError(text)
    return value


def _literal(text: str, kind: type) -> Any:
    value = ast.literal_eval(text)
    if not isinstance(value, kind):
        raise ValueError(text)
    return value


def _anything(text: str) -> Any:
    """A literal where it is one, else the text: None does not tell what belongs in its place."""
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError):
        return text


# The first one that fits is taken: a bool is an int, too.
_PARSERS: dict[type, Callable[[str], Any]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: str,
    type(None): _anything,
}

# Values that SimStrategyBase checks when they are set.
_SETTERS = {"time_step": "setTimeStep", "log_interval": "setLogInterval", "max_ticks": "setMaxTicks"}


def _names(ss: Any) -> list[str]:
    """What can be set: the strategy's values, neither its methods nor what it computes."""
    return [
        name
        for name in dir(ss)
        if not (
            name.startswith("__") or isinstance(getattr(type(ss), name, None), property) or callable(getattr(ss, name))
        )
    ]


def _unknown(name: str, ss: Any) -> ParameterError:
    names = [n for n in _names(ss) if not n.startswith("_")]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    kind = type(ss).__name__
    if near:
        return ParameterError(f"{kind} has no {name}", f"near it: {', '.join(near)}", f"--set {near[0]}=VALUE")
    return ParameterError(f"{kind} has no {name}", f"it has {', '.join(names)}")


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
