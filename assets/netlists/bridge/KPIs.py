"""`KPIs` of bridge: how wide the gap between the prices is, tick by tick."""

import math
from typing import Any

from engine import KPIsBase


class KPIs(KPIsBase.KPIsBase):
    """Counts from the tick on at which the gap is first within the band.

    Attributes:
        s_to_band: seconds until then; 0 as long as it has not been.
    """

    s_to_band = 0

    def __init__(self, time_step: int):
        super().__init__(time_step)
        self._n = self._n_outside = 0
        self._squares = 0.0

    def takeStep(self, state: Any) -> None:
        """Looks at the gap that the agents have left."""
        super().takeStep(state)
        gap, band = abs(state.gap()), state.band
        is_outside = gap > band
        if not self._n:
            if is_outside:
                return
            self.s_to_band = (state.tick + 1) * state.ss.time_step
        self._n += 1
        self._n_outside += is_outside
        self._squares += gap * gap

    def rootMeanSquareGap(self) -> float:
        """0.0 before the gap has been within the band."""
        return math.sqrt(self._squares / self._n) if self._n else 0.0

    def fractionOutside(self) -> float:
        """Part of the ticks in which the gap was wider than the band."""
        return self._n_outside / self._n if self._n else 0.0
