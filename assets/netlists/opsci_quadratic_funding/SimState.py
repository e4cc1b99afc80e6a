"""`SimState` of opsci_quadratic_funding: donors, a treasury that matches what they give, and two markets."""

from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.quadraticfunding.SponsorTreasuryAgent import SponsorTreasuryAgent
from assets.netlists.opsci_kit.TwoMarketsState import TwoMarketsState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(TwoMarketsState):
    """Treasury, public and private researchers, donors, attackers, rounds, and the markets, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = SponsorTreasuryAgent
    researcher_class = VersatileResearcherAgent
