"""`RateHistory`: a quantity that flows, and how much of it flowed in any stretch of the recent past."""

from array import array
from math import ceil

from .TickHistory import TickHistory


class RateHistory(TickHistory):
    """A rate that is constant within each tick, and its integral over any interval in constant time.

    As a list, it holds the rates, per second. It keeps running totals, of which an integral is the difference of two.
    To bound both memory and the error of floats, ticks that are too old to be asked for are dropped, and totals are
    counted anew from the oldest one left: however long a run, the error stays below 1e-11 of what flowed in two years
    of hourly ticks.

    Args:
        time_step: seconds per tick.
        s_kept: how far back one may ask, seconds.
    """

    def __init__(self, time_step: int, s_kept: int):
        super().__init__(ceil(s_kept / time_step) + 1)
        self._time_step = time_step
        # _totals[i] is what flowed before tick _first + i, in which the rate is _values[i].
        self._totals = array("d", [0.0])

    def append(self, rate: float) -> None:
        """Adds the next tick, with `rate` per second."""
        self._values.append(rate)
        self._totals.append(self._totals[-1] + rate * self._time_step)
        if len(self._values) > self._n_most:
            self._forget()

    def rate(self, tick: int) -> float:
        """The rate in that tick, per second."""
        rate: float = self[tick]
        return rate

    def integral(self, begin: int, end: int) -> float:
        """What flowed from second `begin` until just before second `end`, both cut to what has been simulated."""
        return self._total(end) - self._total(begin)

    def _total(self, s: int) -> float:
        tick, s_into = divmod(s if s > 0 else 0, self._time_step)
        i = tick - self._first
        assert i >= 0, f"second {s} is forgotten"
        if i >= len(self._values):
            return self._totals[-1]
        return self._totals[i] + self._values[i] * s_into

    def _forget(self) -> None:
        n = len(self._values) - self._n_kept
        base = self._totals[n]
        self._totals = array("d", [total - base for total in self._totals[n:]])
        super()._forget()
