"""`SimState` of opsci_peer_review: public funding, with researchers who review each other's proposals."""

from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.netlists.opsci_kit.TwoMarketsState import TwoMarketsState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(TwoMarketsState):
    """Treasury, public and private researchers, editor, rewarder, and the markets, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = VersatileDAOTreasuryAgent
    researcher_class = VersatileResearcherAgent
