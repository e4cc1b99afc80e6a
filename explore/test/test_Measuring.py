"""Measures and specs of a run, row by row."""

import math
import statistics

import pytest

from engine import Spec
from engine.Measure import at, crossing, drawdown, final, first, largest, mean, slope, smallest, total, volatility
from explore.expressions import measure, resolved, spec
from explore.Measuring import Measuring
from util.errors import ParameterError

TIMES = ["Tick", "Second", "Min", "Hour", "Day", "Month", "Year"]


def fed(measures, columns, specs=None):
    """A Measuring that has seen one row per day; `columns` may hold None where a row lacks the column."""
    measuring = Measuring(measures, specs or {})
    n = len(next(iter(columns.values())))
    for day in range(n):
        there = {name: values[day] for name, values in columns.items() if values[day] is not None}
        s = day * 86400
        times = [day * 24, s, s / 60, s / 3600, s / 86400, s / 2592000, s / 31536000]
        measuring.write([*TIMES, *there], [*times, *there.values()])
    return measuring


def value(asked, *values):
    """Of a measure of the column c with these values, one per day."""
    return fed({"m": asked}, {"c": values}).measured()["m"]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (final("c"), 3.0),
        (first("c"), 2.0),
        (mean("c"), 3.2),
        (smallest("c"), 2.0),
        (largest("c"), 5.0),
        (total("c"), 16.0),
        (at("c", day=2), 4.0),
        (at("c", day=2.5), 4.0),
        (at("c", day=0), 2.0),
        (at("c", day=4), 3.0),
        (crossing("c", 4.5), 1.0),
        (crossing("c", 2.5), 1.0),
        (drawdown("c"), 0.6),
        (slope("c"), -0.1),
        (final("c") - 1.0, 2.0),
        (2.0 * largest("c") / (1 + first("c")) - -final("c"), 10.0 / 3.0 + 3.0),
        (1.0 - final("c"), -2.0),
        (6 / final("c"), 2.0),
    ],
)
def test_measures_of_a_column(asked, wanted):
    """Of 2, 5, 4, 2, 3: written out by hand."""
    assert value(asked, 2.0, 5.0, 4.0, 2.0, 3.0) == pytest.approx(wanted)


def test_volatility():
    """Standard deviation of the logarithmic changes of 1, 2, 1.5, 3."""
    changes = [math.log(2.0), math.log(0.75), math.log(2.0)]
    assert value(volatility("c"), 1.0, 2.0, 1.5, 3.0) == pytest.approx(statistics.stdev(changes))


def test_volatility_begins_with_the_first_price():
    """Zeros before there is a price are no changes."""
    assert value(volatility("c"), 0.0, 0.0, 1.0, 2.0, 1.0) == pytest.approx(math.sqrt(2.0) * math.log(2.0))


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        (at("c", day=9), [1.0, 2.0]),
        (crossing("c", 5.0), [1.0, 2.0]),
        (volatility("c"), [1.0, 2.0]),
        (slope("c"), [1.0]),
        (final("c") / first("c"), [0.0, 2.0]),
        (final("d"), [1.0]),
        (mean("d"), [1.0]),
        (smallest("c"), [1.0, math.nan, 0.5]),
        (largest("c"), [1.0, math.nan, 3.0]),
        (drawdown("c"), [1.0, math.nan, 0.5]),
        (mean("c"), [1.0, math.nan]),
    ],
)
def test_measures_without_a_value(asked, values):
    """The day never comes, there is no column, a nan is among the values: nan, and never a number by accident."""
    assert math.isnan(value(asked, *values))


def test_a_series_that_begins_at_the_level_crosses_it_later():
    """It has no side at first."""
    assert value(crossing("c", 1.0), 1.0, 1.0, 2.0, 3.0, 0.5) == 4.0


def test_a_column_that_comes_late_counts_as_zero_before():
    """As data.csv has it."""
    measuring = fed({"mean": mean("late"), "least": smallest("late")}, {"c": [1, 1, 1, 1], "late": [None, None, 4, 6]})
    assert measuring.measured() == {"mean": 2.5, "least": 0.0}


