"""`SimState` of opsci_profit_sharing: a treasury, a staker, researchers and their market."""

from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.netlists.opsci_kit.OneMarketState import OneMarketState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(OneMarketState):
    """Treasury, staker, researchers and market, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = OpscientiaDAOAgent
    researcher_class = ResearcherAgent
    market_class = KnowledgeMarketAgent
