"""`KPIsBase`: what a netlist measures over time."""

from typing import Any


class KPIsBase:
    """Counts ticks. A netlist's KPIs adds its measurements in `takeStep`.

    Args:
        time_step: seconds per tick.
    """

    def __init__(self, time_step: int):
        self._time_step = time_step
        self._tick = 0

    def takeStep(self, state: Any) -> None:
        """Measures, after all agents have acted in this tick."""
        self._tick += 1

    def tick(self) -> int:
        """How many ticks were measured: one more than `state.tick` once the tick is over."""
        return self._tick

    def elapsedTime(self) -> int:
        """Seconds that were measured."""
        return self._tick * self._time_step
