"""`python -m bench.decades NETLIST YEARS OUTDIR`: runs a netlist without EVM, and prints the most memory that it held.

Two numbers: after half of the run, and at its end, in millions of bytes. Imports little more than the netlist and the
engine do, because memory and start-up are measured, too.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from bench.peak import peak_MB
from engine.Netlist import Netlist
from engine.SimEngine import SimEngine


def run(netlist: str, years: float, folder: Path, seed: int = 1) -> tuple[float, float]:
    """Runs it. Gives the most memory held until half of the ticks were done, and until the end."""
    loaded = Netlist(netlist)
    random.seed(seed)
    ss = loaded["SimStrategy"]()
    ss.setMaxTime(years, "years")
    state = loaded["SimState"](ss)
    half = int(ss.max_ticks / 2)
    engine = SimEngine(state, folder, loaded["netlist_createLogData"], loaded.get("netlist_rp_createLogData"))
    at_half = [0.0]

    def look() -> None:
        if state.tick == half:
            at_half[0] = peak_MB()

    engine.run(look)
    return at_half[0], peak_MB()


if __name__ == "__main__":
    print(*run(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])))
