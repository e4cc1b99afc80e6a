"""`SimState` of opsci_mult_time_profit_sharing: a treasury, a staker, researchers and their market."""

from __future__ import annotations

from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent import MultTimeKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState
from assets.netlists.opsci_mult_time_profit_sharing.KPIs import KPIs
from assets.netlists.opsci_mult_time_profit_sharing.SimStrategy import SimStrategy


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        ss = ss or SimStrategy()
        super().__init__(ss, (MultTimeDAOTreasuryAgent, MultTimeResearcherAgent, MultTimeKnowledgeMarketAgent))
        self.kpis = KPIs(ss.time_step)
