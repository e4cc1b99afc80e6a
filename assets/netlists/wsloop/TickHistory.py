"""`TickHistory`: a number per tick, of which the latest ones are kept."""

from array import array
from collections.abc import Sequence
from math import ceil
from typing import Any

from util.errors import NetlistError

# How much longer than needed a tick is kept: forgetting many at once costs next to nothing per tick.
_SLACK = 0.25


class TickHistory(Sequence[float]):
    """Looks like the list of a number at each tick since the start, and bounds what that costs.

    Args:
        n_kept: how many ticks back one may look.
    """

    def __init__(self, n_kept: int):
        self._n_kept = n_kept
        self._n_most = ceil((1 + _SLACK) * n_kept)
        self._values = array("d")
        # The tick of _values[0].
        self._first = 0

    def append(self, value: float) -> None:
        """Adds the next tick."""
        self._values.append(value)
        if len(self._values) > self._n_most:
            self._forget()

    def __len__(self) -> int:
        return self._first + len(self._values)

    def __getitem__(self, tick: Any) -> Any:
        if isinstance(tick, slice):
            return [self[i] for i in range(*tick.indices(len(self)))]
        if not -len(self) <= tick < len(self):
            raise IndexError(f"there is no tick {tick} among {len(self)}")
        i = tick % len(self) - self._first
        if i < 0:
            why = f"the latest {self._n_kept} ticks are kept"
            raise NetlistError(f"tick {tick % len(self)} is forgotten", why, "a list of your own in a subclass of KPIs")
        return self._values[i]

    def _forget(self) -> None:
        n = len(self._values) - self._n_kept
        del self._values[:n]
        self._first += n
