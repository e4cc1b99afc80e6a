"""`python -m bench.loop NETWORK ENGINE OUTDIR`: runs simplepool, and prints the seconds of its tick loop alone.

Its own process, because a user's loop begins in a fresh one: nothing is prepared by an earlier run.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from bench.stage import SEED
from engine.DataCsv import DataCsv
from engine.Simulation import Simulation
from web3engine.chains import openChain

SIMPLEPOOL = "simplepool"


def loopSeconds(network: str, engine: str, folder: Path) -> float:
    """Seconds of `Simulation.run`: the chain is open by then, and the netlist built on it."""
    folder.mkdir()
    record = DataCsv(folder / "data.csv")
    with Simulation(SIMPLEPOOL, SEED, chain=lambda: openChain(network, engine, SEED), record=record) as simulation:
        gc.collect()
        start = time.perf_counter()
        simulation.run()
        return time.perf_counter() - start


if __name__ == "__main__":
    print(loopSeconds(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
