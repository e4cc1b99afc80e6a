"""Intervals and tests for what many runs say: means, differences, proportions, quantiles, equivalence.

Pure functions over numbers; they know no netlist and no run. Only numpy and the standard library are needed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from util.errors import ParameterError

CONFIDENCE = 0.95

_NORMAL = NormalDist()
# Resamples of a bootstrap, and the size of a sample from which the large-sample formula is as good.
_N_RESAMPLES = 2000
_N_LARGE = 20_000


class Interval(NamedTuple):
    """A confidence interval, `low` to `high`, both included."""

    low: float
    high: float


class Stat(NamedTuple):
    """One number over `n` runs. `low` to `high` is the confidence interval of its mean; `n` is at least 1."""

    n: int
    mean: float
    low: float
    high: float
    least: float
    most: float


# ---- means


def summary(values: Sequence[float], confidence: float = CONFIDENCE) -> Stat:
    """Mean and interval by Student's t: mean ± t s / sqrt(n). A single value has an interval of ± infinity.

    Values that are all equal have an interval of width 0.
    """
    _checkEnough(len(values))
    if len(values) == 1:
        # Sweeps of thousands of points have one at each.
        one = float(values[0])
        return Stat(1, one, one - inf, one + inf, one, one)
    x = np.asarray(values, dtype=float)
    n, mean = len(x), float(x.mean())
    half = quantileT(n - 1, confidence) * float(x.std(ddof=1)) / sqrt(n)
    least, most = float(x.min()), float(x.max())
    if least == most:
        # Without the rounding of sums.
        mean, half = least, 0.0
    return Stat(n, mean, mean - half, mean + half, least, most)


def _checkEnough(n: int, least: int = 1) -> None:
    if n < least:
        raise ParameterError(f"{n} values say too little", f"this takes {least} or more", "more runs")


def paired(a: Sequence[float], b: Sequence[float], confidence: float = CONFIDENCE) -> Stat:
    """The mean of a - b, pair by pair: what the two sides of a pair share cancels out."""
    return summary([x - y for x, y in zip(a, b, strict=True)], confidence)


@cache
def quantileT(df: int, confidence: float = CONFIDENCE) -> float:
    """t such that a Student-t variable with `df` degrees of freedom lies in -t ... t with this probability."""
    low, high = 0.0, 1.0
    while 1.0 - 2.0 * tailT(high, df) < confidence:
        high *= 2.0
    for _ in range(80):
        mid = (low + high) / 2.0
        low, high = (mid, high) if 1.0 - 2.0 * tailT(mid, df) < confidence else (low, mid)
    return (low + high) / 2.0


def tailT(t: float, df: int) -> float:
    """Probability that a Student-t variable with `df` degrees of freedom exceeds `t`."""
    half = 0.5 * incompleteBeta(df / 2.0, 0.5, df / (df + t * t))
    return half if t >= 0 else 1.0 - half


def intervalOfSd(values: Sequence[float], seed: int, confidence: float = CONFIDENCE) -> Interval:
    """Interval of the standard deviation: BCa bootstrap (Efron 1987), 2,000 resamples; from 20,000 values on, the
    large-sample formula sd ± z sqrt((m4 / s^4 - 1) / 4n) s.

    Args:
        values: float[n], n >= 2.
        seed: of the resampling.
    """
    _checkEnough(len(values), 2)
    x = np.asarray(values, dtype=float)
    n, sd = len(x), float(x.std(ddof=1))
    if x.min() == x.max():
        return Interval(0.0, 0.0)
    z = _NORMAL.inv_cdf(0.5 + confidence / 2.0)
    if n >= _N_LARGE:
        half = z * sd * sqrt((float(((x - x.mean()) ** 4).mean()) / sd**4 - 1.0) / (4.0 * n))
        return Interval(sd - half, sd + half)
    sds = _resampledSds(x, seed)
    below = (np.searchsorted(sds, sd, "left") + np.searchsorted(sds, sd, "right")) / 2.0
    bias = _NORMAL.inv_cdf(min(max(float(below), 0.5), _N_RESAMPLES - 0.5) / _N_RESAMPLES)
    skew = _acceleration(x)
    ends = []
    for side in (-z, z):
        level = _NORMAL.cdf(bias + (bias + side) / (1.0 - skew * (bias + side)))
        ends.append(float(np.quantile(sds, level)))
    return Interval(*ends)


def _resampledSds(x: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Standard deviations of resamples, in ascending order."""
    rng, n = np.random.default_rng(seed), len(x)
    # By two sums of what is centred, which takes two thirds of the time of `std`, and is as exact.
    centred = x - x.mean()
    variances = np.empty(_N_RESAMPLES)
    for i in range(_N_RESAMPLES):
        drawn = centred[rng.integers(0, n, n)]
        total = drawn.sum()
        # No scalar product: it rounds as the processor's kind pleases.
        variances[i] = ((drawn * drawn).sum() - total * total / n) / (n - 1)
    # Where all drawn are the same value, rounding may leave less than nothing.
    return np.sort(np.sqrt(np.maximum(variances, 0.0)))


def _acceleration(x: NDArray[np.float64]) -> float:
    """BCa's correction for skewness, from the standard deviations without each value in turn."""
    n, total, squares = len(x), x.sum(), (x * x).sum()
    means = (total - x) / (n - 1)
    without = np.sqrt(np.maximum((squares - x * x) / (n - 1) - means * means, 0.0))
    d = without.mean() - without
    spread = float((d * d).sum())
    return float((d**3).sum()) / (6.0 * spread**1.5) if spread > 0.0 else 0.0


