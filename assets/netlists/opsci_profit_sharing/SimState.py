"""`SimState` of opsci_profit_sharing: a treasury, a staker, researchers and their market."""

from __future__ import annotations

from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState
from assets.netlists.opsci_profit_sharing.KPIs import KPIs
from assets.netlists.opsci_profit_sharing.SimStrategy import SimStrategy


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        ss = ss or SimStrategy()
        super().__init__(ss, (OpscientiaDAOAgent, ResearcherAgent, KnowledgeMarketAgent))
        self.kpis = KPIs(ss.time_step)
