"""`Index`: how much a measure depends on a parameter, by whatever method."""

from __future__ import annotations

from typing import NamedTuple


class Index(NamedTuple):
    """How much a measure depends on a parameter: name of each index → (value, low, high)."""

    measure: str
    parameter: str
    indices: dict[str, tuple[float, float, float]]
