"""`Guide`: a prediction of margins, learnt from runs, that tells subset simulation where to move.

Between two runs, a chain makes many moves that cost no run: the guide accepts or rejects them. The run at their end is
accepted by what it comes to, less often where the guide prefers it to the state before. So a wrong guide costs runs,
but the distribution that the chain keeps is the same.

Source: Liu 2001, Monte Carlo strategies in scientific computing, surrogate transitions; Christen and Fox 2005.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from explore.Runs import Floats

# Part of the runs that it learns from, those nearest to failing; and how many runs each of its coefficients needs.
_NEAREST, _PER_NUMBER = 0.5, 3
# With a smaller part of the margins' variance explained, moves by it are too bold to be accepted.
_MIN_R2 = 0.9
# A logistic curve this much steeper than the standard one is close to the normal distribution, with heavier tails: no
# run is thought to be nearly impossible.
_LOGISTIC = 1.7
_RIDGE, _LEAST_WIDTH = 1e-8, 1e-9
# A curve that turns upwards again within this distance (standard deviations) of the runs below the threshold may have
# been bent by a margin that levels off, unless this part of the margins' spread is all that it does not explain: it
# would hide the failures beyond the turn, also from runs that come later.
_NEAR_TURN, _EXACT = 1.0, 1e-3
# Moves that cost no run, between two that do.
_N_FREE = 10


class Guide(NamedTuple):
    """A quadratic that predicts margins.

    Attributes:
        threshold: the margin to stay below.
        constant, slopes, curves: its coefficients: a number, float[d], float[d, d].
        width: standard deviation of what it does not explain.
    """

    threshold: float
    constant: float
    slopes: Floats
    curves: Floats
    width: float

    def logOdds(self, u: Floats) -> Floats:
        """float[n], the logarithm of how likely it thinks that runs stay below the threshold."""
        guess = self.constant + u @ self.slopes + ((u @ self.curves) * u).sum(axis=1)
        found: Floats = -np.logaddexp(0.0, _LOGISTIC * (guess - self.threshold) / self.width)
        return found


def guideTo(threshold: float, u: Floats, margins: Floats) -> Guide | None:
    """What runs teach about margins near a threshold; None if that is too little to move by.

    Args:
        threshold: the margin to stay below.
        u: float[n, d], parameters of runs, in standard deviations.
        margins: float[n]; runs without a finite one are left out.
    """
    known = np.isfinite(margins)
    near = known & (margins <= np.quantile(margins[known], _NEAREST)) if known.any() else known
    u, y = u[near], margins[near]
    n, d = u.shape
    pairs = np.triu_indices(d)
    if n < _PER_NUMBER * (1 + d + len(pairs[0])):
        # Too few runs for products of two parameters.
        pairs = (np.arange(d), np.arange(d))
    n_numbers = 1 + d + len(pairs[0])
    if d == 0 or n < _PER_NUMBER * n_numbers or np.ptp(y) == 0.0:
        return None
    x = np.column_stack([np.ones(n), u, u[:, pairs[0]] * u[:, pairs[1]]])
    found = np.linalg.solve(x.T @ x + _RIDGE * n * np.eye(n_numbers), x.T @ y)
    variance = float(((y - x @ found) ** 2).sum()) / (n - n_numbers)
    if variance > (1.0 - _MIN_R2) * float(y.var()):
        return None
    curves = np.zeros((d, d))
    curves[pairs] = found[1 + d :]
    deviation, spread = math.sqrt(variance), float(y.std())
    guide = Guide(threshold, float(found[0]), found[1 : 1 + d], curves, max(deviation, _LEAST_WIDTH * spread))
    if deviation > _EXACT * spread and _turn(guide, u[y <= threshold]) < _NEAR_TURN:
        return None
    return guide


def _turn(guide: Guide, u: Floats) -> float:
    """How far downhill from points, float[n, d], the prediction rises again: the median of their distances."""
    bends = guide.curves + guide.curves.T
    slopes = guide.slopes + u @ bends
    bend = ((slopes @ bends) * slopes).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        distances = np.where(bend > 0.0, (slopes**2).sum(axis=1) ** 1.5 / bend, math.inf)
    return float(np.median(distances)) if len(u) else math.inf


class Proposal(NamedTuple):
    """Where chains would move.

    Attributes:
        u: float[n, d].
        chance: float[n], the probability of accepting it if its run stays below the threshold.
        share: of the moves that cost no run, how many were accepted.
    """

    u: Floats
    chance: Floats
    share: float


def proposed(u: Floats, sigma: Floats, guide: Guide | None, rng: np.random.Generator) -> Proposal:
    """A proposal for each chain; without a guide, it is a single move.

    Args:
        u: float[n, d], where the chains are.
        sigma: float[d], lengths of moves, 0 to 1.
    """
    if guide is None:
        return Proposal(_moved(u, sigma, rng), np.ones(len(u)), 1.0)
    first = now = guide.logOdds(u)
    n_accepted = 0
    for _ in range(_N_FREE):
        there = _moved(u, sigma, rng)
        odds = guide.logOdds(there)
        is_accepted = np.log(rng.random(len(u))) < odds - now
        u, now = np.where(is_accepted[:, None], there, u), np.where(is_accepted, odds, now)
        n_accepted += int(is_accepted.sum())
    return Proposal(u, np.exp(np.minimum(0.0, first - now)), n_accepted / (_N_FREE * len(u)))


def _moved(u: Floats, sigma: Floats, rng: np.random.Generator) -> Floats:
    """A move that keeps the normal distribution of u as it is."""
    found: Floats = np.sqrt(1.0 - sigma**2) * u + sigma * rng.standard_normal(u.shape)
    return found
