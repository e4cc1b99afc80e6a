"""Surrogates: a netlist that repeats what another one does, many times faster, and says how wrong it may be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Chance, Design, Worst
from explore.asking import checkSource, wholePoints
from explore.Box import Box
from explore.Common import checkCount
from explore.emulator import Column, Emulator, Side, fittedColumns
from explore.Report import Report, Table
from explore.Runs import Floats
from explore.sampling import needScipy, sobolUnits
from explore.series import cellNumber, columnsOf, momentsOf, numericColumns, tableOf
from explore.Store import ROWS, rowsOf
from explore.Study import Common, Study
from explore.surrogatenetlist import textOf
from explore.words import number
from util.errors import ParameterError
from util.mathutil import addUp
from util.writing import replaceFile

_POINTS_PER_PARAMETER = 50
# Columns that it predicts less well are not of use.
MIN_Q2 = 0.9
_LEAST = 20
_MAX_PICTURES = 6


class Known(NamedTuple):
    """Points of the unit cube, float[n, d], and the files of rows of each."""

    units: Floats
    files: list[list[Path]]


def surrogate(
    netlist: Any,
    out: str | Path | None = None,
    *,
    runs: int | None = None,
    column: Sequence[str] = (),
    source: str | Path | None = None,
    **common: Any,
) -> Report:
    """Makes a surrogate: OUT/netlist.py, a netlist with the same parameters and columns.

    Args:
        netlist: a path, or the name of a shipped netlist.
        out: folder of the campaign.
        runs: how many points it learns from, by default 50 per parameter.
        column: the columns that it must predict; by default those that measures and specs read, or all.
        source: the folder of a campaign with `keep="rows"` to learn from, rather than from runs of its own.
        common: see explore.Common; `vary` names the parameters.
    Returns:
        The report, which holds if each column that it must predict has a Q2 of 0.9 or more; otherwise no netlist is
        written.
    Raises:
        ParameterError: nothing varies, there is no folder, or scipy is not installed.
    """
    needScipy("a surrogate")
    if out is None:
        raise ParameterError("a surrogate is a file", "", "a folder for it")
    asked = {"runs": runs, "column": list(column), "from": None if source is None else str(source)}
    options = {name: value for name, value in asked.items() if value}
    settings = Common(netlist, out, **{**common, "keep": ROWS})
    checkCount("runs", runs)
    if source is not None and runs is not None:
        raise ParameterError(f"all points of {source} are learnt from", "", "one of --from and --runs")
    # Each point has its own seeds: it is to learn what parameters do, not what one seed does.
    with Study("surrogate", settings, Design, options, "independent") as study:
        box = Box(study.space, "surrogate", (Design, Worst, Chance))
        known = _made(study, box, runs) if source is None else _foundIn(study, box, Path(source))
        emulator = _learnt(study, box, known, column)
        report = _report(study, box, emulator, known, column)
        if report.holds:
            _write(study, box, emulator, Path(out))
        return study.finish(report)


def _made(study: Study, box: Box, n: int | None) -> Known:
    """Runs of a Sobol plan."""
    n = n or _POINTS_PER_PARAMETER * box.d
    if n < _LEAST:
        raise ParameterError(f"{n} runs are too few to learn from", "", f"--runs {_LEAST} or more")
    units = sobolUnits(n, box.d, study.campaign.seeds.ofPlan())
    points = [box.point(unit) for unit in units]
    runs = wholePoints(study, study.campaign.runs(points, study.reps))
    folder = study.out
    assert folder is not None
    files = [
        [
            folder / ROWS / f"{runs.number(i * study.reps + rep)}.csv"
            for rep in range(study.reps)
            if runs.ok[i * study.reps + rep]
        ]
        for i in range(n)
    ]
    return _usable(np.array([box.unit(point) for point in points]), files)


def _foundIn(study: Study, box: Box, folder: Path) -> Known:
    """Runs of another campaign that kept its rows."""
    checkSource(study, folder)
    units: dict[tuple[float, ...], list[Path]] = {}
    for row in rowsOf(folder):
        other = next((name for name in row["set"] if name not in box.names), None)
        if other is not None:
            raise ParameterError(f"{other} varies in {folder}", "and not in the surrogate", f"--vary {other}=…")
        file = folder / ROWS / f"{row['i']}.csv"
        if row["status"] == "ok" and file.is_file():
            point = {**{name: study.space.nominal[name] for name in box.names}, **row["set"]}
            units.setdefault(tuple(box.unit(point)), []).append(file)
    if len(units) < _LEAST:
        cure = "--keep rows in that campaign, or leave out --from"
        raise ParameterError(f"{folder} is too little to learn from", f"it has rows of {len(units)} points", cure)
    return _usable(np.array(list(units)), list(units.values()))


def _usable(units: Floats, files: list[list[Path]]) -> Known:
    kept = [i for i, some in enumerate(files) if some]
    if len(kept) < _LEAST:
        raise ParameterError(
            f"{len(kept)} points are too few to learn from", "the runs at the others failed", "other ranges"
        )
    return Known(units[kept], [files[i] for i in kept])


def _learnt(study: Study, box: Box, known: Known, column: Sequence[str]) -> Emulator:
    every = [file for some in known.files for file in some]
    # Some runs may end before others.
    shortest = min(float(rows[-1][header.index("Second")]) for header, rows in map(tableOf, every))
    moments = [second for second in momentsOf(every) if second <= shortest]
    tables = [[_table(file, moments) for file in some] for some in known.files]
    there = set.intersection(*[set(table) for some in tables for table in some])
    names = [name for name in numericColumns(every) if name in there]
    missing = next((name for name in column if name not in names), None)
    if missing is not None:
        raise ParameterError(f"{missing} cannot be predicted", "not every run has it, as numbers", ", ".join(names[:8]))
    values = {n: np.array([np.mean([table[n] for table in some], axis=0) for some in tables]) for n in names}
    ends = box.ends()
    sides = [Side(name, *ends[name], box.isLog(name)) for name in box.names]
    return Emulator(sides, np.array(moments), known.units, fittedColumns(known.units, values))


def _table(file: Path, moments: Sequence[float]) -> dict[str, Floats]:
    """Column → float[n_moments], of columns that are numbers at all of them."""
    header, rows = tableOf(file)
    at, wanted = header.index("Second"), set(moments)
    cells = np.array([[cellNumber(cell) for cell in row] for row in rows if float(row[at]) in wanted])
    return {name: cells[:, i] for i, name in enumerate(header) if np.isfinite(cells[:, i]).all()}


def _required(study: Study, emulator: Emulator, column: Sequence[str]) -> list[str]:
    names = [one.name for one in emulator.columns]
    asked = [name for name in columnsOf(study.runner.loaded()[1]) if name in names]
    return list(column) or list(dict.fromkeys(asked)) or names


def _report(study: Study, box: Box, emulator: Emulator, known: Known, column: Sequence[str]) -> Report:
    n_runs = addUp(map(len, known.files))
    report = Report(study.planned(n_runs, f"{box.d} parameters, {len(known.units)} points"))
    required = _required(study, emulator, column)
    order = sorted(emulator.columns, key=lambda one: (one.name not in required, one.q2))
    rows = [
        [one.name, f"{one.q2:.4f}", f"{one.q2_final:.4f}", number(one.error), f"{len(one.kinds)}", _said(one, required)]
        for one in order
    ]
    head = ["column", "Q2 of series", "Q2 of last value", "expected error", "patterns", ""]
    report.tables.append(Table("Columns", head, rows))
    bad = [one.name for one in order if one.name in required and one.q2 < MIN_Q2]
    report.holds = not bad
    report.facts = {
        "columns": {one.name: {"q2": one.q2, "q2_final": one.q2_final, "error": one.error} for one in order},
        "required": required,
        "points": len(known.units),
    }
    if bad:
        report.notes.append(
            f"No netlist is written: {', '.join(bad)} cannot be predicted well enough. More --runs or --reps, narrower"
            " ranges, or --column for others may help."
        )
    else:
        left = [one.name for one in order if one.q2 < MIN_Q2]
        without = f", without {len(left)} columns" if left else ""
        report.notes.append(f"The surrogate is netlist.py in the folder{without}; it runs and plots as any netlist.")
        report.hint = f"tsp run {study.out}/netlist.py outdir_surrogate"
    _addPictures(report, study, order, emulator)
    return report


def _said(one: Column, required: Sequence[str]) -> str:
    return "kept" if one.q2 >= MIN_Q2 else "not well enough" if one.name in required else "left out"


def _addPictures(report: Report, study: Study, order: Sequence[Column], emulator: Emulator) -> None:
    def draw(file: Path) -> None:
        from util.plotsearch import saveQuality

        shown = order[:40]
        saveQuality(file, [one.name for one in shown], [one.q2 for one in shown], MIN_Q2, study.caption())

    report.pictures["surrogate"] = draw


def _write(study: Study, box: Box, emulator: Emulator, out: Path) -> None:
    kept = [one for one in emulator.columns if one.q2 >= MIN_Q2]
    Emulator(emulator.sides, emulator.moments, emulator._units, kept).save(out / "surrogate.json")
    replaceFile(out / "netlist.py", textOf(study, box, emulator.moments, kept))
