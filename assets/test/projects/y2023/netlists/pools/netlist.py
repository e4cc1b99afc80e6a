"""A publisher in the idioms of Brownie, with pool agents of TokenSPICE: the numbers are those of simplepool."""

from typing import List

from enforce_typing import enforce_types

from agents.PoolMakerAgent import PoolMakerAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from util.constants import S_PER_HOUR
from util.plotutil import COUNT, DOLLAR, LINEAR, MULT1, YParam, arrayToFloatList


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(20, "days")
        self.pub_init_OCEAN = 10000.0
        self.pool_weight_DT = 3.0
        self.pool_weight_OCEAN = 7.0


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        publisher = PoolMakerAgent("pub1", 0.0, self.ss.pub_init_OCEAN)
        self.agents[publisher.name] = publisher
        self.kpis = KPIs(self.ss.time_step)


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    OCEAN, n_pools = state.getAgent("pub1").OCEAN(), len(state.agents.filterToPool())
    return [f"; OCEAN={OCEAN}"], ["publisher_OCEAN", "n_pools"], [OCEAN, n_pools]


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x_label = "Day"
    x = arrayToFloatList(values[:, header.index(x_label)])
    y_params = [
        YParam(["publisher_OCEAN"], ["OCEAN"], "publisher_OCEAN", LINEAR, MULT1, DOLLAR),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
    ]
    return (x_label, x, y_params)
