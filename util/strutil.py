"""Texts for people: objects, dicts, money and big numbers. Used by strategies, agents and console lines."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable
from functools import cache
from typing import Any


class StrMixin:
    """Gives a class a `str()` that shows its attributes: `Foo={a=1, b=2 /Foo}`.

    Numbers, strings and None come first, then the rest, each in alphabetical order. Methods and names with a double
    underscore stay out. A class that sets `__STR_GIVES_NEWLINE__ = True` gets one attribute per line.
    """

    def __str__(self) -> str:
        newline = bool(getattr(self, "__STR_GIVES_NEWLINE__", False))
        attributes = _attributes(self)
        short = {name: value for name, value in attributes.items() if _isShort(value)}
        long = {name: value for name, value in attributes.items() if not _isShort(value)}
        items = [
            f"{name}={dictStr(value, newline) if isinstance(value, dict) else value}"
            for name, value in (short | long).items()
        ]
        return _inBraces(type(self).__name__, items, newline)


def _attributes(obj: object) -> dict[str, Any]:
    """Name → value of what `StrMixin` shows of `obj`, in alphabetical order."""
    attributes = {}
    for name in dir(obj):
        # _abc_impl is what Python itself keeps in an abstract class.
        if "__" in name or name == "_abc_impl" or isinstance(inspect.getattr_static(obj, name), staticmethod):
            continue
        value = getattr(obj, name)
        if not inspect.ismethod(value):
            attributes[name] = value
    return attributes


def _isShort(value: object) -> bool:
    return value is None or isinstance(value, (int, float, str))


def dictStr(d: dict[Any, Any], newline: bool = False) -> str:
    """`d` as `dict={'k':v, 'k2':v2 /dict}`, one item per line if `newline`; `{}` if it is empty."""
    if not d:
        return "{}"
    return _inBraces("dict", [f"'{key}':{value}" for key, value in d.items()], newline)


def _inBraces(name: str, items: list[str], newline: bool) -> str:
    end = "\n" if newline else ""
    body = f", {end}".join(items) + f" {end}" if items else ""
    return f"{name}={{{end}{body}/{name}}}"


def nearest(word: str, known: Iterable[str], n: int = 1, cutoff: float = 0.6) -> list[str]:
    """The words most like `word`, at most `n`, the most similar first; for suggestions in error messages."""
    # Imported where something has gone wrong, so that nobody else waits for it.
    from difflib import get_close_matches

    return get_close_matches(word, list(known), n, cutoff)


def asCurrency(amount: float, decimals: bool = True) -> str:
    """`amount` of USD as $1,234.57 or -$1,234.57; without `decimals` as $1,235."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,.{2 if decimals else 0}f}"


def prettyBigNum(amount: float, remove_zeroes: bool = True) -> str:
    """`amount` in few characters: 1.23K, 45.6M, 7B; beyond 1e12 and below 0.1 as 1.23e13 and 1.23e-2.

    Args:
        amount: any number; inf and nan give "inf" and "nan".
        remove_zeroes: True rounds to three significant digits and drops zeroes at the end (1.2, 570B); False keeps two
            decimals always (1.20, 570.20B), except for zero, which is 0.
    """
    if not math.isfinite(amount):
        return str(float(amount))
    if amount == 0:
        return "0"
    size = abs(amount)
    # From 1e12 up the scientific form rounds anyhow, and the largest floats would round to infinity here.
    if remove_zeroes and size < 1e12:
        size = float(f"{size:.2e}")
    number, suffix = _numberAndSuffix(size)
    if remove_zeroes:
        number = number.removesuffix("0").removesuffix(".0")
    return ("-" if amount < 0 else "") + number + suffix


def _numberAndSuffix(size: float) -> tuple[str, str]:
    """`size` (zero or more) split into a number with two decimals and what stands behind it."""
    if size >= 1e12 or size < 0.1:
        number, exponent = f"{size:.2e}".split("e")
        return number, f"e{int(exponent)}"
    for unit, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if size >= unit:
            return f"{size / unit:.2f}", suffix
    return f"{size:.2f}", ""


@cache
def joined(name: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns, such as "bob_OCEAN": made once, since they are asked for in every row."""
    return tuple(f"{name}_{ending}" for ending in endings)


def fileName(text: str) -> str:
    """`text` as the name of a file that needs no quotes: letters, digits, "_", "." and "-"."""
    import re

    return re.sub(r"_*[^\w.-]+_*|__+", "_", text.replace("'", "")).strip("_-")
