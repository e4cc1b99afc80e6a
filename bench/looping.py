"""`python bench/looping.py WHAT TICKS SAMPLE_S`: runs a netlist in this process again and again, rows kept in memory.

Prints how many rows a run has, and the CPU seconds of the fastest run that fits into SAMPLE_S: strategy, state and
loop. It imports the engine of the folder in which it is started, which may be that of an earlier commit. So it uses
only what both have, and nothing else of this package.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

# No netlist, but one agent that counts its steps.
BARE = "bare"


def fastest(what: str, ticks: int, sample_s: float) -> tuple[int, float]:
    """How many rows a run has, and the CPU seconds of the fastest one. The first one does not count."""
    run = _bare if what == BARE else _loaded(what)
    taken: list[float] = []
    n_rows, begun = run(ticks), time.process_time()
    while not taken or time.process_time() - begun < sample_s:
        random.seed(1)
        gc.collect()
        start = time.process_time()
        if run(ticks) != n_rows:
            raise SystemExit(f"{what} does not have {n_rows} rows each time")
        taken.append(time.process_time() - start)
    return n_rows, min(taken)


def _loaded(what: str) -> Callable[[int], int]:
    """Runs a netlist."""
    from engine.Netlist import Netlist
    from web3engine.chain import useChain
    from web3engine.chains import openChain

    netlist = Netlist(f"assets/netlists/{what}/netlist.py")

    def run(ticks: int) -> int:
        with useChain(lambda: openChain("embedded", "auto", 1)):
            ss = netlist["SimStrategy"]()
            ss.setMaxTicks(ticks)
            return _rowsOf(netlist["SimState"](ss), netlist["netlist_createLogData"])

    return run


def _bare(ticks: int) -> int:
    from engine.AgentBase import AgentBaseNoEvm
    from engine.KPIsBase import KPIsBase
    from engine.SimStateBase import SimStateBase
    from engine.SimStrategyBase import SimStrategyBase

    class Counter(AgentBaseNoEvm):
        def __init__(self) -> None:
            super().__init__("counter", USD=0.0, OCEAN=0.0)
            self.n = 0

        def takeStep(self, state: Any) -> None:
            self.n += 1

    ss = SimStrategyBase()
    ss.setMaxTicks(ticks)
    state = SimStateBase(ss)
    state.kpis = KPIsBase(ss.time_step)
    state.addAgent(Counter())
    return _rowsOf(state, None)


def _rowsOf(state: Any, createLogData: Any) -> int:
    from engine.SimEngine import SimEngine

    engine: Any = SimEngine(state, None, createLogData)
    # By its earlier name, too.
    engine.record = engine._csv = kept = Kept()
    engine.run()
    return len(kept.rows)


class Kept:
    """A record that keeps what it gets."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Keeps the row."""
        self.rows.append(list(row))


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    print(*fastest(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
