"""Logged series over the runs of a campaign that keeps rows: at each moment, the quantiles over all runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Measure import Measure, Named, Reduced
from engine.SimEngine import TIME_COLUMNS
from explore.Question import Question
from explore.Runs import Floats
from util.constants import S_PER_DAY

PERCENTS = (5, 25, 50, 75, 95)
# Numbers of series that get a picture, and of runs that get a line in it.
_MAX_SERIES, _MAX_LINES = 12, 40
# So many numbers are held in memory; of more, every k-th moment is used.
_MAX_NUMBERS = 20_000_000


class Series(NamedTuple):
    """One column of data.csv over the runs.

    Attributes:
        name: of the column.
        days: float[n_moments], since the start.
        values: float[n_runs, n_moments]; nan where a run has no such row, no such column, or no finite number.
    """

    name: str
    days: Floats
    values: Floats

    @property
    def n(self) -> list[int]:
        """int[n_moments], how many runs have a value."""
        found: list[int] = np.isfinite(self.values).sum(axis=0).tolist()
        return found

    def bands(self) -> Floats:
        """float[5, n_moments]: the 5, 25, 50, 75 and 95 % quantiles over the runs that have a value, interpolated as
        numpy does; nan where none has."""
        found = np.full((len(PERCENTS), len(self.days)), np.nan)
        some = np.isfinite(self.values).any(axis=0)
        found[:, some] = np.nanpercentile(self.values[:, some], PERCENTS, axis=0)
        return found

    def lines(self) -> Floats:
        """float[n, n_moments]: the first runs, few enough to be told apart."""
        return self.values[:_MAX_LINES]


def seriesOf(folder: Path, question: Question) -> tuple[list[Series], list[str]]:
    """The series in a folder of rows: of the columns that a campaign asks for, and of others.

    Returns:
        At most 12 series; and the names of the others that are logged.
    """
    return seriesNamed(folder, columnsOf(question))


def columnsOf(question: Question) -> list[str]:
    """Names of the columns that measures and specs read."""
    measures = [m for m in (question.measures or {}).values() if isinstance(m, Measure)]
    return columnsIn([*measures, *[s.measure for s in question.specs.values()]])


def seriesNamed(folder: Path, names: Sequence[str]) -> tuple[list[Series], list[str]]:
    """The series in a folder of rows.

    Moments are those at which every run that lasts that long has a row, so that the quantiles at each of them are over
    the same runs.

    Args:
        folder: with <i>.csv of each run.
        names: of columns that come first.
    Returns:
        At most 12 series; and the names of the others that are logged.
    """
    files = sorted(folder.glob("*.csv"), key=lambda file: int(file.stem))
    numeric = numericColumns(files)
    ordered = list(dict.fromkeys([*[name for name in names if name in numeric], *numeric]))
    shown = ordered[:_MAX_SERIES]
    seconds = momentsOf(files)
    step = max(1, -(-len(seconds) * len(files) * len(shown) // _MAX_NUMBERS))
    seconds = seconds[::step]
    where = {second: at for at, second in enumerate(seconds)}
    values = np.full((len(shown), len(files), len(seconds)), np.nan)
    for run, file in enumerate(files):
        header, rows = tableOf(file)
        second = header.index("Second")
        places = [(column, header.index(name)) for column, name in enumerate(shown) if name in header]
        for row in rows:
            at = where.get(float(row[second]))
            if at is not None:
                for column, place in places:
                    values[column, run, at] = cellNumber(row[place])
    values[~np.isfinite(values)] = np.nan
    days = np.array(seconds, dtype=float) / S_PER_DAY
    return [Series(name, days, one) for name, one in zip(shown, values)], ordered[_MAX_SERIES:]


def bandsCsv(series: Sequence[Series]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the file with all bands; a moment at which no run has a value is left out."""
    rows = [
        [one.name, day, n, *quantiles]
        for one in series
        for day, n, quantiles in zip(one.days.tolist(), one.n, one.bands().T.tolist())
        if n
    ]
    return ["series", "day", "n", *[f"q{p}" for p in PERCENTS]], rows


def tableOf(file: Path) -> tuple[list[str], list[list[str]]]:
    """Names of the columns, and the rows below them."""
    with open(file, newline="", encoding="utf-8") as f:
        header, *rows = csv.reader(f)
    return header, rows


def momentsOf(files: Sequence[Path]) -> list[float]:
    """Seconds at which every run that lasts that long has a row."""
    n_rows: dict[float, int] = {}
    lasts = []
    for file in files:
        header, rows = tableOf(file)
        at = header.index("Second")
        seconds = [float(row[at]) for row in rows]
        for second in seconds:
            n_rows[second] = n_rows.get(second, 0) + 1
        lasts += seconds[-1:]
    ends = np.sort(lasts)
    return [s for s in sorted(n_rows) if n_rows[s] == len(ends) - int(np.searchsorted(ends, s))]


def numericColumns(files: Sequence[Path]) -> list[str]:
    """Names of the columns, except times, that hold a number in the last row of some run."""
    found: dict[str, None] = {}
    for file in files:
        for name, cell in _lastOf(file).items():
            if name not in TIME_COLUMNS and np.isfinite(cellNumber(cell)):
                found[name] = None
    return list(found)


def _lastOf(file: Path) -> dict[str, str]:
    header, rows = tableOf(file)
    return dict(zip(header, rows[-1])) if rows else {}


def cellNumber(cell: str | None) -> float:
    """The number in a cell; nan where there is none."""
    try:
        return float(cell or "nan")
    except ValueError:
        return float("nan")


def columnsIn(measures: Iterable[Measure]) -> list[str]:
    """Names of the columns that measures read."""
    parts = [part for one in measures for part in one.parts()]
    return [
        part.column if isinstance(part, Reduced) else part.name for part in parts if isinstance(part, Reduced | Named)
    ]
