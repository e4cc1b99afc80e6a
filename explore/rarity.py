"""How likely a rare failure is: by which method, with how many runs, and how exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from explore.importance import Weighted, weighted
from explore.statistics import CONFIDENCE, Interval, clopperPearson
from explore.subset import LEAST, Estimate, Margins, Reached, Subset, Worlds, joined
from util.mathutil import addUp

PLAIN, SUBSET, IMPORTANCE = "plain Monte Carlo", "subset simulation", "importance sampling"
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2.0)
# The first look; what is more frequent than this needs no other method than that.
_N_SCREENING, _FREQUENT = 500, 0.02
_N, _N_FIRST, _N_WEIGHTED, _N_PLAIN = 2000, 900, 2000, 8000
# A width in logarithms that is as good as the precision asked for: 0.31 for 0.3.
_SLACK = 1.03
_MOST_ROUNDS, _MOST_N, _MOST_TRIES = 3, 50_000, 2
_TOO_FAR = "it is too far from what subset simulation found"
_MAX_DIMENSION, _MIN_ESS, _MIN_NEAR, _MAX_APART = 10, 100.0, 0.95, 2.0


class Rarity(NamedTuple):
    """A probability of failure.

    Attributes:
        p, interval: it, and its interval of 95 %; p is 0.0 where it is below 1e-12.
        method: PLAIN, SUBSET or IMPORTANCE: the one that p is from.
        runs: how many were made for it.
        failures: runs that fail.
        estimates: by subset simulation, which are averaged.
        averaged: what they say together, and its coefficient of variation; (nan, nan) where there are none.
        weighted: by importance sampling, if that was tried.
        distrusted: why it was not taken; "" if it was.
        is_precise: whether it is as precise as was asked.
    """

    p: float
    interval: Interval
    method: str
    runs: int
    failures: Worlds
    estimates: Sequence[Estimate] = ()
    averaged: tuple[float, float] = (math.nan, math.nan)
    weighted: Weighted | None = None
    distrusted: str = ""
    is_precise: bool = True


def rarity(
    margins: Margins,
    d: int,
    n_blocks: int,
    seed: int,
    n: int | None = None,
    precision: float | None = None,
    may_weigh: bool = True,
    reached: Reached = lambda threshold, p, delta: None,
) -> Rarity:
    """The probability that a margin is below 0.

    Args:
        margins, d, n_blocks: see Subset.
        seed: of all that is drawn here.
        n: runs of each level, and of importance sampling; by default 2,000.
        precision: half width of the interval, as a part of p, that is to be reached.
        may_weigh: whether importance sampling may be tried.
        reached: told how far subset simulation has come.
    Raises:
        ParameterError: margins do not tell how near to failing a run is.
    """
    rng = np.random.default_rng(seed)
    subset = Subset(margins, d, n_blocks, rng, reached)
    screened = subset.plain(_N_SCREENING)
    if (screened.margins < 0.0).mean() >= _FREQUENT:
        return _plain(subset, screened, precision)
    weighs = may_weigh and n_blocks == 0 and d <= _MAX_DIMENSION
    wanted = n or _N_WEIGHTED
    n = n or (_N_FIRST if weighs and precision is not None else _N)
    estimates = [subset.estimate(n, screened.of(np.arange(min(n, _N_SCREENING))))]
    if estimates[0].p == 0.0:
        return _found(estimates, None, "", precision)
    tried, why = None, ""
    while weighs:
        tried, why = _weigh(margins, estimates, rng, wanted, precision)
        if not why:
            return _found(estimates, tried, "", precision)
        weighs = why == _TOO_FAR and len(estimates) < _MOST_TRIES
        if weighs:
            # One of the two is off; another estimate says which.
            estimates.append(subset.estimate(n))
    for _ in range(_MOST_ROUNDS - 1):
        missing = 0 if precision is None else _missing(estimates, precision)
        if missing <= 0:
            break
        estimates.append(subset.estimate(max(_N_SCREENING, min(missing, _MOST_N))))
    return _found(estimates, tried, why, precision)


def _plain(subset: Subset, screened: Worlds, precision: float | None) -> Rarity:
    """By counting failures. The runs of the first look count as well."""
    share = float((screened.margins < 0.0).mean())
    wanted = _N_PLAIN if precision is None else math.ceil((_Z / precision) ** 2 * (1.0 - share) / share)
    made = joined(screened, subset.plain(max(0, min(wanted, _MOST_N) - len(screened.margins))))
    is_bad = made.margins < 0.0
    k, n = int(is_bad.sum()), len(is_bad)
    bounds = clopperPearson(k, n)
    is_precise = precision is None or (bounds.high - bounds.low) / 2.0 <= 1.1 * precision * k / n
    return Rarity(k / n, bounds, PLAIN, n, made.of(is_bad), is_precise=is_precise)


def _weigh(
    margins: Margins, estimates: Sequence[Estimate], rng: np.random.Generator, n: int, precision: float | None
) -> tuple[Weighted, str]:
    """Importance sampling near the failures that are known; and why it is not to be trusted, or ""."""
    tried = weighted(margins, joined(*[one.failures for one in estimates]).u, n, rng)
    p, delta = _averaged(estimates)
    apart = abs(tried.p - p)
    scatter = math.hypot(tried.p * tried.delta, p * delta) if tried.p else 0.0
    if tried.ess < _MIN_ESS:
        return tried, f"it has the weight of {tried.ess:.0f} runs only"
    if apart > _MAX_APART * scatter:
        return tried, _TOO_FAR
    if tried.near < _MIN_NEAR:
        return tried, f"its mixture covers {100 * tried.near:.0f} % of the failures only"
    if precision is not None and _Z * tried.delta > _SLACK * precision:
        return tried, "it is not precise enough"
    return tried, ""


def _averaged(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """The mean of independent estimates, by the size of their levels; and its coefficient of variation."""
    total = addUp(one.n for one in estimates)
    p = addUp(one.n / total * one.p for one in estimates)
    squares = addUp((one.n / total * one.p * one.delta) ** 2 for one in estimates if one.p)
    return p, math.sqrt(squares) / p if p else math.nan


def _missing(estimates: Sequence[Estimate], precision: float) -> int:
    """How many runs each level should have had more."""
    width = _Z * _averaged(estimates)[1] / (_SLACK * precision)
    return math.ceil(addUp(one.n for one in estimates) * (width**2 - 1.0))


def _found(estimates: Sequence[Estimate], tried: Weighted | None, distrusted: str, precision: float | None) -> Rarity:
    p, delta = averaged = _averaged(estimates)
    method = SUBSET
    if tried is not None and not distrusted:
        method, p, delta = IMPORTANCE, tried.p, tried.delta
    interval = intervalOf(p, delta) if p else Interval(0.0, LEAST)
    runs = addUp(one.runs for one in estimates) + min(_N_SCREENING, estimates[0].n)
    failures = joined(*[one.failures for one in estimates])
    is_precise = precision is None or (p > 0.0 and _Z * delta <= _SLACK * precision)
    runs += tried.runs if tried else 0
    return Rarity(p, interval, method, runs, failures, estimates, averaged, tried, distrusted, is_precise)


def intervalOf(p: float, delta: float) -> Interval:
    """The interval of 95 % of a probability with this coefficient of variation."""
    # What is never negative scatters in logarithms.
    return Interval(p * math.exp(-_Z * delta), p * math.exp(_Z * delta))
