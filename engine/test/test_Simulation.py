"""One simulation as one object: alone, next to others, and what it leaves alone."""

import gc
import json
import logging
import os
import random
import types
import weakref

import pytest

from engine.DataCsv import DataCsv
from engine.Netlist import Netlist
from engine.Simulation import Simulation
from util.errors import ExperimentError, NetlistError, ParameterError
from web3engine.chain import openedChain

DRAWING = """
import random
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseNoEvm

class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTicks(20)
        self.setLogInterval(3600)
        self.step = 1.0
        self.unused = 1.0

class Drawer(AgentBaseNoEvm):
    x = 0.0
    def takeStep(self, state):
        self.x += state.ss.step * random.gauss(0, 1) + state.rng.choice([1, 2])

class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Drawer("d1", 0.0, 0.0))

def netlist_createLogData(state):
    return [], ["x"], [state.getAgent("d1").x]
"""


@pytest.fixture
def drawing(tmp_path):
    """A netlist whose one agent draws a number in each tick."""
    (tmp_path / "netlist.py").write_text(DRAWING)
    return tmp_path / "netlist.py"


def column(simulation, name="x"):
    """That column of its rows."""
    return simulation.rows.column(name)


def ran(netlist, **options):
    """A simulation that has run to its end."""
    simulation = Simulation(netlist, **options)
    simulation.run()
    simulation.close()
    return simulation


def test_a_run_gives_its_rows():
    """simplegrant by name: 10 days, a row a day."""
    with Simulation("simplegrant", seed=1) as simulation:
        simulation.run()
    assert simulation.rows.header[7:] == ["granter_OCEAN", "granter_USD"]
    assert column(simulation, "granter_OCEAN") == [1.0, 0.75, 0.75, 0.75, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.0]
    assert len(simulation.rows) == 11
    assert (simulation.is_over, simulation.tick) == (True, 241)


def test_steps_are_a_run(drawing):
    """One by one they give the same rows; after the last one there is no other."""
    simulation = Simulation(drawing, seed=4)
    while not simulation.is_over:
        simulation.step()
    assert column(simulation) == column(ran(drawing, seed=4))
    for more in (simulation.step, simulation.run):
        with pytest.raises(ExperimentError, match="it ended at tick 20"):
            more()


def test_simulations_that_are_stepped_in_turn_are_as_alone(drawing):
    """Neither sees the other's draws, and nor does the module `random` outside."""
    random.seed(1)
    outside = random.random()
    random.seed(1)
    first, second = Simulation(drawing, seed=1), Simulation(drawing, seed=2)
    for _ in range(10):
        first.step()
        second.step()
        second.step()
    first.run()
    assert column(first) == column(ran(drawing, seed=1)) != column(second)
    assert column(second)[:20] == column(ran(drawing, seed=2))[:20]
    assert random.random() == outside


def test_chains_of_two_simulations_do_not_mix():
    """Two markets on chain, a tick each in turn, are the same as one after the other."""
    overrides = {"publisher_s_between_create": 7200, "max_ticks": 30, "log_interval": 3600}
    alone = [ran("oceanv3", seed=seed, overrides=overrides).rows.table() for seed in (1, 2)]
    pair = [Simulation("oceanv3", seed=seed, overrides=overrides) for seed in (1, 2)]
    while not pair[0].is_over:
        for simulation in pair:
            simulation.step()
    assert openedChain() is None
    assert [simulation.rows.table() for simulation in pair] == alone
    assert pair[0].chain is not pair[1].chain
    for simulation in pair:
        simulation.close()


def test_it_touches_nothing_but_itself(drawing, tmp_path, capfd, monkeypatch):
    """No output, no file, no other folder, and logging as it was."""
    monkeypatch.chdir(tmp_path)
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    before = sorted(os.listdir(tmp_path))
    ran(drawing)
    assert capfd.readouterr() == ("", "")
    assert sorted(os.listdir(tmp_path)) == before
    assert os.getcwd() == str(tmp_path)
    assert (logging.getLogger().handlers, logging.getLogger().level) == (handlers, level)


