"""`SimState` of opsci_naive: a university, researchers, and the journals in which they publish."""

from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.SellerAgent import SellerAgent
from assets.netlists.opsci_kit.OpsciState import OpsciState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(OpsciState):
    """University, researchers and sellers, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = OpscientiaDAOAgent
    researcher_class = BaselineResearcherAgent

    def addAgents(self) -> None:
        self.addTreasury()
        self.addCompetitors("sellers")
        self.addMechanisms()
        self.addAgent(SellerAgent(name="sellers", USD=0.0, OCEAN=0.0, n_sellers=1.0, time_step=self.ss.time_step))
