"""`SimState` of opsci_sourcecred: public funding, and grain for contributions."""

from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.netlists.opsci_kit.TwoMarketsState import TwoMarketsState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(TwoMarketsState):
    """Treasury, public and private researchers, ranker, distributor, and the markets, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = VersatileDAOTreasuryAgent
    researcher_class = VersatileResearcherAgent
