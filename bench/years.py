"""`python -m bench.years run MODEL YEARS OUTDIR`: runs the netlist wsloop, and prints the most memory that it held.

`python -m bench.years aging YEARS` prints what `aging` gives. Imports little more than the netlist and the engine do,
because memory and start-up are measured, too.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from assets.netlists.wsloop.netlist import SimState, SimStrategy, netlist_createLogData
from bench.measure import expect
from bench.peak import peak_MB
from engine.SimEngine import SimEngine
from util.constants import S_PER_DAY, S_PER_HOUR

_TICKS_PER_DAY = 24
_DAYS_PER_YEAR = 365


def aging(years: int) -> dict[str, float]:
    """What a tick of model 2021 takes in the first year and in the last one of `years`.

    Returns:
        first_s, last_s: seconds per tick, medians over days.
        drift: how many times as long the last year's ticks take as the first's, each as a multiple of what a new run's
            first year takes in turn with it, day by day. Whatever else the machine does then happens to both.
    """
    with tempfile.TemporaryDirectory() as folder:
        lane, new, newer = [_Lane(years, Path(folder) / name) for name in ("lane", "new", "newer")]
        first_s, first_ratio = _byTurns(lane, new)
        for _ in range((years - 2) * _DAYS_PER_YEAR):
            lane.day()
        last_s, last_ratio = _byTurns(lane, newer)
        lane.check(years)
    return {"first_s": first_s, "last_s": last_s, "drift": last_ratio / first_ratio}


def newLoop(model: str, years: int, folder: Path) -> SimEngine:
    """wsloop at hourly ticks and daily rows, ready to run."""
    ss = SimStrategy(model)
    ss.setTimeStep(S_PER_HOUR)
    ss.setMaxTime(years, "years")
    ss.setLogInterval(S_PER_DAY)
    return SimEngine(SimState(ss), folder, netlist_createLogData)


def _byTurns(lane: _Lane, other: _Lane) -> tuple[float, float]:
    """A year on `lane`: seconds per tick, and how many times what they take on `other`; medians over days."""
    pairs = [(lane.day(), other.day()) for _ in range(_DAYS_PER_YEAR)]
    return statistics.median([a for a, _ in pairs]), statistics.median([a / b for a, b in pairs])


class _Lane:
    """A run that goes on day by day. Each has one row, its first tick's."""

    def __init__(self, years: int, folder: Path):
        self._engine = newLoop("2021", years, folder)
        self._csv = folder / SimEngine.output_csv

    def day(self) -> float:
        """Seconds per tick of the next day."""
        state = self._engine.state
        state.ss.setMaxTicks(state.tick + _TICKS_PER_DAY - 1)
        start = time.perf_counter()
        self._engine.run()
        taken = time.perf_counter() - start
        # The engine stays at the tick with which it ended.
        state.tick += 1
        return taken / _TICKS_PER_DAY

    def check(self, years: int) -> None:
        """Refuses a run that did not log each day of `years`."""
        with open(self._csv, encoding="utf-8") as f:
            n_rows = sum(1 for _ in f) - 1
        expect(f"rows of {years} years", n_rows, years * _DAYS_PER_YEAR)


if __name__ == "__main__":
    if sys.argv[1] == "aging":
        print(json.dumps(aging(int(sys.argv[2]))))
    else:
        newLoop(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])).run()
        print(peak_MB())
