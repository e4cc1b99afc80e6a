"""What many seeds say about one number: mean, 95 % confidence interval, worst case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import atan, cos, pi, prod, sin, sqrt
from typing import NamedTuple

import numpy as np

CONFIDENCE = 0.95


class Stat(NamedTuple):
    """One number over `n` seeds. `low` to `high` is the confidence interval of its mean; `n` is 1 at least."""

    n: int
    mean: float
    low: float
    high: float
    least: float
    most: float


def summary(values: Sequence[float]) -> Stat:
    """Mean and interval by Student's t: mean ± t s / sqrt(n). One value alone has no interval to speak of: ± infinity.

    Values that are all alike have an interval of width 0.
    """
    x = np.asarray(values, dtype=float)
    n, mean = len(x), float(x.mean())
    half = float("inf") if n < 2 else quantileT(n - 1) * float(x.std(ddof=1)) / sqrt(n)
    least, most = float(x.min()), float(x.max())
    if n > 1 and least == most:
        # Without the rounding of sums.
        mean, half = least, 0.0
    return Stat(n, mean, mean - half, mean + half, least, most)


def paired(a: Sequence[float], b: Sequence[float]) -> Stat:
    """Of a - b, seed by seed: what both have in common by their seed falls out."""
    return summary([x - y for x, y in zip(a, b, strict=True)])


@cache
def quantileT(df: int, confidence: float = CONFIDENCE) -> float:
    """t such that a Student-t variable with `df` degrees of freedom lies in -t ... t with this probability."""
    low, high = 0.0, 1.0
    while _within(high, df) < confidence:
        high *= 2.0
    for _ in range(80):
        mid = (low + high) / 2.0
        low, high = (mid, high) if _within(mid, df) < confidence else (low, mid)
    return (low + high) / 2.0


def _within(t: float, df: int) -> float:
    """Probability of -t ... t, as a finite sum (Abramowitz and Stegun, 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(df))
    c = cos(angle)
    if df % 2:
        terms = (c ** (2 * k + 1) * prod(2 * j / (2 * j + 1) for j in range(1, k + 1)) for k in range((df - 1) // 2))
        return 2.0 / pi * (angle + sin(angle) * sum(terms))
    terms = (c ** (2 * k) * prod((2 * j - 1) / (2 * j) for j in range(1, k + 1)) for k in range(df // 2))
    return sin(angle) * sum(terms)
