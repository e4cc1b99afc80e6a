"""A netlist whose rare events are known: each of 100 ticks draws a normal number of sd `luck`.

Columns: `sum`, of the draws, over the root of their number: standard normal, where `luck` is 1; `drawdown`, how far
their path has been below its highest point, in the same unit; `level`, the sum of the parameters x0 to x4 and of `sum`.
"""

import random

from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

N_DRAWS = 100


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTicks(N_DRAWS)
        self.setLogInterval(N_DRAWS * 3600)
        self.luck = 1.0
        self.x0 = self.x1 = self.x2 = self.x3 = self.x4 = 0.0


class Walker(AgentBaseNoEvm):
    def __init__(self, name):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.sum = self.top = self.drawdown = 0.0

    def takeStep(self, state):
        self.sum += state.ss.luck * random.gauss(0.0, 1.0) / N_DRAWS**0.5
        self.top = max(self.top, self.sum)
        self.drawdown = max(self.drawdown, self.top - self.sum)


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Walker("walker"))
        self.kpis = KPIsBase(self.ss.time_step)


def netlist_createLogData(state):
    walker, ss = state.getAgent("walker"), state.ss
    level = ss.x0 + ss.x1 + ss.x2 + ss.x3 + ss.x4 + walker.sum
    return [], ["sum", "drawdown", "level"], [walker.sum, walker.drawdown, level]
