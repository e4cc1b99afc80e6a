"""What parameters may be, given what was observed: approximate Bayesian computation by sequential Monte Carlo.

Parameters are drawn, a run is made of each, and those whose runs come nearest to what was observed are kept, moved a
little, and drawn from again (Beaumont et al. 2009). Before anything is observed, all points of the box are equally
likely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from explore.Box import Box
from explore.fitting import Fit, Target
from explore.Report import Report, Table
from explore.Runs import Floats
from explore.Study import Study
from explore.words import number

_POPULATIONS, _SIZE = 5, 200
# Runs are numbered from here, so that their seeds are not those of the search.
_FIRST = 1_000_000

# Points of the cube, number of the first run → float[n_points, n_cells].
EvaluateOnce = Callable[[Sequence[Floats], int], Floats]


def addPosterior(study: Study, box: Box, target: Target, evaluate: EvaluateOnce, found: Fit, report: Report) -> None:
    """Adds the 95 % intervals of the parameters by ABC-SMC, and a sample of them as posterior.csv."""
    rng = np.random.default_rng(study.campaign.seeds.ofPlan(1))
    units, weights = sampled(target, evaluate, box.d, rng)
    order = [np.argsort(units[:, i]) for i in range(box.d)]
    rows = []
    for i, name in enumerate(box.names):
        share = np.cumsum(weights[order[i]])
        at = [units[order[i], i][np.searchsorted(share, q * share[-1])] for q in (0.025, 0.5, 0.975)]
        low, mid, high = (float(box.point(np.where(np.arange(box.d) == i, p, found.at))[name]) for p in at)
        rows.append([name, number(mid), f"{number(low)} to {number(high)}"])
        report.facts["parameters"][name]["posterior"] = {"low": low, "median": mid, "high": high}
    report.tables.append(Table("Posterior (ABC)", ["parameter", "median", "95 % interval"], rows))
    sample = [[*box.point(unit).values(), float(weight)] for unit, weight in zip(units, weights)]
    report.files["posterior"] = [*box.names, "weight"], sample
    report.facts["runs"] = study.campaign.n_runs


def sampled(target: Target, evaluate: EvaluateOnce, d: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """float[n, d] points and float[n] weights of the last population."""
    units: Floats = rng.random((_SIZE, d))
    n_done = 0
    weights: Floats = np.full(_SIZE, 1.0 / _SIZE)
    distances = _distances(target, evaluate(list(units), _FIRST))
    for _ in range(_POPULATIONS - 1):
        tolerance = float(np.median(distances))
        near = distances <= tolerance
        # The Epanechnikov kernel counts the nearest most.
        weights = weights[near] * np.maximum(1.0 - 0.5 * (distances[near] / max(tolerance, 1e-300)) ** 2, 0.0)
        units, weights = units[near], weights / weights.sum()
        n_done += _SIZE
        units, weights = _moved(units, weights, rng)
        distances = _distances(target, evaluate(list(units), _FIRST + n_done))
    near = distances <= float(np.median(distances))
    return units[near], weights[near] / weights[near].sum()


def _moved(units: Floats, weights: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A new population: drawn from the old one and moved by twice its covariance; with importance weights."""
    d = units.shape[1]
    spread = 2.0 * np.cov(units.T, aweights=weights).reshape(d, d) + 1e-10 * np.eye(d)
    factor, inverse = np.linalg.cholesky(spread), np.linalg.inv(spread)
    new: list[Floats] = []
    while len(new) < _SIZE:
        at = units[rng.choice(len(units), p=weights)] + factor @ rng.standard_normal(d)
        if ((at >= 0.0) & (at <= 1.0)).all():
            new.append(at)
    moved = np.array(new)
    away = moved[:, None, :] - units[None, :, :]
    density = np.exp(-0.5 * np.einsum("ijk,kl,ijl->ij", away, inverse, away)) @ weights
    found = 1.0 / np.maximum(density, 1e-300)
    return moved, found / found.sum()


def _distances(target: Target, cells: Floats) -> Floats:
    found: Floats = np.sqrt(np.mean(target.residuals(cells[:, None, :]) ** 2, axis=1))
    return np.where(np.isfinite(found), found, np.inf)
