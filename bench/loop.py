"""`python -m bench.loop NETWORK ENGINE OUTDIR`: runs simplepool, and prints the seconds of its tick loop alone.

A process of its own, because a user's loop begins in a fresh one: nothing is prepared by an earlier run.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from pathlib import Path

import numpy

from bench.stage import SEED
from engine.Netlist import Netlist
from engine.SimEngine import SimEngine
from util.config import HOME
from web3engine.chain import useChain
from web3engine.chains import openChain

SIMPLEPOOL = "assets/netlists/simplepool/netlist.py"


def loopSeconds(network: str, engine: str, folder: Path) -> float:
    """Seconds of `SimEngine.run`: the chain is open by then, and the netlist built on it."""
    random.seed(SEED)
    numpy.random.seed(SEED)
    netlist = Netlist(HOME / SIMPLEPOOL)
    with useChain(lambda: openChain(network, engine, SEED)):
        loop = SimEngine(netlist["SimState"](), folder, netlist["netlist_createLogData"])
        gc.collect()
        start = time.perf_counter()
        loop.run()
        return time.perf_counter() - start


if __name__ == "__main__":
    print(loopSeconds(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
