"""Next to a package and its own module, which it imports by their names: the numbers are those of simplegrant."""

from assets.agents.GrantGivingAgent import GrantGivingAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from measures import granterRow
from parts.SpendingAgent import SpendingAgent
from util.constants import S_PER_DAY, S_PER_HOUR
from util.plotutil import DOLLAR, LINEAR, MULT1, YParam, arrayToFloatList


class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(10, "days")
        self.granter_init_OCEAN = 1.0


class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(GrantGivingAgent("granter1", 0.0, self.ss.granter_init_OCEAN, "taker1", 3 * S_PER_DAY, 4))
        self.addAgent(SpendingAgent("taker1", 0.0, 0.0))
        self.kpis = KPIs(self.ss.time_step)

    def OCEANprice(self) -> float:
        return 1.0


class KPIs(KPIsBase.KPIsBase):
    pass


def netlist_createLogData(state):
    return granterRow(state)


def netlist_plotInstructions(header, values):
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [YParam(["granter_OCEAN"], ["OCEAN"], "granter_OCEAN", LINEAR, MULT1, DOLLAR)]