# ---- proportions and quantiles


def clopperPearson(k: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Exact interval of a probability after `k` successes in `n` trials: it covers the truth at least that often."""
    _checkEnough(n)
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if k == 0 else _bisect(lambda p: 1.0 - binomialCdf(k - 1, n, p), tail)
    high = 1.0 if k == n else _bisect(lambda p: 1.0 - binomialCdf(k, n, p), 1.0 - tail)
    return Interval(low, high)


def wilson(k: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a probability: shorter than the exact one, with `confidence` on average."""
    _checkEnough(n)
    z = _NORMAL.inv_cdf(0.5 + confidence / 2.0)
    p, weight = k / n, 1.0 + z * z / n
    middle = (p + z * z / (2.0 * n)) / weight
    half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / weight
    return Interval(max(0.0, middle - half) if k else 0.0, min(1.0, middle + half) if k < n else 1.0)


def quantileInterval(values: Sequence[float], q: float, confidence: float = CONFIDENCE) -> Interval:
    """Interval of the `q` quantile between two order statistics; ± infinity on a side where `values` do not reach.

    Exact for independent values of any continuous distribution.
    """
    _checkEnough(len(values))
    x = np.sort(np.asarray(values, dtype=float))
    n, tail = len(x), (1.0 - confidence) / 2.0

    def fewerBelow(rank: int) -> float:
        return binomialCdf(rank - 1, n, q)

    # The value of a rank lies above the quantile if fewer values than that lie below it.
    low = bisect_right(range(n + 1), tail, key=fewerBelow) - 1
    high = bisect_left(range(1, n + 1), 1.0 - tail, key=fewerBelow) + 1
    return Interval(float(x[low - 1]) if low >= 1 else -inf, float(x[high - 1]) if high <= n else inf)


def sigmaOf(probability: float) -> float:
    """The probability as a distance from the mean in standard deviations: 0.9987 is 3 sigma."""
    if not 0.0 < probability < 1.0:
        return inf if probability >= 1.0 else -inf
    return _NORMAL.inv_cdf(probability)


def lookConfidence(look: int, confidence: float = CONFIDENCE) -> float:
    """Confidence of the `look`-th (1, 2, …) look at data that stops when it is good enough.

    Each look may err with probability alpha / (look (look + 1)); together they err with at most alpha.
    """
    return 1.0 - (1.0 - confidence) / (look * (look + 1))


def binomialCdf(k: int, n: int, p: float) -> float:
    """Probability of at most `k` successes in `n` independent trials of probability `p`."""
    if k < 0:
        return 0.0
    return 1.0 if k >= n else incompleteBeta(n - k, k + 1, 1.0 - p)


# ---- equivalence, and many tests at once


class Equivalence(NamedTuple):
    """Whether a mean difference lies within ± a margin.

    Attributes:
        difference: its mean and the interval that two one-sided tests at 5 % use: 90 %.
        p: of the hypothesis that it lies outside; small means equivalent.
        p_differs: of the hypothesis that it is 0 (two-sided t-test); small means different.
        n_needed: pairs with which equivalence would be shown nine times out of ten, if the true difference is 0.
    """

    difference: Stat
    p: float
    p_differs: float
    n_needed: int


def equivalence(differences: Sequence[float], margin: float, alpha: float = 1.0 - CONFIDENCE) -> Equivalence:
    """Two one-sided t-tests (Schuirmann 1987) of paired `differences`, float[n], n >= 2, against ± `margin` >= 0."""
    _checkEnough(len(differences), 2)
    x = np.asarray(differences, dtype=float)
    n = len(x)
    difference = summary(differences, 1.0 - 2.0 * alpha)
    sd = float(x.std(ddof=1)) if difference.least != difference.most else 0.0
    if sd == 0.0:
        inside = abs(difference.mean) < margin or difference.mean == 0.0
        return Equivalence(difference, 0.0 if inside else 1.0, 1.0 if difference.mean == 0.0 else 0.0, n)
    error = sd / sqrt(n)
    p = max(tailT((margin - side * difference.mean) / error, n - 1) for side in (-1.0, 1.0))
    p_differs = 2.0 * tailT(abs(difference.mean) / error, n - 1)
    z = _NORMAL.inv_cdf(1.0 - alpha) + _NORMAL.inv_cdf(0.95)
    # A margin of 0 can never be shown to hold.
    n_needed = max(2, 1 + int((z * sd / margin) ** 2)) if margin > 0.0 else 2**31
    return Equivalence(difference, p, p_differs, n_needed)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted for their number (Holm 1979), in the same order: reject where one is below alpha."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return adjusted


# ---- the function behind t and binomial


def incompleteBeta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1.

    Errors are below 1e-12 for a + b up to 1,000 and below 1e-9 up to a million.
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    # The continued fraction converges fast on this side of the mean.
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incompleteBeta(b, a, 1.0 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _betaFraction(a, b, x)


def _betaFraction(a: float, b: float, x: float) -> float:
    """Its continued fraction (Abramowitz and Stegun 26.5.8), by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    value = d
    for m in range(1, 100_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + term / c
            c = c if abs(c) > tiny else tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return value


def _bisect(rising: Callable[[float], float], level: float) -> float:
    """The p in 0 ... 1 at which the `rising` function reaches `level`."""
    low, high = 0.0, 1.0
    for _ in range(100):
        mid = (low + high) / 2.0
        low, high = (mid, high) if rising(mid) < level else (low, mid)
    return (low + high) / 2.0
