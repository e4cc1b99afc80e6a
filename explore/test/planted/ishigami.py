"""A netlist whose sensitivities are known. Columns after one tick:

ishigami  sin(x1) + 7 sin(x2)^2 + 0.1 x3^4 sin(x1), for x in -pi ... pi (Ishigami and Homma 1990)
g         Sobol's g function of u1, u2, u3 in 0 ... 1 with a = 0, 1, 9: the smaller a, the more it matters
noisy     x1 / (pi / sqrt(3)), of variance 1, plus `noise` times a standard normal number
rise      2 x1 + x2 x2, and therefore with known slopes
"""

import math
import random

from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

A = (0.0, 1.0, 9.0)


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTicks(1)
        self.setLogInterval(3600)
        self.x1 = self.x2 = self.x3 = 1.0
        self.u1 = self.u2 = self.u3 = 0.5
        self.noise = 0.0


class Drawer(AgentBaseNoEvm):
    def __init__(self, name):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.drawn = 0.0

    def takeStep(self, state):
        self.drawn = state.ss.noise * random.gauss(0.0, 1.0)


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Drawer("drawer"))
        self.kpis = KPIsBase(self.ss.time_step)


def netlist_createLogData(state):
    ss = state.ss
    ishigami = math.sin(ss.x1) + 7.0 * math.sin(ss.x2) ** 2 + 0.1 * ss.x3**4 * math.sin(ss.x1)
    g = math.prod((abs(4.0 * u - 2.0) + a) / (1.0 + a) for u, a in zip((ss.u1, ss.u2, ss.u3), A))
    noisy = ss.x1 * math.sqrt(3.0) / math.pi + state.getAgent("drawer").drawn
    return [], ["ishigami", "g", "noisy", "rise"], [ishigami, g, noisy, 2.0 * ss.x1 + ss.x2 * ss.x2]
