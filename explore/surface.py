"""A sweep of all parameters together: a plan that fills space, and a smooth surface through what it found.

The surface says how much of a measure's variation is the effect of each parameter alone and of each pair; Q², by
cross-validation, says how much of the variation it can predict at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Chance, Design, Range, Triangular, Uniform, Variation
from explore.asking import wholePoints
from explore.curves import addSpecs, meanAt
from explore.Report import Report, Table
from explore.Runs import Floats
from explore.sampling import needScipy, sobolUnits
from explore.statistics import sigmaOf
from explore.Study import Study
from explore.words import percent
from util.errors import ParameterError

_POINTS_PER_PARAMETER = 20
# Parts of the data that are left out in turn, to see how well the others predict them.
_FOLDS = 10
# Below this, a surface says too little to speak of effects.
_MIN_Q2 = 0.5
_N_INNER, _N_MAIN, _N_PAIR = 256, 17, 9
# With more parameters, pairs are too many to look at.
_MAX_PAIRED = 8

Predict = Callable[[Floats], Floats]


class Surface(NamedTuple):
    """A fitted surface.

    Attributes:
        kind: "quadratic" or "radial".
        q2: part of the variance that it predicts at points that it was not fitted to; may be below 0.
        mains, pairs: parts of its variance, of each parameter alone, and of each pair by their numbers.
    """

    kind: str
    q2: float
    mains: list[float]
    pairs: dict[tuple[int, int], float]


def surfaceReport(study: Study, swept: Mapping[str, Variation], n: int | None) -> Report:
    """Runs a Sobol plan over all parameters, and fits surfaces.

    Args:
        n: points; by default 20 per parameter, rounded up to a power of two.
    Raises:
        ParameterError: a choice is among them, or scipy is not installed.
    """
    needScipy("a Sobol plan")
    for name, variation in swept.items():
        if not isinstance(variation, (Range, Chance)):
            raise ParameterError(
                f"a full sweep cannot vary {name}", "a choice has no slope", f"--set {name}=… or --grid"
            )
    n = n or 2 ** int(np.ceil(np.log2(_POINTS_PER_PARAMETER * len(swept))))
    units = sobolUnits(n, len(swept), study.campaign.seeds.ofPlan())
    points = [
        {name: study.space.typed(name, _atUnit(v, float(p))) for (name, v), p in zip(swept.items(), row)}
        for row in units
    ]
    runs = wholePoints(study, study.campaign.runs(points, study.reps))
    report = Report(study.planned(runs.n, f"{len(swept)} swept together, {study.reps} replications"), results=runs)
    names, rows, found = list(swept), [], {}
    means = {measure: [meanAt(runs, measure, i) for i in range(n)] for measure in runs.measures}
    for measure, stats in means.items():
        known = [i for i, stat in enumerate(stats) if stat is not None]
        y = np.array([stat.mean for stat in stats if stat is not None])
        if len(known) >= 2 * _FOLDS and np.ptp(y) > 0.0:
            surface = fitted(units[known], y)
            found[measure] = _facts(surface, names)
            rows.append([measure, f"{surface.q2:.3f}", surface.kind, *_effects(surface, names)])
    report.tables.append(Table("Surfaces", ["measure", "Q2", "surface", "alone", "in pairs"], rows))
    report.notes.append("Q2 is the part of a measure's variation that the surface predicts where it was not fitted.")
    report.facts = {"reps": study.reps, "surfaces": found}
    cells = [[*p.values(), *[_cell(means[m][i]) for m in means]] for i, p in enumerate(points)]
    report.files["sweep"] = [*swept, *means], cells
    addSpecs(study, report, runs, points)
    return report


def fitted(units: Floats, y: Floats) -> Surface:
    """The better of two kinds of surfaces, by cross-validation.

    Args:
        units: float[n, d], points in the unit cube.
        y: float[n], values there, not all equal.
    """
    kinds: dict[str, Callable[[Floats, Floats], Predict]] = {"quadratic": quadratic, "radial": radial}
    q2 = {kind: _crossValidated(fit, units, y) for kind, fit in kinds.items()}
    best = max(q2, key=lambda kind: q2[kind])
    mains, pairs = _decomposed(kinds[best](units, y), units.shape[1]) if q2[best] >= _MIN_Q2 else ([], {})
    return Surface(best, q2[best], mains, pairs)


def quadratic(units: Floats, y: Floats) -> Predict:
    """Least squares with a trace of ridge; cross terms only where there are points enough. y is float[n] or [n, k]."""
    d = units.shape[1]
    crossed = list(combinations(range(d), 2)) if len(y) > 2 * (1 + 2 * d + d * (d - 1) // 2) else []

    def features(u: Floats) -> Floats:
        z = 2.0 * u - 1.0
        return np.column_stack([np.ones(len(z)), z, z * z, *[z[:, i] * z[:, j] for i, j in crossed]])

    x = features(units)
    ridge = 1e-8 * len(y) * np.eye(x.shape[1])
    weights = np.linalg.solve(x.T @ x + ridge, x.T @ y)
    return lambda u: np.asarray(features(u) @ weights)


def radial(units: Floats, y: Floats, smoothing: float = 1e-3) -> Predict:
    """Thin plates, a little smoothed; y is float[n] or float[n, k]."""
    from scipy.interpolate import RBFInterpolator

    surface = RBFInterpolator(units, y, kernel="thin_plate_spline", smoothing=smoothing, degree=1)
    return lambda u: np.asarray(surface(u))


def _crossValidated(fit: Callable[[Floats, Floats], Predict], units: Floats, y: Floats) -> float:
    """Q2: 1 - squared errors at points left out / squares about the mean."""
    fold = np.arange(len(y)) % _FOLDS
    errors = np.concatenate(
        [fit(units[fold != k], y[fold != k])(units[fold == k]) - y[fold == k] for k in range(_FOLDS)]
    )
    return 1.0 - float((errors**2).sum() / ((y - y.mean()) ** 2).sum())


def _decomposed(predict: Predict, d: int) -> tuple[list[float], dict[tuple[int, int], float]]:
    """Parts of the surface's variance over the cube: of each parameter alone, and of each pair beyond that."""
    inner = sobolUnits(_N_INNER, d, seed=0)
    total = float(predict(sobolUnits(16 * _N_INNER, d, seed=1)).var()) or 1.0

    def conditional(fixed: Sequence[int], n: int) -> Floats:
        """Means over all other parameters, on a grid of cell centres over the fixed ones."""
        centres = (np.arange(n) + 0.5) / n
        grid = np.stack(np.meshgrid(*[centres] * len(fixed), indexing="ij"), -1).reshape(-1, len(fixed))
        u = np.repeat(inner[None], len(grid), 0)
        u[:, :, list(fixed)] = grid[:, None, :]
        return np.asarray(predict(u.reshape(-1, d)).reshape(len(grid), -1).mean(1))

    mains = [float(conditional([i], _N_MAIN).var()) / total for i in range(d)]
    pairs = {}
    for i, j in combinations(range(d), 2) if d <= _MAX_PAIRED else []:
        both = conditional([i, j], _N_PAIR).reshape(_N_PAIR, _N_PAIR)
        alone = both.mean(1, keepdims=True) + both.mean(0, keepdims=True) - both.mean()
        pairs[i, j] = float(((both - alone) ** 2).mean()) / total
    return mains, pairs


def _atUnit(variation: Variation, p: float) -> Any:
    if isinstance(variation, Range):
        return variation.fromUnit(p)
    if isinstance(variation, (Uniform, Triangular)):
        return Design(variation.lo, variation.hi).fromUnit(p)
    assert isinstance(variation, Chance)
    return variation.fromNormal(sigmaOf(min(max(p, 1e-9), 1.0 - 1e-9)))


def _effects(surface: Surface, names: Sequence[str]) -> list[str]:
    mains = sorted(zip(surface.mains, names), reverse=True)
    pairs = sorted(((share, f"{names[i]} and {names[j]}") for (i, j), share in surface.pairs.items()), reverse=True)
    return [
        ", ".join(f"{name} {percent(share)} %" for share, name in some if share >= 0.005) or "-"
        for some in (mains[:4], pairs[:3])
    ]


def _facts(surface: Surface, names: Sequence[str]) -> dict[str, Any]:
    return {
        "q2": surface.q2,
        "kind": surface.kind,
        "alone": dict(zip(names, surface.mains)),
        "pairs": {f"{names[i]}, {names[j]}": share for (i, j), share in surface.pairs.items()},
    }


def _cell(stat: Any) -> Any:
    return "" if stat is None else stat.mean
