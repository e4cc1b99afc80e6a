"""Sweeps: how measures depend on parameters, one at a time, on a grid, or all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.Variation import Choice, Design, Variation, Worst
from explore import pictures
from explore.asking import wholePoints
from explore.Common import checkCount
from explore.curves import addSpecs, bounds, compared, shown, valuesOf
from explore.grid import gridReport
from explore.Report import Report, Table
from explore.statistics import Stat
from explore.Study import Common, Study
from explore.surface import surfaceReport
from explore.words import interval, number
from util.errors import ParameterError

_N_VALUES, _N_GRID_VALUES = 11, 5
_MAX_PICTURES = 12


def sweep(
    netlist: Any,
    out: str | Path | None = None,
    *,
    values: int | None = None,
    grid: bool = False,
    full: bool = False,
    runs: int | None = None,
    **common: Any,
) -> Report:
    """Varies parameters, and tells how each measure depends on them.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        values: how many values of each parameter: by default 11, or 5 on a grid.
        grid: all combinations of the values, rather than one parameter at a time.
        full: a Sobol plan over all parameters together, with a smooth surface fitted to it. Needs scipy.
        runs: the most runs that a grid, or the points that the Sobol plan, may have.
        common: see explore.Common.
    Raises:
        ParameterError: nothing varies, or there are too many combinations.
    """
    if grid and full:
        raise ParameterError("a sweep cannot be both a grid and full", "", "one of --grid and --full")
    if runs is not None and not (grid or full):
        raise ParameterError(
            "runs cannot be limited here",
            "a sweep of one parameter at a time makes them all",
            "--values; or --grid or --full",
        )
    if values is not None and full:
        raise ParameterError("a full sweep has no values of each parameter", "its points fill the space", "--runs")
    asked = {"values": values, "grid": grid, "full": full, "runs": runs}
    settings = Common(netlist, out, **common)
    checkCount("values", values, 2)
    checkCount("runs", runs)
    with Study("sweep", settings, Design, {k: v for k, v in asked.items() if v}) as study:
        swept = _swept(study)
        if full:
            report = surfaceReport(study, swept, runs)
        elif grid:
            report = gridReport(study, swept, values or _N_GRID_VALUES, runs)
        else:
            report = _oneAtATime(study, swept, values or _N_VALUES)
        return study.finish(report)


def _swept(study: Study) -> dict[str, Variation]:
    """What varies: all that was asked for, or all that the netlist leaves to us and to the world."""
    space = study.space
    swept = {n: v for n, v in space.variations.items() if n in space.asked or (not space.asked and _isChosen(v))}
    if not swept:
        raise ParameterError("nothing varies here", "the netlist has no netlist_parameters", "--vary NAME=1..10")
    return swept


def _isChosen(variation: Variation) -> bool:
    return isinstance(variation, (Design, Worst, Choice))


# ---- one at a time


def _oneAtATime(study: Study, swept: Mapping[str, Variation], n: int) -> Report:
    values = valuesOf(study, swept, n)
    nominal = {name: study.space.nominal[name] for name in swept}
    # The nominal point comes first; it serves each parameter whose values it is among.
    points = [nominal]
    at: dict[str, list[int]] = {}
    for name, some in values.items():
        at[name] = []
        for value in some:
            at[name].append(0 if value == nominal[name] else len(points))
            if value != nominal[name]:
                points.append({**nominal, name: value})
    runs = wholePoints(study, study.campaign.runs(points, study.reps))
    report = Report(study.planned(runs.n, f"{len(swept)} swept one at a time, {study.reps} replications"), results=runs)
    rows: list[list[Any]] = []
    effects: list[tuple[float, list[str]]] = []
    for name, indices in at.items():
        for measure in runs.measures:
            found = [compared(runs, measure, i) for i in indices]
            rows += [[name, value, measure, *_cells(*one)] for value, one in zip(values[name], found) if one[0]]
            effects += _effect(name, measure, values[name], found)
            _addCurve(study, report, name, measure, values[name], [one[0] for one in found])
    effects.sort(key=lambda effect: -effect[0])
    report.tables.append(
        Table(
            "Effects", ["parameter", "measure", "at nominal", "least", "at", "most", "at"], [row for _, row in effects]
        )
    )
    report.files["sweep"] = _HEAD, rows
    report.facts = {"nominal": nominal, "reps": study.reps, "rows": [dict(zip(_HEAD, row)) for row in rows]}
    addSpecs(study, report, runs, points)
    return report


_HEAD = ["parameter", "value", "measure", "n", "mean", "low", "high", "difference", "difference_low", "difference_high"]


def _cells(stat: Stat | None, difference: Stat | None) -> list[Any]:
    found: list[Any] = [stat.n if stat else 0]
    for one in (stat, difference):
        found += ["", "", ""] if one is None else [one.mean, *bounds(one)]
    return found


def _effect(
    name: str, measure: str, values: Sequence[Any], found: Sequence[tuple[Stat | None, Stat | None]]
) -> list[tuple[float, list[str]]]:
    """(size, row) of the parameter's effect on the measure; nothing where there is none to see."""
    known = [(stat, value, difference) for value, (stat, difference) in zip(values, found) if stat]
    if not known:
        return []
    least, most = min(known, key=lambda k: k[0].mean), max(known, key=lambda k: k[0].mean)
    nominal = next((s.mean - d.mean for s, _, d in known if d), known[0][0].mean)
    size = (most[0].mean - least[0].mean) / max(abs(most[0].mean), abs(least[0].mean), 1e-300)
    row = [name, measure, number(nominal), interval(least[0]), shown(least[1]), interval(most[0]), shown(most[1])]
    return [(size, row)]


def _addCurve(
    study: Study, report: Report, name: str, measure: str, values: Sequence[Any], stats: Sequence[Stat | None]
) -> None:
    if len(report.pictures) >= _MAX_PICTURES or len([stat for stat in stats if stat is not None]) < 2:
        return
    limits = study.limitsOf().get(measure, [])
    key = pictures.fileName(f"sweep_{measure}_over_{name}")
    unit, _ = study.space.described(name)
    axis = f"{name} ({unit})" if unit else name
    report.pictures[key] = pictures.curve(
        measure, axis, values, stats, study.space.nominal[name], limits, study.caption()
    )
