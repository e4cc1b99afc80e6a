"""`python -m bench.decades NETLIST YEARS OUTDIR`: runs a netlist without EVM, and prints the most memory that it held.

Two numbers: after half of the run, and at its end, in millions of bytes. Imports little more than the netlist and the
engine do, because memory and start-up are measured, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.peak import peak_MB
from engine.DataCsv import DataCsv
from engine.Netlist import Netlist
from engine.Simulation import Simulation


def run(netlist: str, years: float, folder: Path, seed: int = 1) -> tuple[float, float]:
    """Runs it. Returns the most memory held until half of the ticks were done, and until the end."""
    loaded = Netlist(netlist)
    ticks = loaded["SimStrategy"]().ticksIn(years, "years")
    folder.mkdir(exist_ok=True)
    records = [DataCsv(folder / name) for name in ("data.csv", "rpdata.csv")]
    simulation = Simulation(loaded, seed, {"max_ticks": ticks}, record=records[0], rp_record=records[1])
    at_half = [0.0]

    def look() -> None:
        if simulation.tick == int(ticks / 2):
            at_half[0] = peak_MB()

    simulation.run(look)
    return at_half[0], peak_MB()


if __name__ == "__main__":
    print(*run(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])))
