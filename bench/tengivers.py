"""A netlist of Boltzmann money, ten agents and 100 ticks, for `bench.moneysweep`: what an agent starts with varies."""

from typing import Any

from bench.boltzmann import payingGiver, plainGiver
from engine.AgentBase import AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_HOUR

N_AGENTS, N_TICKS = 10, 100
PLAIN, WALLETS = "attributes", "wallets"
_GIVERS = {PLAIN: plainGiver(), WALLETS: payingGiver(AgentBaseNoEvm)}

netlist_measures = {"first": "final(first)"}


class SimStrategy(SimStrategyBase):
    """How much money there is, and where it is kept."""

    coins: float = parameter(1.0, "coins", "what an agent starts with", above=0)
    kept_in: str = parameter(PLAIN, "", "where an agent keeps its money", choices=(PLAIN, WALLETS))

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setLogInterval(S_PER_HOUR * N_TICKS)
        self.setMaxTicks(N_TICKS)


class SimState(SimStateBase):
    """Ten givers."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        Giver = _GIVERS[self.ss.kept_in]
        self.everybody = [Giver(f"agent{i}", self.ss.coins) for i in range(N_AGENTS)]
        for agent in self.everybody:
            self.addAgent(agent)
        self.kpis = KPIsBase(self.ss.time_step)


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """What the first agent has."""
    return [], ["first"], [state.getAgent("agent0").coins()]
