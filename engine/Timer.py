"""`Timer`: lets an agent do something once in a while."""

from operator import attrgetter
from typing import Any


class Timer:
    """Counts seconds since something was last done.

    Args:
        s_between: seconds from one time to the next; also an attribute.

    Attributes:
        s_since: seconds so far.
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


def oldTimes(timer: str) -> tuple[Any, Any]:
    """`_s_since_…` and `_s_between_…`, by which agents of 2021 counted: what the agent's Timer `timer` has."""
    return _attributeOf(timer, "s_since"), _attributeOf(timer, "s_between")


def _attributeOf(timer: str, attribute: str) -> Any:
    return property(
        attrgetter(f"{timer}.{attribute}"), lambda agent, seconds: setattr(getattr(agent, timer), attribute, seconds)
    )
