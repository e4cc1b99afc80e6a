"""To what code a checkpoint is bound: to what runs, whatever becomes of its file."""

import importlib

import pytest

from engine.Simulation import Simulation
from util.errors import TokenSpiceError

NETLIST = """
from engine import SimStateBase, SimStrategyBase

class SimStrategy(SimStrategyBase.SimStrategyBase):
    max_ticks = 5

class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())

def netlist_createLogData(state):
    return [], ["one"], [1.0]
"""


def test_an_edit_while_it_runs_is_not_what_runs(tmp_path):
    """Later checkpoints are still of the code that was imported, and nobody resumes them with another one."""
    file = tmp_path / "netlist.py"
    file.write_text(NETLIST)
    with Simulation(file, 1) as simulation:
        before = simulation.checkpoint()
        assert before.difference() == ""
        file.write_text(NETLIST.replace("1.0", "2.0"))
        after = simulation.checkpoint()
        assert after.head["code"][str(file)] == before.head["code"][str(file)]
        assert "has changed since the checkpoint" in after.difference()


def test_code_that_was_executed_again_is_looked_at_again(tmp_path):
    """As by an extension of a notebook."""
    file, parts = tmp_path / "netlist.py", tmp_path / "parts.py"
    parts.write_text("PART = 1.0")
    file.write_text(f"from . import parts\n{NETLIST}")
    with Simulation(file, 1) as simulation:
        simulation.checkpoint()
        parts.write_text("PART = 2.0")
        importlib.reload(simulation.netlist.get("parts"))
        with pytest.raises(TokenSpiceError, match="edited after it was imported"):
            simulation.checkpoint()
