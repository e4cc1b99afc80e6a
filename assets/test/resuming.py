"""Goes on from checkpoints in a new process: `python resuming.py FOLDER`, which holds one folder per netlist."""

import json
import sys
from pathlib import Path

from engine.Checkpoint import Checkpoint
from engine.Simulation import Simulation


def resumed(name, folder):
    """The later rows of a netlist's run."""
    with Simulation.resume(Checkpoint.read(folder), name, check="auto") as simulation:
        simulation.run()
        return repr([simulation.rows.header, simulation.rows.table()])


if __name__ == "__main__":
    folders = sorted(Path(sys.argv[1]).iterdir())
    print(json.dumps({folder.name: resumed(folder.name, folder) for folder in folders}))
