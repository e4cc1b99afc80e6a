"""`SimState` of community_growth_public_funding_ps: public research with salaries, and a curious community."""

from assets.agents.opsci_pp_agents.CommunityAgent import CommunityAgent
from assets.agents.opsci_pp_agents.VVersatileDAOTreasuryAgent import VVersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VVersatileResearcherAgent import VVersatileResearcherAgent
from assets.netlists.opsci_kit.TwoMarketsState import TwoMarketsState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(TwoMarketsState):
    """Treasury, researchers, the markets, and the community member, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = VVersatileDAOTreasuryAgent
    researcher_class = VVersatileResearcherAgent

    def addAgents(self) -> None:
        super().addAgents()
        self.addAgent(CommunityAgent(name="member", USD=0.0, OCEAN=self.ss.MEMBER_INIT_OCEAN))
