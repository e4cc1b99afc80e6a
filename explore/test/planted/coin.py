"""A netlist whose answers are known: each day, one agent draws a normal number with mean `bias` and sd `noise`.

Columns: `draw`, the latest; `total`, their sum. After n days, total is normal with mean n bias and sd noise sqrt(n).
"""

import random

from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_DAY)
        self.setMaxTicks(4)
        self.bias = 1.0
        self.noise = 0.0
        self.n_draws = 1
        self.mode = "plain"
        self.idle = 3.0


class Gambler(AgentBaseNoEvm):
    def __init__(self, name, ss):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.ss = ss
        self.draw = self.total = 0.0

    def takeStep(self, state):
        sign = -1.0 if self.ss.mode == "short" else 1.0
        self.draw = sum(sign * (self.ss.bias + self.ss.noise * random.gauss(0.0, 1.0)) for _ in range(self.ss.n_draws))
        self.total += self.draw


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Gambler("gambler", self.ss))
        self.kpis = KPIsBase(self.ss.time_step)


def netlist_createLogData(state):
    gambler = state.getAgent("gambler")
    return [], ["draw", "total"], [gambler.draw, gambler.total]
