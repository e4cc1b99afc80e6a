from typing import List

from enforce_typing import enforce_types

from assets.agents.JournalsAgent import JournalsAgent
from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from engine import AgentBase, SimStateBase

from .KPIs import KPIs
from .SimStrategy import SimStrategy


@enforce_types
class SimState(SimStateBase.SimStateBase):
    """A university, two researchers, and journals of our own. `researchers` holds other objects than `agents`."""

    def __init__(self, ss=None):
        super().__init__(ss)
        if self.ss is None:
            self.ss = SimStrategy()
        ss = self.ss
        new_agents: List[AgentBase.AgentBase] = []
        new_agents.append(OpscientiaDAOAgent(name="university", USD=0.0, OCEAN=500000.0))
        self.researchers = {}
        for i in range(2):
            new_agents.append(self._researcher(i))
            self.researchers["researcher%x" % i] = self._researcher(i)
        sellers = float(ss.init_n_sellers)
        new_agents.append(JournalsAgent(name="sellers", USD=0.0, OCEAN=0.0, n_sellers=sellers, time_step=ss.time_step))
        for agent in new_agents:
            self.agents[agent.name] = agent
        self.kpis = KPIs(self.ss.time_step)

    def _researcher(self, i):
        return BaselineResearcherAgent(
            name="researcher%x" % i, evaluator="university", USD=0.0, OCEAN=0.0, receiving_agents={"sellers": 1.0}
        )
