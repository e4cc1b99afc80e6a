"""In a single file, with its own agents in assets/agents: the numbers are those of simplepool."""

from enforce_typing import enforce_types

from assets.agents import PublisherAgent
from engine import AgentBase, KPIsBase, SimStateBase, SimStrategyBase
from util.constants import *
from util.plotutil import COUNT, DOLLAR, LINEAR, MULT1, YParam, arrayToFloatList
from util.strutil import prettyBigNum


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(20, "days")
        self.pub_init_OCEAN = 10000.0
        self.pool_weight_DT = 3.0
        self.pool_weight_OCEAN = 7.0
        assert self.pool_weight_DT + self.pool_weight_OCEAN == 10.0


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        assert ss is None
        super().__init__(ss=None)
        self.ss = SimStrategy()
        publisher = PublisherAgent.PublisherAgent(name="pub1", USD=0.0, OCEAN=self.ss.pub_init_OCEAN)
        self.agents[publisher.name] = publisher
        self.kpis = KPIs(self.ss.time_step)


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    s, dataheader, datarow = [], [], []
    publisher = state.getAgent("pub1")
    assert isinstance(publisher, AgentBase.AgentBase)
    s += [f"; publisher OCEAN={prettyBigNum(publisher.OCEAN(), False)}"]
    dataheader += ["publisher_OCEAN"]
    datarow += [publisher.OCEAN()]
    pool_agents = state.agents.filterToPool()
    s += [f"; # pools={len(pool_agents)}"]
    dataheader += ["n_pools"]
    datarow += [len(pool_agents)]
    return s, dataheader, datarow


@enforce_types
def netlist_plotInstructions(header: list[str], values):
    x = arrayToFloatList(values[:, header.index("Day")])
    y_params = [
        YParam(["publisher_OCEAN"], ["OCEAN"], "publisher_OCEAN", LINEAR, MULT1, DOLLAR),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
    ]
    return (x, y_params)
