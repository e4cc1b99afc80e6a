"""`python resuming.py save FOLDER` runs every netlist and saves each at half time; `resume` goes on from there.

Both print the later rows, as JSON: name → text. Each runs in a new process, where nothing else was imported.
"""

import json
import sys
from pathlib import Path

from engine.Checkpoint import Checkpoint
from engine.Netlist import shippedNames
from engine.Record import Rows
from engine.Simulation import Simulation, loadedNetlist
from web3engine.test.packages import runnable

N_TICKS = 40


def saved(name, folder):
    """Writes a checkpoint at half time, and returns the rows that follow."""
    netlist = loadedNetlist(name, 1)
    step = netlist["SimStrategy"]().time_step
    with Simulation(netlist, 1, {"max_ticks": N_TICKS, "log_interval": step}, check="auto") as simulation:
        for _ in range(N_TICKS // 2):
            simulation.step()
        checkpoint = simulation.checkpoint()
        assert checkpoint.head["foreign"] == []
        folder.mkdir()
        checkpoint.write(folder, {})
        simulation._engine.record = later = Rows()
        simulation.run()
    return repr([later.header, later.table()])


def resumed(name, folder):
    """The later rows of a netlist's run."""
    with Simulation.resume(Checkpoint.read(folder), name, check="auto") as simulation:
        simulation.run()
        return repr([simulation.rows.header, simulation.rows.table()])


if __name__ == "__main__":
    work = {"save": saved, "resume": resumed}[sys.argv[1]]
    print(json.dumps({name: work(name, Path(sys.argv[2], name)) for name in runnable(shippedNames())}))
