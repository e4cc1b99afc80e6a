"""`SimStrategyBase`: how long a simulation runs, in which steps, and how often it is logged."""

import math

from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import ParameterError
from util.strutil import StrMixin

_S_PER_UNIT = {
    "min": S_PER_MIN,
    "minutes": S_PER_MIN,
    "hours": S_PER_HOUR,
    "days": S_PER_DAY,
    "months": S_PER_MONTH,
    "years": S_PER_YEAR,
}


class SimStrategyBase(StrMixin):
    """The parameters that every netlist has. A netlist's SimStrategy adds its own.

    Attributes:
        time_step: seconds per tick.
        max_ticks: the run ends after the first tick that reaches it, so ticks 0 … ceil(max_ticks) are run.
        log_interval: seconds between two rows of data.csv.
    """

    def __init__(self) -> None:
        self.time_step: int = S_PER_HOUR
        self.max_ticks: int | float = 1
        self.log_interval: int = S_PER_DAY

    def setTimeStep(self, time_step: int) -> None:
        """Sets the seconds per tick. Call it before setMaxTime, which counts in them."""
        self.time_step = _wholeSeconds("the time step", time_step)

    def setLogInterval(self, log_interval: int) -> None:
        """Sets the seconds between two rows of data.csv."""
        self.log_interval = _wholeSeconds("the log interval", log_interval)

    def setMaxTicks(self, max_ticks: int | float) -> None:
        """Sets the tick at which the run ends."""
        if not (math.isfinite(max_ticks) and max_ticks >= 0):
            raise ParameterError(f"the run cannot end at tick {max_ticks}", "a tick is a number, zero or more")
        self.max_ticks = max_ticks

    def setMaxTime(self, val: int | float, unit: str) -> None:
        """Sets the end of the run, as a time.

        Args:
            val: how many of `unit`.
            unit: "ticks", "min", "minutes", "hours", "days", "months" (30 days) or "years" (365 days).
        Raises:
            ParameterError: unknown unit; negative or infinite `val`.
        """
        if unit == "ticks":
            self.setMaxTicks(val)
        elif unit in _S_PER_UNIT:
            # One more than the ticks in that time: the reference counts both ends, and its csv files end there.
            self.setMaxTicks(val * _S_PER_UNIT[unit] / self.time_step + 1)
        else:
            units = ", ".join(["ticks", *_S_PER_UNIT])
            raise ParameterError(
                f"setMaxTime() does not know the unit {unit!r}", f"it knows {units}", "setMaxTime(10, 'days')"
            )


def _wholeSeconds(what: str, seconds: int) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        raise ParameterError(f"{what} cannot be {seconds!r}", "it is a whole number of seconds, one or more")
    return seconds
