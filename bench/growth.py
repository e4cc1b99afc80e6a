"""`python -m bench.growth WHAT N`: prints the CPU seconds of a run of size N; two sizes give the exponent of growth."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.commands import Command
from bench.measure import Table, interleave, median

TICKS, POOLS, COLUMNS = "oceanv3, ticks", "oceanv3, publishers × pools", "a CSV file with a new column per row"
# What → the smaller and the larger size: ticks, publishers (each with a pool), rows.
SIZES = {TICKS: (2190, 8760), POOLS: (80, 320), COLUMNS: (400, 1600)}
# A file of n rows and n columns has n² cells, which have to be written.
_SCALE = {TICKS: 1.0, POOLS: 1.0, COLUMNS: 2.0}


def measureGrowth(rounds: int, say: Callable[[str], None]) -> Table:
    """What → size → CPU seconds."""
    runs = [
        Command(what, str(n), ["-m", "bench.growth", what, str(n)], prints=True)
        for what, sizes in SIZES.items()
        for n in sizes
    ]
    return interleave(runs, rounds, lambda text: say(f"growth, {text}"))


def exponent(table: Table, what: str) -> float | None:
    """The power of its size with which WHAT grows; None if it was not measured. A CSV file's size is its cells."""
    sizes = SIZES[what]
    small, large = (median(table, what, str(n)) for n in sizes)
    if small is None or large is None:
        return None
    return math.log(large / small) / math.log(sizes[1] / sizes[0]) / _SCALE[what]


def _ticks(n: int) -> Callable[[], None]:
    """Ticks of an economy in which new pools keep appearing."""
    from engine.Simulation import Simulation

    return Simulation("oceanv3", seed=7, overrides={"max_ticks": float(n)}).run


def _pools(n: int) -> Callable[[], None]:
    """`n` publishers, each of which publishes a pool; all of them keep asking what they hold in each of the pools."""
    from assets.agents.PublisherAgent import PublisherAgent
    from engine.Simulation import Simulation
    from util.constants import S_PER_DAY

    simulation = Simulation("oceanv3", seed=7, overrides={"max_ticks": 240.0})
    state = simulation.state
    with simulation.inUse():
        for i in range(n):
            state.addAgent(PublisherAgent(f"p{i}", 0.0, 5000.0, state.ss.publisherStrategy("publisher")))
        for agent in state.agents.filterToPublisher().values():
            agent._strategy.s_between_unstake = agent._strategy.s_between_sellDT = S_PER_DAY
    return simulation.run


def _columns(n: int) -> Callable[[], None]:
    """Each row brings a new column, as when an agent arrives at every tick."""
    from engine.DataCsv import DataCsv

    names = ["Tick", *[f"agent{i}_OCEAN" for i in range(n)]]

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            data = DataCsv(Path(folder) / "data.csv")
            for i in range(n):
                data.write(names[: i + 2], [i, *[0.5 + i * j for j in range(i + 1)]])
            data.close()

    return run


_MAKERS = {TICKS: _ticks, POOLS: _pools, COLUMNS: _columns}

if __name__ == "__main__":
    run = _MAKERS[sys.argv[1]](int(sys.argv[2]))
    start = time.process_time()
    run()
    print(time.process_time() - start)
