"""`python -m bench.inprocess WHO WHAT`: what `engine.Simulation` costs, next to the same loop by hand.

Runs WHAT again and again in this process, with rows kept in memory, and prints the seconds of one run. A process of its
own for each sample, so that nothing is loaded that such a run does not need.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable

from bench.commands import Command
from bench.looping import Kept
from bench.measure import Table, expect, interleave
from engine.Netlist import Netlist
from engine.Record import Rows
from engine.SimEngine import SimEngine
from engine.Simulation import Simulation
from web3engine.chain import useChain
from web3engine.chains import openChain

SIMULATION, BY_HAND = "Simulation", "by hand"
GRANT, POOL = "simplegrant, 100 ticks in process", "simplepool, 20 days in process"

_TICKS = {GRANT: 100, POOL: 480}


def measureInProcess(rounds: int, sample_s: float, say: Callable[[str], None]) -> Table:
    """GRANT and POOL → BY_HAND and SIMULATION → CPU seconds per run."""
    runs = [
        Command(what, who, ["-m", "bench.inprocess", who, what, str(sample_s)], prints=True)
        for what in _TICKS
        for who in (BY_HAND, SIMULATION)
    ]
    return interleave(runs, rounds, lambda text: say(f"in process, {text}"))


def secondsPerRun(who: str, what: str, sample_s: float) -> float:
    """The mean over as many runs as fit into `sample_s`, after ten that do not count."""
    netlist, ticks = Netlist(what.split(",")[0]), _TICKS[what]
    expect(f"rows of {what}", _simulated(netlist, ticks).table(), _byHand(netlist, ticks).rows)
    run = {SIMULATION: _simulated, BY_HAND: _byHand}[who]
    for _ in range(10):
        run(netlist, ticks)
    gc.collect()
    n, start = 0, time.process_time()
    while (taken := time.process_time() - start) < sample_s or n == 0:
        run(netlist, ticks)
        n += 1
    return taken / n


def _simulated(netlist: Netlist, ticks: int) -> Rows:
    with Simulation(netlist, 1, {"max_ticks": ticks}) as simulation:
        simulation.run()
    return simulation.rows


def _byHand(netlist: Netlist, ticks: int) -> Kept:
    """What one would write without it: seed, chain, strategy, state, engine, rows."""
    random.seed(1)
    kept = Kept()
    with useChain(lambda: openChain("embedded", seed=1)):
        ss = netlist["SimStrategy"]()
        ss.setMaxTicks(ticks)
        engine = SimEngine(netlist["SimState"](ss), None, netlist["netlist_createLogData"])
        engine.record = kept
        engine.run()
    return kept


if __name__ == "__main__":
    print(secondsPerRun(sys.argv[1], sys.argv[2], float(sys.argv[3])))
