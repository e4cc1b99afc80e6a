"""`asKind`: a value as a plain object of a kind, where numpy and others have their own."""

from __future__ import annotations

import operator
from collections.abc import Callable
from numbers import Real
from typing import Any, cast


def asKind(kind: type, value: Any) -> Any:
    """`value` as a plain object of that kind, if it is the same value there.

    Raises:
        TypeError, ValueError, OverflowError: it is not.
    """
    convert = _CONVERT.get(kind)
    if convert is not None:
        return convert(value)
    if not isinstance(value, kind) and not (kind is tuple and isinstance(value, list)):
        raise TypeError(value)
    return tuple(cast("Any", value)) if kind is tuple else value


def _isBool(value: Any) -> bool:
    """Whether it is a bool of Python or of numpy, which is not imported for it."""
    return type(value).__name__ in ("bool", "bool_")


def _asFloat(value: Any) -> float:
    if type(value) is float:
        return value
    # Texts and arrays have a length; numbers of any kind have none.
    if _isBool(value) or hasattr(value, "__len__"):
        raise TypeError(value)
    return float(value)


def _asInt(value: Any) -> int:
    if type(value) is int:
        return value
    if _isBool(value) or hasattr(value, "__len__"):
        raise TypeError(value)
    try:
        return operator.index(value)
    except TypeError:
        whole = int(value)
        if whole != value:
            raise ValueError(value) from None
        return whole


def _asReal(value: Any) -> int | float:
    """An int remains one, so that it is written as one."""
    try:
        return _asFloat(value) if isinstance(value, float) else _asInt(value)
    except ValueError:
        return _asFloat(value)


def _asBool(value: Any) -> bool:
    if not _isBool(value):
        raise TypeError(value)
    return bool(value)


def _asStr(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return str(value)


_CONVERT: dict[type, Callable[[Any], Any]] = {
    float: _asFloat,
    int: _asInt,
    Real: _asReal,
    bool: _asBool,
    str: _asStr,
}
