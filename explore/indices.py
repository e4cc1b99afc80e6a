"""`Index`: how much a measure depends on a parameter, by whatever method."""

from __future__ import annotations

from typing import NamedTuple


class Index(NamedTuple):
    """How much a measure depends on a parameter: name of each index → (value, low, high)."""

    measure: str
    parameter: str
    indices: dict[str, tuple[float, float, float]]


def around(value: float, half: float) -> tuple[float, float, float]:
    """A value and its interval, of this half width."""
    return float(value), float(value) - float(half), float(value) + float(half)
