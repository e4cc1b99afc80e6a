"""How a column becomes one number, row by row, with constant memory. What each means stands in engine/Measure.py."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod


class Accumulator(ABC):
    """Takes (day, value) of each row, and knows what they come to.

    Args:
        argument: the number that it needs, if it needs one.
    """

    def __init__(self, argument: float | None = None):
        self.argument = math.nan if argument is None else argument
        self.n = 0
        self.result = math.nan

    @abstractmethod
    def add(self, day: float, value: float) -> None:
        """The next row's."""

    def value(self) -> float:
        """What they come to so far; nan if nothing."""
        return float(self.result)


class First(Accumulator):
    """The first value."""

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if not self.n:
            self.result = value
        self.n = 1


class Sum(Accumulator):
    """The sum."""

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        self.result = self.result + value if self.n else value
        self.n += 1


class Mean(Sum):
    """The sum over the number of rows."""

    def value(self) -> float:
        """See Accumulator."""
        return float(self.result / self.n) if self.n else math.nan


class Smallest(Accumulator):
    """The smallest value; nan if one is."""

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if not self.n or value < self.result or value != value:
            self.result = value
        self.n = 1


class Largest(Accumulator):
    """The largest value; nan if one is."""

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if not self.n or value > self.result or value != value:
            self.result = value
        self.n = 1


class At(Accumulator):
    """The value on the day `argument`."""

    def __init__(self, argument: float | None = None):
        super().__init__(argument)
        self._day = -math.inf

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        self._day = day
        if day <= self.argument:
            self.result = value

    def value(self) -> float:
        """See Accumulator."""
        return float(self.result) if self._day >= self.argument else math.nan


class Crossing(Accumulator):
    """The day of the first row on another side of the level `argument` than the first row."""

    def __init__(self, argument: float | None = None):
        super().__init__(argument)
        self._side: bool | None = None

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if value != value or self.result == self.result:
            return
        # A series that begins at the level has no side yet.
        side = None if value == self.argument else value > self.argument
        if self._side is None:
            self._side = side
        elif side is not self._side:
            self.result = day


class Drawdown(Accumulator):
    """The largest fall from a peak, as a fraction of the peak."""

    def __init__(self, argument: float | None = None):
        super().__init__(argument)
        self.result = 0.0
        self._peak = 0.0

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if value != value:
            self.result = self._peak = math.nan
        elif value > self._peak:
            self._peak = value
        elif self._peak > 0.0:
            self.result = max(self.result, (self._peak - value) / self._peak)


class Volatility(Accumulator):
    """Standard deviation of the change of the logarithm (Welford's method)."""

    def __init__(self, argument: float | None = None):
        super().__init__(argument)
        self._last = self._mean = self._squares = 0.0

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        if value > 0.0 and self._last > 0.0:
            change = math.log(value / self._last)
            self.n += 1
            delta = change - self._mean
            self._mean += delta / self.n
            self._squares += delta * (change - self._mean)
        self._last = value

    def value(self) -> float:
        """See Accumulator."""
        return math.sqrt(self._squares / (self.n - 1)) if self.n > 1 else math.nan


class Slope(Accumulator):
    """Slope of the line of least squares."""

    def __init__(self, argument: float | None = None):
        super().__init__(argument)
        self._mean_t = self._mean_v = self._tt = self._tv = 0.0

    def add(self, day: float, value: float) -> None:
        """See Accumulator."""
        self.n += 1
        dt = day - self._mean_t
        self._mean_t += dt / self.n
        self._mean_v += (value - self._mean_v) / self.n
        self._tt += dt * (day - self._mean_t)
        self._tv += dt * (value - self._mean_v)

    def value(self) -> float:
        """See Accumulator."""
        return self._tv / self._tt if self._tt > 0.0 else math.nan


ACCUMULATORS: dict[str, type[Accumulator]] = {
    "first": First,
    "sum": Sum,
    "mean": Mean,
    "smallest": Smallest,
    "largest": Largest,
    "at": At,
    "crossing": Crossing,
    "drawdown": Drawdown,
    "volatility": Volatility,
    "slope": Slope,
}
