"""`Measure`: one number that a run comes to, as an expression over the columns of data.csv.

    netlist_measures = {
        "profit": final("publisher_OCEAN_networth") - 5000.0,
        "worst_dip": drawdown("pool0_price"),
    }

Descriptions only: netlists import this in every run. Campaigns compute measures row by row and keep no table. A column
that is not there yet counts as 0, as in data.csv; a measure of a column that never comes has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Union

from util.errors import ParameterError

# What the functions below mean, for a column with the values v at the days t.
MEANINGS = {
    "final": "its last value",
    "first": "its first value",
    "mean": "the mean over all rows",
    "smallest": "its smallest value",
    "largest": "its largest value",
    "sum": "the sum over all rows",
    "at": "its value on a day: in the last row that is not later; none if the run ends before",
    "crossing": "the day of the first row on another side of a level than the first row; none if there is none",
    "drawdown": "the largest fall from a peak, as a fraction of the peak; 0 where there is no peak above 0",
    "volatility": "standard deviation of ln(v[i] / v[i-1]), of rows where both are above 0; none with fewer than two",
    "slope": "slope of the straight line that fits best, per day; none with fewer than two rows",
}
# Which of them need a number, and what it is.
ARGUMENTS = {"at": "day", "crossing": "level"}

Operand = Union["Measure", float, int]


class Measure:
    """An expression. `+ - * /` combine measures with each other and with numbers."""

    def __add__(self, other: Operand) -> Measure:
        return Combined("+", self, _measure(other))

    def __radd__(self, other: Operand) -> Measure:
        return Combined("+", _measure(other), self)

    def __sub__(self, other: Operand) -> Measure:
        return Combined("-", self, _measure(other))

    def __rsub__(self, other: Operand) -> Measure:
        return Combined("-", _measure(other), self)

    def __mul__(self, other: Operand) -> Measure:
        return Combined("*", self, _measure(other))

    def __rmul__(self, other: Operand) -> Measure:
        return Combined("*", _measure(other), self)

    def __truediv__(self, other: Operand) -> Measure:
        return Combined("/", self, _measure(other))

    def __rtruediv__(self, other: Operand) -> Measure:
        return Combined("/", _measure(other), self)

    def __neg__(self) -> Measure:
        return Combined("-", Number(0.0), self)

    def parts(self) -> Iterator[Measure]:
        """Itself and all that it is made of."""
        yield self


@dataclass(frozen=True)
class Number(Measure):
    """A constant."""

    value: float

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True)
class Named(Measure):
    """A measure by its name; or a column, whose last value it then is."""

    name: str

    def __str__(self) -> str:
        return shownName(self.name)


@dataclass(frozen=True)
class Reduced(Measure):
    """A column, made one number.

    Attributes:
        how: a name in MEANINGS.
        column: as in data.csv.
        argument: the number that `how` needs, if it needs one.
    """

    how: str
    column: str
    argument: float | None = None

    def __str__(self) -> str:
        return f"{self.how}({shownName(self.column)}{'' if self.argument is None else f', {self.argument!r}'})"


@dataclass(frozen=True)
class Combined(Measure):
    """Two measures and what is done with them: one of + - * /."""

    operator: str
    left: Measure
    right: Measure

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"

    def parts(self) -> Iterator[Measure]:
        """See Measure."""
        yield self
        yield from self.left.parts()
        yield from self.right.parts()


# A measure that is a function of all rows, e.g. lambda rows: max(rows.column("a")); it keeps them in memory.
RowsFunction = Callable[[Any], float]


def final(column: str) -> Measure:
    """The last value of the column."""
    return Reduced("final", column)


def first(column: str) -> Measure:
    """The first value of the column."""
    return Reduced("first", column)


def mean(column: str) -> Measure:
    """The mean over all rows."""
    return Reduced("mean", column)


def smallest(column: str) -> Measure:
    """The smallest value."""
    return Reduced("smallest", column)


def largest(column: str) -> Measure:
    """The largest value."""
    return Reduced("largest", column)


def total(column: str) -> Measure:
    """The sum over all rows; in text, `sum(column)`."""
    return Reduced("sum", column)


def at(column: str, day: float) -> Measure:
    """The value on a day: in the last row that is not later. None if the run ends before that day."""
    return Reduced("at", column, float(day))


def crossing(column: str, level: float) -> Measure:
    """The day on which the column first is on another side of `level` than at the start. None if it never is."""
    return Reduced("crossing", column, float(level))


def drawdown(column: str) -> Measure:
    """The largest fall from a peak, as a fraction of the peak, 0 to 1 for a column that does not go below 0."""
    return Reduced("drawdown", column)


def volatility(column: str) -> Measure:
    """Standard deviation of the change of the logarithm from row to row, where values are above 0."""
    return Reduced("volatility", column)


def slope(column: str) -> Measure:
    """Slope of the straight line that fits best, in units of the column per day."""
    return Reduced("slope", column)


def shownName(name: str) -> str:
    """A name as it is written in an expression: in quotes, unless it is an identifier."""
    return name if name.isidentifier() else repr(name)


def _measure(operand: Operand) -> Measure:
    if isinstance(operand, Measure):
        return operand
    if isinstance(operand, (int, float)) and not isinstance(operand, bool):
        return Number(float(operand))
    raise ParameterError(f"{operand!r} cannot be part of a measure", "measures combine with measures and numbers")