def test_rows_go_where_they_are_wanted(drawing, tmp_path):
    """Into a file, for instance; then none are kept."""
    record = DataCsv(tmp_path / "data.csv")
    simulation = ran(drawing, seed=3, record=record)
    assert len(simulation.rows) == 0
    lines = (tmp_path / "data.csv").read_text().splitlines()
    assert [float(line.split(",")[-1]) for line in lines[1:]] == column(ran(drawing, seed=3))


def test_overrides_are_edits_of_constants(drawing):
    """Typed or as text; what nothing reads is noticed."""
    edited = drawing.with_name("edited.py")
    edited.write_text(DRAWING.replace("self.step = 1.0", "self.step = 2.0"))
    for value in (2, 2.0, "2"):
        simulation = ran(drawing, seed=1, overrides={"step": value, "unused": 3})
        assert column(simulation) == column(ran(edited, seed=1))
        assert simulation.unread == ["unused"]
    with pytest.raises(ParameterError, match="SimStrategy has no stepp: did you mean step"):
        Simulation(drawing, overrides={"stepp": 1})


def test_a_netlist_may_be_a_module_or_a_namespace(drawing):
    """As in a notebook, where it has no file."""
    module = types.ModuleType("made_here")
    exec(DRAWING, vars(module))
    expected = column(ran(drawing, seed=1))
    for netlist in (module, vars(module), types.SimpleNamespace(**vars(module)), Netlist(module)):
        assert column(ran(netlist, seed=1)) == expected
    with pytest.raises(NetlistError, match="has no SimState"):
        Simulation({"netlist_createLogData": None})


def test_its_facts_are_plain_and_rebuild_it(drawing):
    """What run.json says of it is enough to run it again."""
    simulation = ran(drawing, seed=5, overrides={"step": 0.5})
    facts = json.loads(json.dumps(simulation.facts()))
    assert facts["overrides"] == {"step": 0.5}
    again = ran(facts["netlist"]["path"], seed=facts["seed"], overrides=facts["strategy"])
    assert column(again) == column(simulation)


def test_what_goes_wrong_says_when(drawing):
    """With the user's own line."""
    broken = drawing.with_name("broken.py")
    broken.write_text(DRAWING.replace("random.gauss(0, 1)", "1 / (3 - state.tick)"))
    with pytest.raises(NetlistError, match=r"broken.py stopped at tick 3: ZeroDivisionError.*broken.py, line \d+"):
        ran(broken)


def test_its_randomness_is_lent_on_demand(drawing):
    """Between two steps, and it counts as another draw."""
    simulation = Simulation(drawing, seed=1)
    with simulation.inUse():
        seen = random.random()
    random.seed(1)
    assert seen == random.random()


REFUSED = """
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBase
from util.errors import TxReverted
from web3engine.globaltokens import OCEANtoken

class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTicks(4)

class Taker(AgentBase):
    def takeStep(self, state):
        for _ in range(2 if state.tick in (1, 4) else 0):
            try:
                OCEANtoken().transferFrom(state.getAgent("rich").address, self.address, 1, self.web3wallet)
            except TxReverted:
                pass

class Idle(AgentBase):
    def takeStep(self, state):
        pass

class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Idle("rich", 0.0, 5.0))
        self.addAgent(Taker("taker", 0.0, 0.0))

def netlist_createLogData(state):
    return [], ["x"], [0.0]
"""


def test_what_contracts_refuse_is_an_event(tmp_path):
    """With the tick, the last one included, and the agent, although the netlist says nothing of it."""
    (tmp_path / "netlist.py").write_text(REFUSED)
    events = ran(tmp_path / "netlist.py").state.event_log
    assert [(e.tick, e.what, e.who, e.n) for e in events] == [
        (1, "refused by a contract", "taker", 2),
        (4, "refused by a contract", "taker", 2),
    ]


def test_one_that_is_dropped_is_freed_at_once():
    """No circle of references keeps it, its agents or its rows until the collector comes."""
    gc.collect()
    gc.disable()
    try:
        with Simulation("simplepool", 1, {"max_ticks": 3}) as simulation:
            simulation.run()
        seen = weakref.ref(simulation)
        del simulation
        assert seen() is None
    finally:
        gc.enable()
