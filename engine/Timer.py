"""`Timer`: lets an agent do something once in a while."""

from __future__ import annotations


class Timer:
    """Counts seconds since something was last done.

    Args:
        s_between: seconds from one time to the next.
    """

    def __init__(self, s_between: int):
        self.s_between = s_between
        self.s_since = 0

    def advance(self, seconds: int) -> None:
        """Lets time pass; call it once per tick with `state.ss.time_step`."""
        self.s_since += seconds

    @property
    def due(self) -> bool:
        """Whether enough time has passed."""
        return self.s_since >= self.s_between

    def restart(self) -> None:
        """Starts anew; call it when the thing is done."""
        self.s_since = 0
