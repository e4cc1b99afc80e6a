import os
import shutil

import pytest
from enforce_typing import enforce_types

from engine import AgentBase, KPIsBase, SimEngine, SimStateBase, SimStrategyBase
from engine.AgentDict import AgentDict
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MONTH, S_PER_YEAR

PATH1 = "test_outpath1"


class SimStrategy(SimStrategyBase.SimStrategyBase):
    pass


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    def takeStep(self, state):
        pass

    @staticmethod
    def tick():
        pass


@enforce_types
class SimpleAgent(AgentBase.AgentBase):
    def takeStep(self, state):
        pass


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self):
        super().__init__()
        self.ss = SimStrategy()
        self.kpis = KPIs(time_step=3)
        for name in ("agent1", "agent2"):
            self.addAgent(SimpleAgent(name, 0.0, 0.0))


@pytest.fixture
def outpath():
    if os.path.exists(PATH1):
        shutil.rmtree(PATH1)
    yield PATH1
    shutil.rmtree(PATH1)


def testRunLonger(outpath):
    state = SimState()
    state.ss.setMaxTicks(15)
    SimEngine.SimEngine(state, outpath).run()
    assert os.path.exists(os.path.join(outpath, "data.csv"))


def testRunEngine(outpath):
    state = SimState()
    state.ss.setMaxTicks(3)
    engine = SimEngine.SimEngine(state, outpath)
    engine.run()
    assert os.path.exists(outpath)
    assert engine.state.tick == 3


def testSimStateBase():
    state = SimState()
    state.takeStep()
    assert id(state.getAgent("agent1")) == id(state.agents["agent1"])
    assert len(state.allAgents()) == 2
    assert state.numAgents() == 2


def testKPIsBase():
    kpis = KPIsBase.KPIsBase(time_step=12)
    kpis.takeStep(state=None)
    kpis.takeStep(state=None)
    assert kpis.tick() == 2
    assert kpis.elapsedTime() == 12 * 2


def testSimStrategyBase():
    ss = SimStrategyBase.SimStrategyBase()
    assert ss.time_step > 0
    ss.setTimeStep(7)
    assert ss.time_step == 7
    for unit, seconds in (("hours", S_PER_HOUR), ("days", S_PER_DAY), ("months", S_PER_MONTH), ("years", S_PER_YEAR)):
        ss.setMaxTime(100, unit)
        assert ss.max_ticks == 100 * seconds / 7 + 1
    ss.setMaxTime(100, "ticks")
    assert ss.max_ticks == 100
    with pytest.raises(ValueError):
        ss.setMaxTime(100, "foo_unit")
    assert "SimStrategy" in str(ss)


class FooAgent:
    def __init__(self, name):
        self.name = name


class BarAgent:
    def __init__(self, name):
        self.name = name


def testAgentDict_filterByClass():
    d = AgentDict({"foo1": FooAgent("foo1"), "foo2": FooAgent("foo2"), "bar1": BarAgent("bar1")})
    assert sorted(d.filterByClass(_class=FooAgent).keys()) == ["foo1", "foo2"]
    assert list(d.filterByClass(BarAgent)) == ["bar1"]


def testAgentDict_filters():
    d = AgentDict({"foo1": FooAgent("foo1"), "bar1": BarAgent("bar1")})
    assert not d.filterToPool()
    assert not d.filterToPublisher()
    assert not d.filterToStakerspeculator()
    assert not d.filterToDataconsumer()
    assert not d.filterByNonzeroStake(FooAgent("foo2"))
    assert d.agentByAddress("0x1") is None
