"""The search behind `fit`: least squares in the unit cube from several starts, what the data tell of each parameter,
and which directions they do not tell.

`Target` turns the cells that were observed into what is compared: the cells themselves where there is no chance,
otherwise summaries of each column, in units of their scatter between replications.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from explore.Runs import Floats

# Steps of the differences, in parts of a range, and replications of the last ones, in multiples.
STEP, STEP_WITH_CHANCE, MORE = 1e-3, 0.04, 4
_TOLERANCE, _TOLERANCE_WITH_CHANCE = 1e-4, 1e-3
_MAX_STEPS, _MAX_STEPS_WITH_CHANCE = 30, 8
# A direction that is not known to half of a range is not known.
UNTOLD = 0.5
# Mean square residual, in units of the noise, at which no other start is tried.
_GOOD = 2.0
# What is observed is at best this exact, in units of its scatter; and what is left at best this part of that.
_EXACT, _LEAST_NOISE = 0.01, 0.1
# Values of one summary that chance moves less than this part of what parameters do count as moving so much.
_LEAST_SCATTER, _ROUNDING = 0.01, 1e-9

# Points of the cube, replications → float[n_points, reps, n_cells].
Evaluate = Callable[[Sequence[Floats], int], Floats]


class Target:
    """What is compared.

    Args:
        days: column → days.
        observed: float[n_observations, n_cells], column by column.
        has_chance: whether replications differ, so that single values say little.
    """

    def __init__(self, days: Mapping[str, Sequence[float]], observed: Floats, has_chance: bool):
        self.has_chance = has_chance
        self.n_observations = len(observed)
        self._sizes = [len(some) for some in days.values()]
        self.names = [f"{name}, {what}" for name in days for what in _WHAT] if has_chance else list(days)
        self.values = self.of(observed).mean(axis=0)
        # Of each column, the noise; without chance it is told from the data, which are smooth otherwise.
        noises = [_noiseOf(part) for part in np.split(observed, np.cumsum(self._sizes)[:-1], axis=1)]
        sizes = [len(days) for days in days.values()]
        self.scale = np.repeat([1.0] if has_chance else noises, [len(self.values)] if has_chance else sizes)

    def of(self, cells: Floats) -> Floats:
        """float[..., n]: what is compared of cells, float[..., n_cells]."""
        if not self.has_chance:
            return cells
        parts = []
        for part in np.split(cells, np.cumsum(self._sizes)[:-1], axis=-1):
            last = part.shape[-1] - 1
            picked = [part[..., last // 3], part[..., 2 * last // 3], part[..., last], part.mean(axis=-1)]
            parts += [np.sign(one) * np.log1p(np.abs(one)) for one in picked]
        return np.stack(parts, axis=-1)

    def scaleBy(self, replications: Floats, spread: Floats) -> None:
        """Takes the scatter between replications, float[n, n_cells], as the unit; `spread` is that between points."""
        scatter = self.of(replications).std(axis=0, ddof=1)
        across = self.of(spread).std(axis=0, ddof=1)
        size = np.maximum(scatter, _LEAST_SCATTER * across)
        # What neither chance nor parameters move, except for rounding, cannot be fitted.
        self.scale = np.where(size > _ROUNDING * np.abs(self.values), size, np.inf)

    def residuals(self, cells: Floats) -> Floats:
        """float[..., n]: (simulated - observed) / scale, of cells float[..., reps, n_cells], over their mean."""
        difference: Floats = (self.of(cells).mean(axis=-2) - self.values) / self.scale
        return difference


def _noiseOf(values: Floats) -> float:
    """Standard deviation of the noise of a series, float[n_observations, n], from its second differences (Gasser et al.
    1986): of smooth values they are small. At least a part of the scatter of the values themselves."""
    spread = float(values.std()) or float(np.abs(values).max()) or 1.0
    bends = np.diff(values, 2, axis=1)
    return max(math.sqrt(float(np.mean(bends**2)) / 6.0) if bends.size else 0.0, _EXACT * spread)


_WHAT = ("at a third", "at two thirds", "at the end", "mean")


class Fit(NamedTuple):
    """What was found.

    Attributes:
        at: float[d], the point of the cube.
        covariance: float[d, d], of `at`.
        unexplained: mean square of the residuals, in units of the noise of the data, or of what chance alone leaves.
        n_starts: searches that were made.
        directions: (float[d], standard error) of each direction that the data do not tell, as a unit vector.
    """

    at: Floats
    covariance: Floats
    unexplained: float
    n_starts: int
    directions: list[tuple[Floats, float]]


def searched(target: Target, evaluate: Evaluate, starts: Sequence[Floats], reps: int) -> tuple[Floats, float, int]:
    """The best point from several starts, its mean square residual, and how many starts it took."""
    found: list[tuple[float, Floats]] = []
    for start in starts:
        at = _leastSquares(target, evaluate, start, reps)
        found.append((float(np.mean(target.residuals(evaluate([at], reps))[0] ** 2)), at))
        if found[-1][0] <= _goodEnough(target, reps):
            break
    square, at = min(found, key=lambda one: one[0])
    return at, square, len(found)


def _goodEnough(target: Target, reps: int) -> float:
    return 2.0 * (1.0 / target.n_observations + 1.0 / reps) if target.has_chance else _GOOD


def _leastSquares(target: Target, evaluate: Evaluate, start: Floats, reps: int) -> Floats:
    from scipy.optimize import least_squares

    chance = target.has_chance
    h = STEP_WITH_CHANCE if chance else STEP
    tolerance = _TOLERANCE_WITH_CHANCE if chance else _TOLERANCE

    def function(at: Floats) -> Any:
        return target.residuals(evaluate([at], reps))[0]

    def slopes(at: Floats) -> Any:
        steps = _steps(at, h)
        base, *others = target.residuals(evaluate([at, *[at + step for step in steps]], reps))
        return np.stack([(other - base) / step.sum() for other, step in zip(others, steps)], axis=1)

    inside = np.clip(start, 1e-6, 1.0 - 1e-6)
    found = least_squares(
        function, inside, slopes, bounds=(0.0, 1.0), loss="soft_l1" if chance else "linear",
        ftol=tolerance, xtol=tolerance, gtol=tolerance, max_nfev=_MAX_STEPS_WITH_CHANCE if chance else _MAX_STEPS,
    )  # fmt: skip
    return np.asarray(found.x)


def _steps(at: Floats, h: float) -> list[Floats]:
    """A step along each axis, away from the nearer end."""
    return [np.where(np.arange(len(at)) == i, h if at[i] < 0.5 else -h, 0.0) for i in range(len(at))]


def judged(target: Target, evaluate: Evaluate, at: Floats, reps: int, n_starts: int) -> Fit:
    """How well the data tell each parameter at the point found; with chance, after one more step from there."""
    if not target.has_chance:
        slopes, residuals = _central(target, evaluate, at, 1, STEP), target.residuals(evaluate([at], 1))[0]
        n, d = slopes.shape
        left = float((residuals**2).sum()) / max(n - d, 1)
        covariance, directions = _inverse(slopes.T @ slopes / max(left, _LEAST_NOISE**2))
        if not directions and left > _LEAST_NOISE**2:
            # Noise may be larger where values are: each residual says how large it is there (White 1980).
            bread = covariance / left
            pushed = slopes * residuals[:, None]
            covariance = bread @ (pushed.T @ pushed) @ bread * n / max(n - d, 1)
        return Fit(at, covariance, left, n_starts, directions)
    at, slopes = _stepped(target, evaluate, at, MORE * reps)
    cells = evaluate([at], 2 * MORE * reps)
    weights = _weights(target, cells[0])
    variance = 1.0 / target.n_observations + 1.0 / cells.shape[1]
    covariance, directions = _inverse(slopes.T @ weights @ slopes / variance)
    residuals = target.residuals(cells)[0]
    return Fit(at, covariance, float(np.mean(residuals**2)) / variance, n_starts, directions)


def _central(target: Target, evaluate: Evaluate, at: Floats, reps: int, h: float) -> Floats:
    """float[n, d], slopes by differences to both sides, as far as the cube goes."""
    low = [np.clip(at - step, 0.0, 1.0) for step in h * np.eye(len(at))]
    high = [np.clip(at + step, 0.0, 1.0) for step in h * np.eye(len(at))]
    found = target.residuals(evaluate([*low, *high], reps))
    width = [float(b.sum() - a.sum()) for a, b in zip(low, high)]
    return np.stack([(found[len(at) + i] - found[i]) / width[i] for i in range(len(at))], axis=1)


def _weights(target: Target, cells: Floats) -> Floats:
    """float[n, n]: the inverse covariance of what is compared between replications, shrunk towards its diagonal so that
    few replications do (Ledoit and Wolf 2004 in spirit, with a fixed share)."""
    scaled = target.of(cells) / target.scale
    covariance = np.cov(scaled.T)
    known = np.isfinite(target.scale)
    least = np.diag(np.maximum(np.diag(covariance), _LEAST_SCATTER))
    shrunk = np.asarray(0.8 * covariance + 0.2 * least, dtype=np.float64)
    shrunk[~known, :] = shrunk[:, ~known] = 0.0
    shrunk[~known, ~known] = 1.0
    found = np.asarray(np.linalg.inv(shrunk), dtype=np.float64)
    found[~known, :] = found[:, ~known] = 0.0
    return found


def _stepped(target: Target, evaluate: Evaluate, at: Floats, reps: int) -> tuple[Floats, Floats]:
    """A step of Gauss and Newton, which weighs summaries by what they say together; and slopes. The step is not taken
    where it does not lead nearer."""
    slopes = _central(target, evaluate, at, reps, 2.0 * STEP_WITH_CHANCE)
    cells = evaluate([at], reps)
    weights = _weights(target, cells[0])
    residuals = target.residuals(cells)[0]
    step, *_ = np.linalg.lstsq(slopes.T @ weights @ slopes, -slopes.T @ weights @ residuals, rcond=1e-6)
    further = np.clip(at + np.clip(step, -0.2, 0.2), 0.0, 1.0)
    there = target.residuals(evaluate([further], reps))[0]
    return (further if there @ weights @ there < residuals @ weights @ residuals else at), slopes


def _inverse(information: Floats) -> tuple[Floats, list[tuple[Floats, float]]]:
    """The covariance that an information matrix stands for, and the directions of which it says too little."""
    values, vectors = np.linalg.eigh(information)
    errors = 1.0 / np.sqrt(np.maximum(values, 1e-12))
    covariance = (vectors * errors**2) @ vectors.T
    return covariance, [(vectors[:, i], float(errors[i])) for i in range(len(errors)) if errors[i] > UNTOLD]
