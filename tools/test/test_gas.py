"""`tsp run --gas`: a table of the gas that each function used, also in run.json."""

from __future__ import annotations

import pytest

from engine.AgentBase import AgentBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from tools.gas import printGas
from tools.test.helpers import SIMPLEGRANT, SIMPLEPOOL, facts, tsp
from util.errors import TxReverted
from web3engine.gasmeter import GasMeter
from web3engine.test.board import deployBoard

ROW = {"contract": "Board", "function": "play", "calls": 4, "least": 7, "median": 8, "most": 9, "reverts": 1}


class SimStrategy(SimStrategyBase):
    """A block per tick."""

    BLOCKS = "per_tick"


class Player(AgentBase):
    """Acts at once and submits; one of each fails."""

    def takeStep(self, state):
        self.gas = [state.board.play(x, sender=self).gas_used for x in (1, 2)]
        with pytest.raises(TxReverted):
            state.board.play(0, sender=self)
        self.sent = [self.submit(state.board.play, x) for x in (0, 3, 4)]
        state.board.played()
        self.web3wallet.sendEth(self.address, 1)


class SimState(SimStateBase):
    """One player."""

    def __init__(self):
        super().__init__(SimStrategy())
        self.addAgent(Player("a", USD=0.0, OCEAN=0.0))
        self.board = deployBoard()


NETLIST = {"SimState": SimState, "SimStrategy": SimStrategy, "netlist_createLogData": lambda state: ([], [], [])}


def test_what_is_counted():
    """What acts at once and what is submitted, reverts apart; views cost nothing. Nobody counts unless asked."""
    meter = GasMeter()
    with Simulation(NETLIST, 1, meter=meter) as simulation:
        simulation.step()
        player = simulation.state.getAgent("a")
        gas = sorted([*player.gas, *[p.receipt.gas_used for p in player.sent if p.receipt]])
        rows = {(row["contract"], row["function"]): row for row in simulation.facts()["gas"]}
        assert rows["Board", "play"] == {
            "contract": "Board",
            "function": "play",
            "calls": 6,
            "reverts": 2,
            "least": gas[0],
            "median": gas[1],
            "most": gas[3],
        }
        assert rows["ETH", "transfer"]["least"] == 21_000
        assert ("Board", "played") not in rows
        assert {row["function"] for row in rows.values()} >= {"constructor"}
    with Simulation(NETLIST, 1) as simulation:
        simulation.step()
        assert simulation.chain is not None
        assert simulation.chain.meter is None
        assert "gas" not in simulation.facts()


def test_functions_of_one_name_show_their_signatures():
    """The others do not; and what has only reverted has used no gas."""
    meter = GasMeter()
    meter.add("Token", "mint(uint256)", 5)
    meter.add("Token", "mint()", 6)
    meter.addReverted("Token", "burn()", 7)
    assert [(row["function"], row["median"], row["reverts"]) for row in meter.table()] == [
        ("burn", None, 1),
        ("mint()", 6, 0),
        ("mint(uint256)", 5, 0),
    ]


def test_the_table(capsys):
    """Aligned, with commas."""
    printGas([ROW, {**ROW, "function": "constructor", "calls": 12_345, "least": None, "median": None, "most": None}])
    assert capsys.readouterr().out == (
        "contract  function      calls  least  median  most  reverts\n"
        "Board     play              4      7       8     9        1\n"
        "Board     constructor  12,345      -       -     -        1\n"
    )


def test_tsp_run_gas(tmp_path):
    """Below where the data is; the same in run.json. The data is what it is without it."""
    done = tsp("run", SIMPLEPOOL, tmp_path / "a", "--seed", "1", "--set", "max_ticks=200", "--gas")
    plain = tsp("run", SIMPLEPOOL, tmp_path / "b", "--seed", "1", "--set", "max_ticks=200")
    assert (done.code, plain.code) == (0, 0)
    rows = facts(tmp_path / "a")["gas"]
    assert {"contract": "BPool", "function": "bind", "calls": 2}.items() <= next(
        row for row in rows if row["function"] == "bind"
    ).items()
    assert "data in" in done.out.splitlines()[1]
    assert len(done.out.splitlines()) == 3 + len(rows)
    assert "gas" not in facts(tmp_path / "b")
    assert (tmp_path / "a" / "data.csv").read_bytes() == (tmp_path / "b" / "data.csv").read_bytes()


def test_a_run_without_contracts(tmp_path):
    """It says so."""
    done = tsp("run", SIMPLEGRANT, tmp_path / "out", "--gas")
    assert done.out.endswith("gas: no transaction has called a contract\n")
    assert facts(tmp_path / "out")["gas"] == []
