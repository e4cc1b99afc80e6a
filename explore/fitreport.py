"""What a fit found, for a reader: each parameter with its interval, or that the data do not tell it; and the fit next
to the data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explore.Box import Box
from explore.fitting import UNTOLD, Fit, Target
from explore.pictures import Draw
from explore.Report import Report, Table
from explore.Runs import Floats
from explore.Study import Study
from explore.words import number, percent

UNKNOWN = "the data do not tell"
_SIGMAS = 1.96
# What to say of the length of an interval: the fraction of a range to which it would be good to know it.
_GOAL = 0.05
# Two parameters whose errors correlate this strongly are worth a line.
_CORRELATED = 0.9


class Beside(NamedTuple):
    """One column: what was observed, and what runs do at the fitted point and at the nominal one.

    Attributes:
        name: of the column.
        days: when.
        observed: float[n_observations, n_days].
        fitted, nominal: float[reps, n_days].
    """

    name: str
    days: Sequence[float]
    observed: Floats
    fitted: Floats
    nominal: Floats

    def rows(self) -> list[list[Any]]:
        """For fit.csv: means at each day."""
        means = [part.mean(axis=0).tolist() for part in (self.observed, self.fitted, self.nominal)]
        return [[self.name, *cells] for cells in zip(self.days, *means)]

    def draw(self, caption: str) -> Draw:
        """What draws it into a file."""

        def draw(file: Path) -> None:
            from util.plotsearch import saveFit

            saveFit(file, self.name, self.days, self.observed, self.fitted, self.nominal, caption)

        return draw


def fitReport(study: Study, box: Box, target: Target, found: Fit) -> Report:
    """The report, without pictures."""
    point = box.point(found.at)
    n_runs = study.campaign.n_runs
    what = f"{box.d} fitted to {len(target.values)} {'summaries' if target.has_chance else 'values'}"
    report = Report(study.planned(n_runs, f"{what} of {target.n_observations} observed"))
    rows, facts = [], {}
    for i, (name, ends) in enumerate(box.ends().items()):
        error = math.sqrt(found.covariance[i, i])
        low, high = _interval(box, i, name, found)
        is_known = error <= UNTOLD
        nominal = study.space.nominal[name]
        interval = f"{number(low)} to {number(high)}" if is_known else UNKNOWN
        rows.append(
            [name, number(point[name]) if is_known else "", interval, number(nominal), f"{ends[0]:g} to {ends[1]:g}"]
        )
        error *= abs(box.slope(name, point[name]))
        facts[name] = {"value": point[name], "low": low, "high": high, "error": error, "is_known": is_known}
    report.tables.append(Table("Parameters", ["parameter", "fitted", "95 % interval", "nominal", "range"], rows))
    report.facts = {
        "fitted": point,
        "parameters": facts,
        "runs": n_runs,
        "unexplained": found.unexplained,
        "starts": found.n_starts,
        "directions": [dict(zip(box.names, vector.tolist())) for vector, _ in found.directions],
    }
    _addNotes(report, box, target, found)
    report.hint = study.runCommand(point)
    return report


def _interval(box: Box, i: int, name: str, found: Fit) -> tuple[float, float]:
    """The 95 % interval of a parameter, cut off at its range."""
    half = _SIGMAS * math.sqrt(found.covariance[i, i])
    units = [
        np.array([p if j == i else found.at[j] for j in range(box.d)]) for p in (found.at[i] - half, found.at[i] + half)
    ]
    low, high = box.ends()[name] if half >= 1.0 else [float(box.point(np.clip(u, 0, 1))[name]) for u in units]
    return float(low), float(high)


def _addNotes(report: Report, box: Box, target: Target, found: Fit) -> None:
    if target.has_chance:
        report.notes.append(
            f"What is left is {number(found.unexplained)} times what chance alone leaves;"
            f" {'the netlist can do what was observed' if found.unexplained < 3.0 else 'something else differs, too'}."
        )
    else:
        left = math.sqrt(found.unexplained)
        said = "the netlist does what was observed" if left < 1.5 else "the netlist cannot do all that was observed"
        report.notes.append(f"The fit leaves {number(left)} times the noise of the data: {said}.")
    for vector, _ in found.directions:
        parts = [f"{name} {'up' if v > 0 else 'down'}" for name, v in zip(box.names, vector) if abs(v) > 0.2]
        alone = (
            f"{parts[0].split()[0]} may be anything" if len(parts) == 1 else f"{' and '.join(parts)} changes nothing"
        )
        report.notes.append(f"{UNKNOWN}: {alone} that can be told from the data.")
    errors = np.sqrt(np.diag(found.covariance))
    for i in range(box.d):
        for j in range(i):
            share = found.covariance[i, j] / (errors[i] * errors[j])
            if not found.directions and abs(share) > _CORRELATED:
                report.notes.append(
                    f"{box.names[j]} and {box.names[i]} are told together only: correlation {share:.2f}."
                )
    worst = int(np.argmax(errors))
    if target.has_chance and _SIGMAS * errors[worst] > _GOAL:
        n = math.ceil(target.n_observations * (_SIGMAS * errors[worst] / _GOAL) ** 2)
        report.notes.append(
            f"{box.names[worst]} is known to ± {percent(min(1.0, _SIGMAS * errors[worst]))} % of its range;"
            f" ± {percent(_GOAL)} % takes about {n:,} observed runs, as errors go with 1/sqrt(runs)."
        )
