"""`SimState` of opsci_mult_profit_sharing: a treasury, a staker, researchers and their market."""

from assets.agents.opsci.parameters import rules
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_agents.MultKnowledgeMarketAgent import MultKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState
from engine.AgentDict import AgentDict

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = MultDAOTreasuryAgent
    researcher_class = MultResearcherAgent
    market_class = MultKnowledgeMarketAgent

    def addAgents(self) -> None:
        super().addAgents()
        if rules(self.ss).any_order:
            self._shuffle()

    def _shuffle(self) -> None:
        """Puts agents in an order that differs from run to run: the reference walked through sets."""
        agents = list(self.agents.items())
        self.rng.shuffle(agents)
        self.agents = AgentDict(agents)
        self.researchers = {name: agent for name, agent in agents if name in self.researchers}
