"""The hardfork of a run: chosen on the command line, in the environment, the ini or the netlist; kept in run.json."""

from __future__ import annotations

import json

import pytest

from tools.test.helpers import assertOneSentence, facts, table, tsp
from util import config
from web3engine.test.conformance import initCode

# What Solidity makes of: tstore(0, 7) v := tload(0), as far as it matters here.
CODE = initCode(bytes.fromhex("60075f5d5f5c5f5260205ff3"))
ABI = [{"type": "function", "name": "f", "inputs": [], "outputs": [{"type": "uint256"}], "stateMutability": "view"}]
NETLIST = """
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBase
from web3engine.contract import Contract

class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.wasted: int = 0

class Deployer(AgentBase):
    def takeStep(self, state):
        pass

class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Deployer("d", 0.0, 0.0))
        self.contract = Contract.deploy("T", self.getAgent("d"))

def netlist_createLogData(state):
    return [], ["seen"], [state.contract.call("f", sender=state.getAgent("d")) - state.ss.wasted]

def netlist_plotInstructions(header, values):
    return "Day", [], []
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where a netlist is whose contract needs Cancun."""
    (tmp_path / "T.json").write_text(json.dumps({"contractName": "T", "abi": ABI, "bytecode": "0x" + CODE.hex()}))
    (tmp_path / "netlist.py").write_text(NETLIST)
    monkeypatch.chdir(tmp_path)
    say(monkeypatch, None)
    yield tmp_path
    monkeypatch.undo()
    config._settings.cache_clear()


def say(monkeypatch, hardfork):
    """Sets the environment variable, as for a process that begins now."""
    if hardfork is None:
        monkeypatch.delenv("TOKENSPICE_HARDFORK", raising=False)
    else:
        monkeypatch.setenv("TOKENSPICE_HARDFORK", hardfork)
    config._settings.cache_clear()


def test_without_it_the_opcode_and_the_cure_are_named(folder):
    """Shanghai is the default."""
    done = tsp("run", "netlist.py", "out", "--quiet")
    assertOneSentence(done, ".f() reverted")
    assert "the EVM stopped: invalid opcode 0x5d (TSTORE, which cancun brings). Try: --hardfork cancun" in done.err


def test_the_option_offers_what_the_ini_may_say():
    """Every hardfork, in order."""
    assert f"[{'|'.join(config.HARDFORKS)}]" in tsp("run", "--help").out.replace("\n", "").replace(" ", "")


def test_it_can_be_said_in_four_places(folder, monkeypatch):
    """The one that is named first wins over the next: command line, environment, ini, netlist."""
    say(monkeypatch, "shanghai")
    (folder / "netlist.py").write_text(NETLIST + 'netlist_hardfork = "shanghai"\n')
    assert tsp("run", "netlist.py", "a", "--quiet", "--hardfork", "cancun").code == 0
    say(monkeypatch, "cancun")
    assert tsp("run", "netlist.py", "b", "--quiet").code == 0
    say(monkeypatch, None)
    assert tsp("run", "netlist.py", "c", "--quiet").code == 1
    (folder / "netlist.py").write_text(NETLIST + 'netlist_hardfork = "cancun"\n')
    assert tsp("run", "netlist.py", "d", "--quiet").code == 0
    for out in "abd":
        assert table(folder / out / "data.csv")[0]["seen"] == 7
        said = facts(folder / out)
        assert (said["settings"]["hardfork"], said["chain"]["hardfork"]) == ("cancun", "cancun")


def test_a_run_is_made_again_under_its_own_rules(folder, monkeypatch):
    """Whatever the settings say by then; a campaign, too."""
    assert tsp("run", "netlist.py", "out", "--quiet", "--hardfork", "cancun").code == 0
    sweep = ("sweep", "netlist.py", "study", "--vary", "wasted=0..3", "-j", "1", "--no-pictures", "--quiet")
    assert tsp(*sweep, "--hardfork", "cancun").code == 0
    say(monkeypatch, "shanghai")
    assert tsp("verify", "out").code == 0
    assert tsp("verify", "study", "-j", "1").code == 0


@pytest.mark.parametrize(
    ("netlist", "options", "sentence"),
    [
        ("", ("--network", "ganache", "--hardfork", "cancun"), "Ganache does not support cancun"),
        ("", ("--engine", "pyevm", "--hardfork", "osaka"), "py-evm does not support osaka"),
        ('netlist_hardfork = "london"', (), "netlist.py has netlist_hardfork = 'london'"),
    ],
)
def test_what_cannot_be_honoured_is_refused(folder, netlist, options, sentence):
    """Nothing is left behind."""
    (folder / "netlist.py").write_text(f"{NETLIST}\n{netlist}\n")
    assertOneSentence(tsp("run", "netlist.py", "out", "--quiet", *options), sentence)
    assert not (folder / "out").exists()