def test_rows_without_a_column_that_was_there_say_nothing_about_it():
    """As data.csv has it: their cells are empty."""
    measuring = fed({"mean": mean("gone"), "last": final("gone")}, {"c": [1, 1, 1], "gone": [4, 6, None]})
    assert measuring.measured()["mean"] == 5.0
    assert math.isnan(measuring.measured()["last"])


def test_without_measures_every_column_is_measured_by_its_last_value():
    """But not the columns of time."""
    assert fed(None, {"a": [1, 2], "b": [3.5, 4.5]}).measured() == {"a": 2.0, "b": 4.5}


def test_a_function_of_the_rows():
    """Whatever can be computed from the table."""
    asked = {"product": lambda rows: math.prod(rows.column("c")), "none": lambda rows: None}
    found = fed(asked, {"c": [2, 3, 4]}).measured()
    assert found["product"] == 24.0
    assert math.isnan(found["none"])


def test_measures_can_be_named_in_measures():
    """`resolved` replaces the names; a name that is not a measure is a column."""
    measures = {"a": final("c"), "b": measure("2 * a + d")}
    asked = {name: resolved(m, measures, (name,)) for name, m in measures.items()}
    assert fed(asked, {"c": [1, 2], "d": [10, 20]}).measured() == {"a": 2.0, "b": 24.0}


# ---- specs


def test_margins_have_the_units_of_the_measure():
    """How far on the right side, for each relation."""
    measures = {"m": final("c")}
    texts = {"a": "m >= 2", "b": "m <= 2.5", "c": "m > 3", "d": "m < 10"}
    specs = {}
    for name, text in texts.items():
        parsed = spec(text)
        specs[name] = Spec.Spec(resolved(parsed.measure, measures), parsed.relation, parsed.bound)
    measuring = fed(measures, {"c": [1, 3]}, specs)
    margins = measuring.margins(measuring.measured())
    assert margins == {"a": 1.0, "b": -0.5, "c": 0.0, "d": 7.0}
    assert {name: specs[name].holds(margin) for name, margin in margins.items()} == {
        "a": True, "b": False, "c": False, "d": True,
    }  # fmt: skip


def test_a_spec_at_its_limit_holds_if_the_limit_is_included():
    """>= means greater or equal."""
    assert spec("m >= 2").holds(spec("m >= 2").margin(2.0))
    assert not spec("m > 2").holds(spec("m > 2").margin(2.0))
    assert not spec("m >= 2").holds(math.nan)


def test_always_is_about_every_row():
    """The margin is the smallest; the first violation is told with its tick."""
    specs = {"s": spec("always a - b >= -1"), "t": spec("always a >= 0")}
    measuring = fed({}, {"a": [5, 1, 0, 4], "b": [0, 3, 4, 0]}, specs)
    assert measuring.margins({}) == {"s": -3.0, "t": 0.0}
    assert measuring.violation() == ("s", 24)


def test_always_is_silent_about_rows_without_its_columns():
    """A price that does not exist yet is not a price of 0."""
    measuring = fed({}, {"c": [1, 1, 1], "price": [None, 2, 3]}, {"s": spec("always price > 1")})
    assert (measuring.margins({})["s"], measuring.violation()) == (1.0, None)


def test_a_nan_in_one_row_violates_always():
    """What is not a number is not at least 0."""
    measuring = fed({}, {"a": [5.0, math.nan, 7.0]}, {"s": spec("always a >= 0")})
    assert math.isnan(measuring.margins({})["s"])
    assert measuring.violation() == ("s", 24)


def test_what_is_asked_and_never_came_is_known():
    """So that a typing error can be told from a column that comes late."""
    measuring = fed({"m": final("c") - mean("d")}, {"c": [1]}, {"s": spec("always e >= 0"), "t": spec("m >= 0")})
    assert measuring.unknown() == ["d", "e"]


def test_measures_combine_with_numbers_only():
    """Anything else is refused at once."""
    with pytest.raises(ParameterError, match="'x' cannot be part of a measure"):
        final("c") + "x"  # type: ignore[operator]
