"""`SimState` of growth_public_funding_ps: public funding, and a private sector that grows."""

from assets.agents.opsci_pp_agents.ResearcherGenerator import ResearcherGeneratorAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.netlists.opsci_kit.TwoMarketsState import TwoMarketsState

from .KPIs import KPIs
from .SimStrategy import SimStrategy


class SimState(TwoMarketsState):
    """Treasury, public researchers, private ones, generator, and the markets, which act in this order."""

    strategy_class = SimStrategy
    kpis_class = KPIs
    treasury_class = VersatileDAOTreasuryAgent
    researcher_class = VersatileResearcherAgent

    def addOthers(self) -> None:
        ss = self.ss
        self.addAgent(
            ResearcherGeneratorAgent(
                name="generator",
                evaluator=ss.TREASURY,
                USD=0.0,
                OCEAN=0.0,
                generator_cond_type=ss.GENERATOR_COND_TYPE,
                generator_type=ss.GENERATOR_TYPE,
                time_interval=ss.GENERATOR_TIME_INTERVAL,
                start_gen=ss.GENERATOR_START,
                growth_rate=ss.GENERATOR_GROWTH_RATE,
                OCEAN_per_researcher=ss.NEW_RESEARCHER_INIT_OCEAN,
            )
        )
