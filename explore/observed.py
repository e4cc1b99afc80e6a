"""What was observed of the real thing, read from CSV files: columns over time, named as in data.csv; or events.

Day, OCEAN_price, 'RND/mo'          a table of observations: any of the time columns, cells may be empty
timestamp, kind, OCEAN, agent       events, e.g. exported from a chain, and rules that make columns of them:

netlist_events = {"OCEAN_staked": "total(OCEAN, kind='stake')", "n_pools": "count(kind='create')"}
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from engine.SimEngine import TIME_COLUMNS, SimEngine
from explore import expressions
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import ParameterError

# Name of a time column, in lower case → seconds; a tick's are the netlist's.
_SECONDS = {
    "second": 1.0,
    "min": S_PER_MIN,
    "hour": S_PER_HOUR,
    "day": S_PER_DAY,
    "month": S_PER_MONTH,
    "year": S_PER_YEAR,
}
_TIMES = {*_SECONDS, "tick", *(name.lower() for name in TIME_COLUMNS)}
TIMESTAMP = "timestamp"
# Of more rows than this, this number is compared, evenly spaced.
MAX_MOMENTS = 60

# Column → day → value.
Observation = dict[str, dict[float, float]]


class Event(NamedTuple):
    """A row of a file of events: when it was, in seconds since the start, and its cells."""

    second: float
    cells: dict[str, str]
    place: str


def readTable(file: Path, time_step: float) -> Observation:
    """The columns of a table; empty cells are left out.

    Args:
        file: a CSV file, or the folder of a run.
        time_step: seconds per tick.
    Raises:
        ParameterError: it cannot be read, has no time column, or has a cell that is not a number.
    """
    found: Observation = {}
    rows = _rows(file / SimEngine.output_csv if file.is_dir() else file, time_step)
    for row in rows:
        day = round(row.second) / S_PER_DAY if abs(row.second - round(row.second)) < 1.0 else row.second / S_PER_DAY
        for name, cell in row.cells.items():
            if name.lower() not in {*_TIMES, TIMESTAMP} and cell.strip():
                value = _number(cell, f"{row.place}, {name}")
                # A ratio may be infinite before anything happens, which says nothing that can be compared.
                if math.isfinite(value):
                    found.setdefault(name, {})[day] = value
    return found


def readEvents(file: Path, rules: Mapping[str, str], time_step: float, log_interval: float) -> Observation:
    """Columns that follow from events, at the moments at which the netlist logs, up to the last event.

    Args:
        rules: column → "total(field, name='value')", the sum of a field over the events so far whose cells have these
            values, or one of 'a|b'; "count(name='value')", their number; "last(field, name='value')", the latest one's.
        time_step, log_interval: seconds, of the netlist.
    Raises:
        ParameterError: the file or a rule cannot be used.
    """
    if not rules:
        cure = "--event \"OCEAN_staked=total(OCEAN, kind='stake')\", or netlist_events"
        raise ParameterError(f"{file} cannot be compared", "no rule makes columns of its events", cure)
    events = sorted(_rows(file, time_step), key=lambda event: event.second)
    parsed = {column: expressions.rule(text) for column, text in rules.items()}
    for _, field, wanted in parsed.values():
        for name in [*wanted, *([field] if field else [])]:
            if name not in events[0].cells:
                why = f"it has no {name}; it has {', '.join(events[0].cells)}"
                raise ParameterError(f"{file} cannot be compared", why, "another --event")
    found: Observation = {column: {} for column in rules}
    sums = dict.fromkeys(rules, math.nan)
    for column, (how, _, _) in parsed.items():
        sums[column] = math.nan if how == "last" else 0.0
    end, i = events[-1].second, 0
    for k in range(int(end // log_interval) + 1):
        # A row is what was before the agents of its tick acted.
        moment = math.ceil(k * log_interval / time_step) * time_step
        while i < len(events) and events[i].second < moment:
            for column, rule in parsed.items():
                sums[column] = _after(sums[column], events[i], *rule)
            i += 1
        for column, value in sums.items():
            if math.isfinite(value):
                found[column][moment / S_PER_DAY] = value
    return found


def _after(value: float, event: Event, how: str, field: str, wanted: Mapping[str, str]) -> float:
    if any(event.cells[name].strip() not in text.split("|") for name, text in wanted.items()):
        return value
    if how == "count":
        return value + 1.0
    cell = _number(event.cells[field], f"{event.place}, {field}")
    return cell if how == "last" else value + cell


def common(observations: Sequence[Observation], columns: Sequence[str] = ()) -> dict[str, list[float]]:
    """Column → days at which all observations have it, at most MAX_MOMENTS.

    Args:
        columns: those asked for; all, if there are none.
    Raises:
        ParameterError: one is in no file, or nothing is left.
    """
    for name in columns:
        if not all(name in one for one in observations):
            there = ", ".join(observations[0]) or "none"
            raise ParameterError(f"{name} was not observed", f"columns in the file: {there}", "--column")
    found = {}
    for name in columns or observations[0]:
        days = sorted(set.intersection(*[set(one.get(name, {})) for one in observations]))
        step = max(1, math.ceil(len(days) / MAX_MOMENTS))
        # Counted from the end, which says most.
        if days:
            found[name] = days[::-1][::step][::-1]
    if not found:
        raise ParameterError("there is nothing to fit to", "the files share no column with a value at a time of both")
    return found


def _rows(file: Path, time_step: float) -> list[Event]:
    try:
        with open(file, newline="", encoding="utf-8") as f:
            reader = csv.DictReader(f, skipinitialspace=True)
            names = [name for name in reader.fieldnames or () if name]
            rows = [(f"{file}, line {reader.line_num}", {k: v or "" for k, v in row.items() if k}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        why = getattr(e, "strerror", None) or str(e)
        raise ParameterError(f"{file} cannot be read", why, "a CSV file with a header") from e
    if not rows:
        raise ParameterError(f"{file} is empty", "it has no rows")
    lower = {name.lower(): name for name in names}
    if TIMESTAMP in lower:
        times = [_timestamp(row[lower[TIMESTAMP]], place) for place, row in rows]
        return [Event(time - min(times), row, place) for time, (place, row) in zip(times, rows)]
    unit = next((u for u in ("second", "tick", "min", "hour", "day", "month", "year") if u in lower), None)
    if unit is None:
        why = f"its columns are {', '.join(names)}"
        raise ParameterError(f"{file} does not say when", why, f"a column {', '.join(TIME_COLUMNS)} or {TIMESTAMP}")
    seconds = time_step if unit == "tick" else _SECONDS[unit]
    return [Event(_number(row[lower[unit]], f"{place}, {lower[unit]}") * seconds, row, place) for place, row in rows]


def _timestamp(cell: str, place: str) -> float:
    """Seconds since 1970, from a number or from a date as in ISO 8601, which is in UTC unless it says otherwise."""
    try:
        return float(cell)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(cell.strip().replace("Z", "+00:00"))
    except ValueError as e:
        raise ParameterError(f"{place} cannot be used", str(e), "seconds since 1970, or 2021-03-01T12:00:00") from e
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp()


def _number(cell: str, place: str) -> float:
    try:
        return float(cell)
    except ValueError as e:
        raise ParameterError(
            f"{place} cannot be used", f"{cell!r} is not a number", "a number, or an empty cell"
        ) from e
