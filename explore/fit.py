"""Fits: which values of the parameters make a netlist do what was observed; and what the observation does not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.Measure import Reduced
from engine.overrides import fromAssignments
from engine.Simulation import loadedNetlist
from engine.Variation import Design, Worst
from explore import expressions, pictures
from explore.asking import whole
from explore.Box import Box
from explore.cornerfile import Corner, saveCorners
from explore.fitreport import Beside, fitReport
from explore.fitting import Fit, Target, judged, searched
from explore.observed import Observation, common, readEvents, readTable
from explore.posterior import addPosterior
from explore.Report import Report
from explore.Runs import Floats, Runs
from explore.sampling import needScipy, sobolUnits
from explore.Space import Space
from explore.Study import Common, Study, namedMeasures
from util.errors import ExperimentError, ParameterError

_REPS, _PILOT = 6, 12
# Points to begin with, and replications of each, without chance and with.
_N_FIRST, _N_FIRST_WITH_CHANCE, _REPS_FIRST = 16, 32, 2
_STARTS = 3
_MAX_PICTURES = 12


def fit(
    netlist: Any,
    out: str | Path | None = None,
    *,
    to: Sequence[str | Path] | str | Path = (),
    events: Sequence[str | Path] | str | Path = (),
    event: Sequence[str] | Mapping[str, str] = (),
    column: Sequence[str] = (),
    posterior: bool = False,
    save_corners: str | Path | None = None,
    **common_: Any,
) -> Report:
    """Finds the values of parameters with which a netlist does what was observed.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        to: CSV files, or folders of runs, one for each time it was observed: a time column, and columns as in
            data.csv.
        events: CSV files of events, from which `event` makes columns.
        event: column → rule, see explore.observed; besides the netlist's netlist_events.
        column: which columns to fit to; by default all that were observed.
        posterior: also draws from what the parameters may be, given the data (ABC-SMC), which takes many more runs.
        save_corners: file for the point found, as the corner "fitted".
        common_: see explore.Common; `vary` names the parameters.
    Raises:
        ParameterError: nothing varies, nothing was observed, or scipy is not installed.
    """
    needScipy("a fit")
    settings = Common(netlist, out, **common_)
    observations = _observations(settings, _paths(to), _paths(events), event)
    days = common(observations, column)
    cells = {str(cell): cell for name, some in days.items() for cell in (Reduced("at", name, day) for day in some)}
    said = settings.measures if isinstance(settings.measures, Mapping) else namedMeasures(settings.measures)
    settings = replace(settings, measures={**said, **cells})
    asked = {"posterior": posterior} if posterior else {}
    with Study("fit", settings, Design, asked, reps=(_REPS, 1), is_search=True) as study:
        observed = np.array(
            [[one[cell.column][cell.argument or 0.0] for cell in cells.values()] for one in observations]
        )
        study.settle("observed", observed.tolist())
        report = _Fitting(study, days, list(cells), observed).report(posterior)
        if save_corners is not None:
            saveCorners(Path(save_corners), [Corner("fitted", report.facts["fitted"])])
        return study.finish(report)


def _paths(said: Sequence[str | Path] | str | Path) -> list[Path]:
    return [Path(said)] if isinstance(said, (str, Path)) else [Path(one) for one in said]


def _observations(
    settings: Common, tables: Sequence[Path], logs: Sequence[Path], event: Sequence[str] | Mapping[str, str]
) -> list[Observation]:
    if not tables and not logs:
        raise ParameterError("there is nothing to fit to", "", "--to observed.csv, or --events events.csv")
    netlist = loadedNetlist(settings.netlist, 0)
    space = Space(netlist, settings.set if isinstance(settings.set, Mapping) else fromAssignments(settings.set))
    time_step = space.value("time_step")
    rules = event if isinstance(event, Mapping) else dict(expressions.named(text, "--event") for text in event)
    rules = {**(netlist.get("netlist_events") or {}), **rules}
    return [
        *[readTable(file, time_step) for file in tables],
        *[readEvents(file, rules, time_step, space.value("log_interval")) for file in logs],
    ]


class _Fitting:
    """One fit.

    Args:
        study: whose runs measure the cells.
        days: column → days observed.
        cells: names of the measures, column by column.
        observed: float[n_observations, n_cells].
    """

    def __init__(self, study: Study, days: Mapping[str, Sequence[float]], cells: Sequence[str], observed: Floats):
        self._study = study
        self._days = days
        self._cells = cells
        self._observed = observed
        self._box = Box(study.space, "fit", (Design, Worst))
        self._target = Target(days, observed, study.has_chance)
        self._known: dict[tuple[Any, ...], Floats] = {}

    def report(self, posterior: bool) -> Report:
        """Searches, and tells what was found."""
        study, box = self._study, self._box
        n = _N_FIRST_WITH_CHANCE if study.has_chance else _N_FIRST
        first = list(sobolUnits(n, box.d, study.campaign.seeds.ofPlan()))
        cells = self._evaluate(first, min(_REPS_FIRST, study.reps))
        if study.has_chance:
            pilot = self._evaluate([box.nominal], max(_PILOT, study.reps))[0]
            self._target.scaleBy(pilot, cells.mean(axis=1))
        squares = np.mean(self._target.residuals(cells) ** 2, axis=1)
        starts = [first[i] for i in np.argsort(squares, kind="stable")[:_STARTS]]
        at, _, n_starts = searched(self._target, self._evaluate, starts, study.reps)
        found = judged(self._target, self._evaluate, at, study.reps, n_starts)
        report = fitReport(study, box, self._target, found)
        if posterior:
            addPosterior(study, box, self._target, self._evaluateOnce, found, report)
        self._addPictures(report, found)
        return report

    def _evaluate(self, units: Sequence[Floats], reps: int) -> Floats:
        """float[n_points, reps, n_cells] of points of the cube. No run is made twice."""
        points = [self._box.point(unit) for unit in units]
        keys = [tuple(point.values()) for point in points]
        have = {key: len(self._known[key]) if key in self._known else 0 for key in keys}
        for n in sorted(set(have.values())):
            new = {key: point for key, point in zip(keys, points) if have[key] == n < reps}
            if new:
                self._run(new, n, reps - n)
        return np.stack([self._known[key][:reps] for key in keys])

    def _run(self, points: Mapping[tuple[Any, ...], dict[str, Any]], first_rep: int, reps: int) -> None:
        runs = self._study.campaign.runs(list(points.values()), reps, first_rep=first_rep)
        if self._study.campaign.is_out_of_time:
            raise ExperimentError(
                "running", "time ran out before the fit was done", "the same command again, which continues"
            )
        values = np.stack([runs.measure(cell) for cell in self._cells], axis=-1).reshape(len(points), reps, -1)
        for key, found in zip(points, values):
            if not np.isfinite(found).all():
                self._explain(runs, found, dict(zip(self._box.names, key)))
            before = [self._known[key]] if key in self._known else []
            self._known[key] = np.concatenate([*before, found])

    def _explain(self, runs: Runs, found: Floats, point: Mapping[str, Any]) -> None:
        where = ", ".join(f"{name}={value}" for name, value in point.items())
        if runs.failures:
            k = min(runs.failures)
            raise ExperimentError(
                "running", f"a run failed at {where}: {runs.failures[k]}", "narrower ranges in --vary"
            )
        cell = self._cells[int(np.flatnonzero(~np.isfinite(found).all(axis=0))[0])]
        cure = "--set max_ticks=… for a longer run, or fewer rows in the file"
        raise ParameterError(f"there is nothing to compare {cell} with", f"a run with {where} has no value there", cure)

    def _evaluateOnce(self, units: Sequence[Floats], first: int) -> Floats:
        """float[n_points, n_cells], one run of each point, each with its own seed."""
        points = [self._box.point(unit) for unit in units]
        runs = self._study.campaign.runs(
            points, 1, seeds=[self._study.campaign.seeds.of(0, first + i) for i in range(len(points))]
        )
        whole(self._study, runs, "the fit, but not its posterior")
        return np.stack([runs.measure(cell) for cell in self._cells], axis=-1)

    def _addPictures(self, report: Report, found: Fit) -> None:
        nominal = self._evaluate([self._box.nominal], self._study.reps)[0]
        fitted = self._evaluate([found.at], self._study.reps)[0]
        begin, rows = 0, []
        for name, days in self._days.items():
            part = slice(begin, begin + len(days))
            begin += len(days)
            shown = Beside(name, days, self._observed[:, part], fitted[:, part], nominal[:, part])
            rows += shown.rows()
            if len(report.pictures) < _MAX_PICTURES:
                report.pictures[pictures.fileName(f"fit_{name}")] = shown.draw(self._study.caption())
        report.files["fit"] = ["column", "day", "observed", "fitted", "nominal"], rows
