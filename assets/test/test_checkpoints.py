"""Every netlist can be saved between two ticks, and goes on in another process as though nothing had been."""

import json
import os
import subprocess
import sys
from pathlib import Path

from engine.Netlist import shippedNames
from engine.Record import Rows
from engine.Simulation import Simulation, loadedNetlist
from util.config import HOME
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
        checkpoint.write(folder, {})
        simulation._engine.record = later = Rows()
        simulation.run()
    return repr([later.header, later.table()])


def test_each_netlist_goes_on_in_another_process(tmp_path):
    """With another seed of hashes, too."""
    rows = {}
    for name in runnable(shippedNames()):
        (tmp_path / name).mkdir()
        rows[name] = saved(name, tmp_path / name)
    assert {"simplegrant", "simplepool", "wsloop", "opsci_naive", "oceanv3"} <= set(rows)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("resuming.py")), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == rows
