"""A netlist whose parameters can be told from its rows, or cannot, as is known: an agent that saturates and grows.

Columns on day t: `level` = a (1 - exp(-b t)), and `drift` = c e t, of which only the product c e can be told; both with
noise of standard deviation `noise`. `idle` has no effect on either.
"""

import math
import random

from engine.AgentBase import AgentBaseNoEvm
from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY


class SimStrategy(SimStrategyBase):
    time_step = S_PER_DAY
    max_ticks = 30
    a: float = parameter(5.0, "", "where the level ends")
    b: float = parameter(0.1, "per day", "how fast it gets there", above=0)
    c: float = parameter(1.0, "", "one half of the drift")
    e: float = parameter(1.0, "", "the other half")
    idle: float = parameter(1.0, "", "nothing")
    noise: float = parameter(0.0, "", "standard deviation of what is added", lo=0)


class Curve(AgentBaseNoEvm):
    def __init__(self, name):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.level = self.drift = 0.0

    def takeStep(self, state):
        ss, day = state.ss, state.tick + 1
        assert ss.idle > 0.0
        self.level = ss.a * (1.0 - math.exp(-ss.b * day)) + ss.noise * random.gauss(0.0, 1.0)
        self.drift = ss.c * ss.e * day + ss.noise * random.gauss(0.0, 1.0)


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Curve("curve"))


def netlist_createLogData(state):
    curve = state.getAgent("curve")
    return [], ["level", "drift"], [curve.level, curve.drift]
