"""`Emulator`: a fast stand-in for the runs of a netlist: series of its columns as smooth functions of its parameters.

Each column's series, over all the runs that it was made from, is a mean and a few patterns (principal components); how
much of each pattern a point has is a quadratic or a radial surface through what the runs had. A surrogate netlist,
which `tsp surrogate` writes, loads one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explore.Runs import Floats
from explore.sampling import needScipy
from explore.surface import Predict, quadratic, radial
from util.errors import ParameterError
from util.writing import replaceFile

# Part of a column's variance that its patterns hold, and how many there may be.
_VARIANCE, _MAX_PATTERNS = 0.9999, 10
_FOLDS = 10
# Kinds of surfaces; the first one where several are as good.
_KINDS: dict[str, Callable[[Floats, Floats], Predict]] = {
    "quadratic": quadratic,
    "radial": lambda units, y: radial(units, y, 0.0),
    "smooth": lambda units, y: radial(units, y, 1e-3),
    "very smooth": lambda units, y: radial(units, y, 1e-1),
}
# Beyond an end of a range by this part of it, values are rounding.
_ROUNDING = 1e-9


class Side(NamedTuple):
    """A parameter: the ends of its range, and whether it is logarithmic."""

    name: str
    lo: float
    hi: float
    log: bool


class Column(NamedTuple):
    """One column.

    Attributes:
        name: as in data.csv.
        mean: float[n_moments], over all runs.
        patterns: float[k, n_moments]; scores: float[n_runs, k], how much of each a run has.
        kinds: k names of surfaces.
        q2, q2_final: part of the variance of the series, and of its last value, that is predicted at points left out.
        error: root mean square of the errors there, in units of the column.
    """

    name: str
    mean: Floats
    patterns: Floats
    scores: Floats
    kinds: list[str]
    q2: float
    q2_final: float
    error: float


class Emulator:
    """See the module.

    Args:
        sides: the parameters.
        moments: float[n_moments], seconds since the start.
        units: float[n_runs, d], where in the unit cube each run was.
        columns: of the series.
    """

    def __init__(self, sides: Sequence[Side], moments: Floats, units: Floats, columns: Sequence[Column]):
        needScipy("a surrogate")
        self.sides = list(sides)
        self.moments = moments
        self.columns = list(columns)
        self._units = units
        # Of all columns, surfaces of one kind together: column by column of the scores.
        self._surfaces: list[tuple[list[tuple[int, int]], Predict]] = []
        for kind, fit in _KINDS.items():
            places = [(c, k) for c, column in enumerate(columns) for k, its in enumerate(column.kinds) if its == kind]
            if places:
                y = np.stack([columns[c].scores[:, k] for c, k in places], axis=1)
                self._surfaces.append((places, fit(units, y)))

    def series(self, point: Mapping[str, float]) -> dict[str, Floats]:
        """Column → float[n_moments], of a run with these parameters.

        Raises:
            ParameterError: one is beyond the range from which it learnt.
        """
        unit = np.array([[_unitOf(side, float(point[side.name])) for side in self.sides]])
        found = {column.name: column.mean.copy() for column in self.columns}
        for places, predict in self._surfaces:
            for (c, k), score in zip(places, predict(unit)[0]):
                found[self.columns[c].name] += score * self.columns[c].patterns[k]
        return found

    def save(self, file: Path) -> None:
        """Writes it as JSON."""
        columns = [
            {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in c._asdict().items()} for c in self.columns
        ]
        facts = {"sides": [side._asdict() for side in self.sides], "moments": self.moments.tolist(),
                 "units": self._units.tolist(), "columns": columns}  # fmt: skip
        replaceFile(file, json.dumps(facts))

    @classmethod
    def load(cls, file: Path) -> Emulator:
        """One that was saved."""
        facts = json.loads(file.read_text(encoding="utf-8"))
        columns = [Column(**{**one, **_arrays(one)}) for one in facts["columns"]]
        sides = [Side(**side) for side in facts["sides"]]
        return cls(sides, np.array(facts["moments"]), np.array(facts["units"]), columns)


def _arrays(column: Mapping[str, Any]) -> dict[str, Any]:
    """Of a column in a file; also where there is no pattern."""
    n, k = len(column["mean"]), len(column["kinds"])
    shapes = {"mean": (n,), "patterns": (k, n), "scores": (len(column["scores"]), k)}
    return {name: np.array(column[name], dtype=float).reshape(shape) for name, shape in shapes.items()}


def _unitOf(side: Side, value: float) -> float:
    unit = (
        math.log(value / side.lo) / math.log(side.hi / side.lo)
        if side.log and value > 0.0
        else (value - side.lo) / (side.hi - side.lo)
    )
    if not -_ROUNDING <= unit <= 1.0 + _ROUNDING:
        why = f"the surrogate knows {side.lo:g} to {side.hi:g}"
        raise ParameterError(f"{side.name} cannot be {value:g}", why, "the netlist itself, or a surrogate of more")
    return unit


def fittedColumns(units: Floats, values: Mapping[str, Floats]) -> list[Column]:
    """Columns fitted to runs.

    Args:
        units: float[n_runs, d].
        values: column → float[n_runs, n_moments].
    """
    parts = {name: _patterns(series) for name, series in values.items()}
    scores = np.concatenate([s for _, _, s in parts.values()], axis=1)
    left_out = {kind: _leftOut(fit, units, scores) for kind, fit in _KINDS.items()}
    wrong = np.stack([((predicted - scores) ** 2).sum(axis=0) for predicted in left_out.values()])
    best = np.argmin(wrong, axis=0) if scores.shape[1] else []
    names, begin, found = list(_KINDS), 0, []
    for name, (mean, patterns, its) in parts.items():
        kinds = [names[int(best[begin + k])] for k in range(len(patterns))]
        predicted = [left_out[kind][:, begin + k] for k, kind in enumerate(kinds)]
        series = mean + (np.stack(predicted, axis=1) @ patterns if kinds else np.zeros_like(values[name]))
        begin += len(patterns)
        error = math.sqrt(float(np.mean((series - values[name]) ** 2)))
        q2, q2_final = _q2(series, values[name]), _q2(series[:, -1:], values[name][:, -1:])
        found.append(Column(name, mean, patterns, its, kinds, q2, q2_final, error))
    return found


def _patterns(series: Floats) -> tuple[Floats, Floats, Floats]:
    """The mean, float[n_moments], patterns, float[k, n_moments], and scores, float[n_runs, k]."""
    mean = series.mean(axis=0)
    left, sizes, patterns = np.linalg.svd(series - mean, full_matrices=False)
    power = sizes**2
    if power.sum() <= _flat(series):
        return mean, patterns[:0], left[:, :0]
    share = np.cumsum(power) / power.sum()
    k = min(_MAX_PATTERNS, int(np.searchsorted(share, _VARIANCE)) + 1)
    return mean, patterns[:k], left[:, :k] * sizes[:k]


def _leftOut(fit: Callable[[Floats, Floats], Predict], units: Floats, y: Floats) -> Floats:
    """float[n, k], what surfaces predict at each point that were fitted without it and its fold."""
    fold, found = np.arange(len(y)) % _FOLDS, np.zeros_like(y)
    for k in range(_FOLDS):
        found[fold == k] = fit(units[fold != k], y[fold != k])(units[fold == k])
    return found


def _q2(predicted: Floats, true: Floats) -> float:
    """1 - squared errors / squares about the mean of the runs; 1 where nothing varies."""
    scatter = float(((true - true.mean(axis=0)) ** 2).sum())
    return 1.0 - float(((predicted - true) ** 2).sum()) / scatter if scatter > _flat(true) else 1.0


def _flat(series: Floats) -> float:
    """Sums of squares up to this are rounding: of a column that nothing moves."""
    return float((_ROUNDING * np.abs(series).max(initial=0.0)) ** 2 * series.size)
