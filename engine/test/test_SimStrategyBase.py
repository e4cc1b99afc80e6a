"""How long a simulation runs, in which steps, and how often it is logged."""

import math

import pytest

from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import ParameterError


def test_a_strategy_starts_with_hourly_ticks_and_daily_rows():
    """A netlist that sets nothing runs ticks 0 and 1 of one hour each."""
    ss = SimStrategyBase()
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 1, S_PER_DAY)


def test_setters_set():
    """Each setter changes its own value and no other."""
    ss = SimStrategyBase()
    ss.setTimeStep(5)
    ss.setMaxTicks(10)
    ss.setLogInterval(32)
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (5, 10, 32)


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [
        ("min", S_PER_MIN),
        ("minutes", S_PER_MIN),
        ("hours", S_PER_HOUR),
        ("days", S_PER_DAY),
        ("months", S_PER_MONTH),
        ("years", S_PER_YEAR),
    ],
)
def test_setMaxTime_counts_a_time_in_ticks_and_adds_one(unit, seconds):
    """100 of any unit are 100 units' seconds over the time step, and one: both ends of the time are run."""
    ss = SimStrategyBase()
    ss.setTimeStep(7)
    ss.setMaxTime(100, unit)
    assert ss.max_ticks == 100 * seconds / 7 + 1


def test_setMaxTime_in_ticks_sets_just_them():
    """The unit "ticks" adds nothing, and an int stays one."""
    ss = SimStrategyBase()
    ss.setMaxTime(14, "ticks")
    assert ss.max_ticks == 14
    assert isinstance(ss.max_ticks, int)


def test_setMaxTime_takes_fractions():
    """A day and a half of hourly ticks end at tick 37."""
    ss = SimStrategyBase()
    ss.setMaxTime(1.5, "days")
    assert ss.max_ticks == 37.0


def test_setMaxTime_counts_in_the_present_time_step():
    """A time step that is set afterwards does not move the end: set it first."""
    ss = SimStrategyBase()
    ss.setMaxTime(10, "days")
    ss.setTimeStep(S_PER_DAY)
    assert ss.max_ticks == 241.0


def test_an_unknown_unit_is_refused_with_those_that_are_known():
    """The error is a ValueError, too, and lists every unit."""
    with pytest.raises(ParameterError, match="'fortnights'.*ticks, min, minutes, hours, days, months, years") as raised:
        SimStrategyBase().setMaxTime(2, "fortnights")
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize("seconds", [0, -1, 1.5, True, "60", None])
@pytest.mark.parametrize("setter", ["setTimeStep", "setLogInterval"])
def test_times_are_whole_seconds(setter, seconds):
    """Nothing but an integer above zero is a time step or a log interval, and a refused one changes nothing."""
    ss = SimStrategyBase()
    with pytest.raises(ParameterError, match="whole number of seconds"):
        getattr(ss, setter)(seconds)
    assert (ss.time_step, ss.log_interval) == (S_PER_HOUR, S_PER_DAY)


@pytest.mark.parametrize("end", [-1, -0.5, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("unit", ["ticks", "days"])
def test_a_run_has_an_end_that_is_not_before_its_beginning(unit, end):
    """Negative, infinite and undefined ends are refused in every unit."""
    with pytest.raises(ParameterError, match="max_ticks cannot be"):
        SimStrategyBase().setMaxTime(end, unit)


def test_str_shows_every_value():
    """The log of a run begins with this."""
    expected = "SimStrategyBase={log_interval=86400, max_ticks=1, time_step=3600 /SimStrategyBase}"
    assert str(SimStrategyBase()) == expected


def test_str_shows_what_a_netlist_adds():
    """A netlist's own SimStrategy goes by its own name and shows its own values."""

    class SimStrategy(SimStrategyBase):
        def __init__(self):
            super().__init__()
            self.pub_init_OCEAN = 2.5

    text = str(SimStrategy())
    assert text.startswith("SimStrategy={")
    assert "pub_init_OCEAN=2.5" in text
