"""`SimState` of opsci_mult_time_profit_sharing: a treasury, a staker, researchers and their market."""

from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent import MultTimeKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = MultTimeDAOTreasuryAgent
    researcher_class = MultTimeResearcherAgent
    market_class = MultTimeKnowledgeMarketAgent
