"""`Measuring`: a Record that computes measures and specs of a run while its rows pass, and keeps no table.

Values agree with data.csv: before a column comes it counts as 0, if the file has 0 there, and rows that lack a column
which earlier rows have say nothing about it. A measure of a column that no row has is nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.Measure import Combined, Measure, Named, Number, Reduced
from engine.Record import Rows
from engine.Spec import Spec
from explore.accumulators import ACCUMULATORS, Accumulator

# The engine's columns of time come first; one of them is the day.
_N_TIMES, _DAY = 7, 4

# Reads values of a row by column.
RowFunction = Callable[[Mapping[str, float]], float]


class Measuring:
    """Takes the rows of one run.

    Args:
        measures: name → measure without names of others in it (see expressions.resolved), or a function of all rows;
            None stands for the last value of every column.
        specs: name → spec.
        missing: what data.csv has in rows before a column comes, "0" or ""; see DataCsv.
    """

    def __init__(
        self,
        measures: Mapping[str, Measure | Callable[[Any], float]] | None,
        specs: Mapping[str, Spec],
        missing: str = "0",
    ):
        self._measures = measures
        self._specs = specs
        self._missing = missing
        self._header: list[str] = []
        self._row: Sequence[Any] = ()
        # What is asked of columns, and where in a row each is asked; -1 for one that has not come yet.
        self._asked: dict[Reduced, Accumulator] = {}
        self._feeds: list[tuple[Callable[[float, float], None], int]] = []
        self._seen: set[str] = set()
        self._always = [_Always(name, spec) for name, spec in specs.items() if spec.always]
        self._rows = Rows() if measures and any(callable(m) for m in measures.values()) else None
        for measured in [*(measures or {}).values(), *(spec.measure for spec in specs.values())]:
            if isinstance(measured, Measure):
                self._ask(measured)

    def _ask(self, measured: Measure) -> None:
        for part in measured.parts():
            if isinstance(part, Reduced) and part.how != "final" and part not in self._asked:
                self._asked[part] = ACCUMULATORS[part.how](part.argument)

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Takes a row."""
        if header != self._header:
            self._takeHeader(list(header))
        self._row = row
        day = row[_DAY]
        for add, i in self._feeds:
            add(day, row[i] if i >= 0 else 0.0)
        if self._always:
            values = dict(zip(header, row))
            for one in self._always:
                if one.columns <= values.keys():
                    one.check(values)
        if self._rows is not None:
            self._rows.write(header, row)

    def _takeHeader(self, header: list[str]) -> None:
        self._header = header
        self._seen.update(header)
        places = {name: i for i, name in enumerate(header)}
        self._feeds = [
            (kept.add, places.get(part.column, -1))
            for part, kept in self._asked.items()
            if part.column in places or (part.column not in self._seen and self._missing == "0")
        ]

    def measured(self) -> dict[str, float]:
        """Name → value of each measure; nan where it has none."""
        if self._measures is None:
            return {name: float(value) for name, value in zip(self._header[_N_TIMES:], self._row[_N_TIMES:])}
        return {name: self._valueOf(measured) for name, measured in self._measures.items()}

    def margins(self, measured: Mapping[str, float]) -> dict[str, float]:
        """Name → margin of each spec; nan where its measure has no value."""
        found = {one.name: one.margin for one in self._always}
        for name, spec in self._specs.items():
            if not spec.always:
                found[name] = spec.margin(self._value(spec.measure, measured))
        return {name: found[name] for name in self._specs}

    def violation(self) -> tuple[str, int] | None:
        """Which `always` was violated first, and at which tick."""
        violated = [(one.tick, one.name) for one in self._always if one.tick is not None]
        return (min(violated)[1], min(violated)[0]) if violated else None

    def _valueOf(self, measured: Measure | Callable[[Any], float]) -> float:
        if isinstance(measured, Measure):
            return self._value(measured, {})
        value = measured(self._rows)
        return math.nan if value is None else float(value)

    def _value(self, measured: Measure, measures: Mapping[str, float]) -> float:
        match measured:
            case Number(value):
                return value
            case Named(name):
                # What is left of names are functions of rows.
                return measures.get(name, math.nan)
            case Combined(operator, left, right):
                return _OPERATIONS[operator](self._value(left, measures), self._value(right, measures))
            case Reduced(how, column):
                if column not in self._seen:
                    return math.nan
                if how == "final":
                    return float(self._row[self._header.index(column)]) if column in self._header else math.nan
                return self._asked[measured].value()
        raise AssertionError(f"unknown measure {measured}")

    def unknown(self) -> list[str]:
        """Columns that are asked for and were in no row, in alphabetical order."""
        asked = {part.column for part in self._parts() if isinstance(part, Reduced)}
        asked |= {column for one in self._always for column in one.columns}
        return sorted(asked - self._seen)

    def _parts(self) -> list[Measure]:
        found = [m for m in (self._measures or {}).values() if isinstance(m, Measure)]
        found += [spec.measure for spec in self._specs.values() if not spec.always]
        return [part for measured in found for part in measured.parts()]


class _Always:
    """A spec that each row with its columns must fulfil. Its margin is the smallest of all rows."""

    def __init__(self, name: str, spec: Spec):
        self.name = name
        self.margin = math.nan
        self.tick: int | None = None
        self._n = 0
        self._spec = spec
        self._function = _rowFunction(spec.measure)
        self.columns = {part.name for part in spec.measure.parts() if isinstance(part, Named)}

    def check(self, values: Mapping[str, float]) -> None:
        margin = self._spec.margin(self._function(values))
        # A margin that is not a number stays, and does not hold.
        if not self._n or margin < self.margin or math.isnan(margin):
            self.margin = margin
        self._n += 1
        if self.tick is None and not self._spec.holds(margin):
            self.tick = int(values["Tick"])


def _rowFunction(measured: Measure) -> RowFunction:
    match measured:
        case Number(value):
            return lambda row: value
        case Named(name):
            return lambda row: float(row[name])
        case Combined(operator, left, right):
            combine, one, other = _OPERATIONS[operator], _rowFunction(left), _rowFunction(right)
            return lambda row: combine(one(row), other(row))
    raise AssertionError(f"{measured} is not about a row")


def _divided(a: float, b: float) -> float:
    return a / b if b else math.nan


_OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divided,
}
