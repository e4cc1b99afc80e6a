"""`SimState` of opsci_mult_profit_sharing: a treasury, a staker, researchers and their market."""

from __future__ import annotations

from assets.agents.opsci.parameters import rules
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_agents.MultKnowledgeMarketAgent import MultKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState
from assets.netlists.opsci_mult_profit_sharing.KPIs import KPIs
from assets.netlists.opsci_mult_profit_sharing.SimStrategy import SimStrategy
from engine.AgentDict import AgentDict


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        ss = ss or SimStrategy()
        super().__init__(ss, (MultDAOTreasuryAgent, MultResearcherAgent, MultKnowledgeMarketAgent))
        self.kpis = KPIs(ss.time_step)
        if rules(ss).any_order:
            self._shuffle()

    def _shuffle(self) -> None:
        """Lets agents act in an order that differs by run: the reference walked through sets."""
        agents = list(self.agents.items())
        self.rng.shuffle(agents)
        self.agents = AgentDict(agents)
        self.researchers = {name: agent for name, agent in agents if name in self.researchers}
