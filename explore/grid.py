"""A sweep over all combinations of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from engine.Variation import Variation
from explore.asking import wholePoints
from explore.curves import addSpecs, bounds, meanAt, shown, valuesOf
from explore.Report import Report, Table
from explore.Runs import Runs
from explore.Study import Study
from explore.words import number
from util.errors import ParameterError

_MAX_RUNS = 100_000


def gridReport(study: Study, swept: Mapping[str, Variation], n: int, most: int | None) -> Report:
    """Runs all combinations.

    Args:
        n: values of each parameter.
        most: how many runs there may be; by default 100,000.
    Raises:
        ParameterError: there are more.
    """
    values = valuesOf(study, swept, n)
    n_points = prod(map(len, values.values()))
    if n_points * study.reps > (most or _MAX_RUNS):
        raise ParameterError(
            f"a grid of {n_points * study.reps:,} runs is too much",
            f"{' x '.join(str(len(v)) for v in values.values())} values x {study.reps} replications",
            "fewer --values or --reps; --full; or --runs, to allow so many",
        )
    points = [dict(zip(values, combination)) for combination in product(*values.values())]
    runs = wholePoints(study, study.campaign.runs(points, study.reps))
    report = Report(study.planned(runs.n, f"a grid of {n_points} points, {study.reps} replications"), results=runs)
    rows: list[list[Any]] = []
    for i, point in enumerate(points):
        for measure in runs.measures:
            stat = meanAt(runs, measure, i)
            cells = [stat.n, stat.mean, *bounds(stat)] if stat else [0, "", "", ""]
            rows.append([*point.values(), measure, *cells])
    head = [*values, "measure", "n", "mean", "low", "high"]
    report.files["sweep"] = head, rows
    report.facts = {"reps": study.reps, "rows": [dict(zip(head, row)) for row in rows]}
    report.tables.append(Table("Main effects", ["parameter", "measure", "mean at each value"], _mains(runs, values)))
    addSpecs(study, report, runs, points)
    return report


def _mains(runs: Runs, values: Mapping[str, Sequence[Any]]) -> list[list[str]]:
    """Means over all combinations, at each value of a parameter."""
    rows = []
    for name, some in values.items():
        for measure in runs.measures:
            column = runs.measure(measure)
            cells = []
            for value in some:
                at = [runs.at(column, i) for i, point in enumerate(runs.points) if point[name] == value]
                finite = np.concatenate(at)
                cells.append(f"{shown(value)}: {number(float(finite.mean())) if len(finite) else 'unknown'}")
            rows.append([name, measure, ", ".join(cells)])
    return rows
