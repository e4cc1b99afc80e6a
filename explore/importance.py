"""Importance sampling where failures are known: from a mixture of normal distributions that are fitted to them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explore.Runs import Floats
from explore.subset import Margins
from util.mathutil import addUp

# Parts of the mixture at most; rounds of k-means. Each part needs so many failures per parameter.
_N_PARTS, _N_ROUNDS, _PER_PARAMETER = 4, 30, 8
# The parts are wider than the failures by this factor, and this share is drawn from the parameters' own distribution.
_WIDER, _NOMINAL = 1.2, 0.1
# Failures of a chain resemble each other: about so many count as one.
_ALIKE = 4.0
# Failures further than this from all parts (in their standard deviations per root of dimension) were not fitted.
_FAR = 3.0
# Variance of a part that has no scatter.
_LEAST_VARIANCE = 1e-4
# Weights that have not been met yet make the scatter larger than it looks by this factor.
_LACKS = 1.22


class Weighted(NamedTuple):
    """A probability of failure from weighted runs.

    Attributes:
        p, delta: it, and its coefficient of variation.
        ess: effective sample size: how many independent failures would say as much.
        near: share of the known failures that lie within the mixture.
        runs: how many were made.
    """

    p: float
    delta: float
    ess: float
    near: float
    runs: int


class Part:
    """A normal distribution that is fitted to points, float[n, d], and its share of the mixture."""

    def __init__(self, points: Floats, share: float):
        n, d = points.shape
        self.share, self.n = share, n
        self.mean = points.mean(axis=0)
        away = points - self.mean
        covariance = away.T @ away / n
        # Few points seem to lie in a plane: the more there are, the more their covariance is believed.
        own = np.diag(np.diag(covariance) + _LEAST_VARIANCE)
        self._root = np.linalg.cholesky((n * covariance + d * own) / (n + d))
        self._log_size = float(np.log(np.diag(self._root)).sum())

    def drawn(self, u: Floats) -> Floats:
        """Points of the distribution, made wider, from standard normal ones."""
        found: Floats = self.mean + _WIDER * u @ self._root.T
        return found

    def squares(self, points: Floats) -> Floats:
        """float[n], squared distances in its own standard deviations."""
        found: Floats = (np.linalg.solve(self._root, (points - self.mean).T) ** 2).sum(axis=0)
        return found

    def logDensity(self, points: Floats, wider: float = 1.0) -> Floats:
        """float[n], without the constant that all normal densities share."""
        d = points.shape[1]
        return -0.5 * self.squares(points) / wider**2 - self._log_size - d * math.log(wider)


class Mixture:
    """Normal distributions that are fitted to points: as many as say something (Schwarz's criterion).

    Args:
        points: float[n, d].
        rng: of the first centres.
    """

    def __init__(self, points: Floats, rng: np.random.Generator):
        n, d = points.shape
        most = max(1, min(_N_PARTS, n // (_PER_PARAMETER * d)))
        fits = [_fitted(points, k, rng) for k in range(1, most + 1)]
        self._parts = max(fits, key=lambda parts: _merit(points, parts))

    def drawn(self, n: int, rng: np.random.Generator) -> Floats:
        """float[n, d], some of them standard normal."""
        u: Floats = rng.standard_normal((n, len(self._parts[0].mean)))
        shares = [_NOMINAL, *[(1.0 - _NOMINAL) * part.share for part in self._parts]]
        which = rng.choice(len(shares), n, p=shares)
        for i, part in enumerate(self._parts, 1):
            u[which == i] = part.drawn(u[which == i])
        return u

    def weights(self, u: Floats) -> Floats:
        """float[n], standard normal density over that of what is drawn."""
        nominal = -0.5 * (u**2).sum(axis=1)
        mixed = addUp(part.share * np.exp(part.logDensity(u, _WIDER) - nominal) for part in self._parts)
        found: Floats = 1.0 / (_NOMINAL + (1.0 - _NOMINAL) * mixed)
        return found

    def near(self, points: Floats) -> float:
        """Share of points that lie within the mixture."""
        squares = np.stack([part.squares(points) for part in self._parts]).min(axis=0)
        return float((squares <= points.shape[1] * _FAR**2).mean())


def _fitted(points: Floats, k: int, rng: np.random.Generator) -> list[Part]:
    labels = _clustered(points, k, rng)
    parts = [points[labels == i] for i in np.unique(labels)]
    return [Part(part, len(part) / len(points)) for part in parts]


def _merit(points: Floats, parts: list[Part]) -> float:
    """How well a mixture describes points, less what its size would gain by chance."""
    d = points.shape[1]
    n = len(points) / _ALIKE
    density = np.logaddexp.reduce([math.log(part.share) + part.logDensity(points) for part in parts])
    n_numbers = len(parts) * (1 + d + d * (d + 1) / 2)
    return float(density.mean()) * n - 0.5 * n_numbers * math.log(n + 1.0)


def weighted(margins: Margins, failures: Floats, n: int, rng: np.random.Generator) -> Weighted:
    """The probability that a margin is below 0, from n runs near these failures, float[n_failures, d]."""
    mixture = Mixture(failures, rng)
    u = mixture.drawn(n, rng)
    found = margins(u, np.zeros((n, 0), dtype=np.uint64))
    # A run without a result fulfils nothing.
    values = np.where((found < 0.0) | ~np.isfinite(found), mixture.weights(u), 0.0)
    p = float(values.mean())
    if p == 0.0:
        return Weighted(0.0, math.inf, 0.0, mixture.near(failures), n)
    ess = float(values.sum() ** 2 / (values**2).sum())
    delta = _LACKS * float(values.std(ddof=1)) / math.sqrt(n) / p
    return Weighted(p, delta, ess, mixture.near(failures), n)


def _clustered(points: Floats, k: int, rng: np.random.Generator) -> NDArray[np.int_]:
    """int[n], the cluster of each point: k-means from centres that are spread (Arthur and Vassilvitskii 2007)."""
    centres = points[[rng.integers(len(points))]]
    while len(centres) < k:
        square = _squares(points, centres).min(axis=1)
        if not square.any():
            break
        centres = np.vstack([centres, points[rng.choice(len(points), p=square / square.sum())]])
    labels = np.zeros(len(points), dtype=np.int_)
    for _ in range(_N_ROUNDS):
        labels = _squares(points, centres).argmin(axis=1)
        centres = np.stack([points[labels == i].mean(axis=0) if (labels == i).any() else c
                            for i, c in enumerate(centres)])  # fmt: skip
    return labels


def _squares(points: Floats, centres: Floats) -> Floats:
    found: Floats = ((points[:, None, :] - centres[None]) ** 2).sum(axis=2)
    return found
