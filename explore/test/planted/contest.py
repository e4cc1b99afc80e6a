"""A netlist with an artefact where its parameter `flaw` says so. Ten agents gain or lose by chance, and share a prize.

Columns: `first`, what agent a0 holds; `total`, what all hold. Flaws:

    tie      the prize of a tick goes to the agent who asks first
    names    it goes to the agent whose name comes first
    cache    its size is set by the agent who asks first, from what that agent is worth
    rate     holdings grow by a part per tick, whatever a tick lasts
    fair, growing, lucky   sound: each gets its part; holdings grow by a part per second; a random agent gets it
"""

import random

from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY

FLAWS = {"tie": "order", "names": "names", "cache": "order", "rate": "time step"}
SOUND = ("fair", "growing", "lucky")

netlist_rates = "per second"
netlist_measures = {"first": "final(first)", "total": "final(total)"}
netlist_specs = {"a0 is poor": "first <= 40"}


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_DAY)
        self.setMaxTicks(40)
        self.flaw = "fair"


class Contestant(AgentBaseNoEvm):
    def __init__(self, name, worth):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.worth = worth
        self.holds = 10.0

    def takeStep(self, state):
        days = state.ss.time_step / S_PER_DAY
        self.holds += random.gauss(0.0, 0.5) * days**0.5
        match state.ss.flaw:
            case "tie":
                self.holds += 0.0 if state.is_taken else days
                state.is_taken = True
            case "names":
                self.holds += days if min(a.name for a in state.agents.values()) == self.name else 0.0
            case "cache":
                state.prize = state.prize or self.worth
                self.holds += 0.1 * days * state.prize
            case "rate":
                self.holds *= 1.02
            case "growing":
                self.holds *= 1.02**days
            case "fair":
                self.holds += 0.1 * days
            case "lucky":
                self.holds += days if random.random() < 0.1 else 0.0


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.is_taken, self.prize = False, None
        for i in range(10):
            self.addAgent(Contestant(f"a{i}", worth=0.5 + 0.2 * i))
        self.kpis = KPIsBase(self.ss.time_step)

    def takeStep(self):
        self.is_taken, self.prize = False, None
        super().takeStep()


def netlist_createLogData(state):
    agents = state.agents.values()
    return [], ["first", "total"], [state.getAgent("a0").holds, sum(a.holds for a in agents)]
