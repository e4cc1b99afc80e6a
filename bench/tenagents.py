"""A netlist of ten agents and 100 ticks: each adds a random number to what it holds, and the total is kept every tick.

What it models does not matter; `bench.explorers` has the same in the terms of other libraries.
"""

import random
from typing import Any

from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

N_AGENTS, N_TICKS = 10, 100

netlist_parameters = {"growth": "uniform(0.5, 1.5)"}
netlist_measures = {"total": "final(total)"}
netlist_specs = {"grows": "total >= 400"}


class SimStrategy(SimStrategyBase):
    """One parameter, to be varied."""

    growth: float = parameter(1.0, "per tick", "what an agent gains per tick is up to this", lo=0)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(86400)
        self.setLogInterval(86400 * N_TICKS)
        self.setMaxTicks(N_TICKS)


class Grower(AgentBaseNoEvm):
    """Holds a number that grows."""

    def __init__(self, name: str, growth: float):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.holds = 0.0
        self._growth = growth

    def takeStep(self, state: Any) -> None:
        """Adds a random number."""
        self.holds += self._growth * random.random()


class KPIs(KPIsBase):
    """The total, at every tick."""

    def __init__(self, time_step: int):
        super().__init__(time_step)
        self.totals: list[float] = []

    def takeStep(self, state: Any) -> None:
        """Measures it."""
        super().takeStep(state)
        self.totals.append(sum([agent.holds for agent in state.agents.inOrder()]))


class SimState(SimStateBase):
    """Ten of them."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        for i in range(N_AGENTS):
            self.addAgent(Grower(f"grower{i}", self.ss.growth))
        self.kpis = KPIs(self.ss.time_step)


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """The total so far."""
    totals = state.kpis.totals
    return [], ["total"], [totals[-1] if totals else 0.0]
