"""`SimState` of opsci_naive: a university, researchers, and the journals in which they publish."""

from __future__ import annotations

from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.SellerAgent import SellerAgent
from assets.netlists.opsci_kit.OpsciState import OpsciState
from assets.netlists.opsci_naive.KPIs import KPIs
from assets.netlists.opsci_naive.SimStrategy import SimStrategy


class SimState(OpsciState):
    """University, researchers and sellers, which act in this order."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        ss = ss or SimStrategy()
        super().__init__(ss)
        self.addAgent(OpscientiaDAOAgent(name=ss.TREASURY, USD=0.0, OCEAN=ss.TREASURY_INIT_OCEAN))
        self.addCompetitors(BaselineResearcherAgent, "sellers")
        self.addAgent(SellerAgent(name="sellers", USD=0.0, OCEAN=0.0, n_sellers=1.0, time_step=ss.time_step))
        self.kpis = KPIs(ss.time_step)
