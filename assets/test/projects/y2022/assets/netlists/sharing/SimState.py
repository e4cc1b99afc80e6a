from enforce_typing import enforce_types

from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_agents.SimpleStakerspeculatorAgent import SimpleStakerspeculatorAgent
from engine import SimStateBase

from .KPIs import KPIs
from .SimStrategy import SimStrategy


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss)
        if self.ss is None:
            self.ss = SimStrategy()
        ss = self.ss
        agents, researcher_agents = [], []
        agents.append(OpscientiaDAOAgent(name="dao_treasury", USD=0.0, OCEAN=500000.0))
        agents.append(SimpleStakerspeculatorAgent(name="staker", USD=0.0, OCEAN=90000.0))
        for i in range(ss.NUMBER_OF_RESEARCHERS):
            for made in (agents, researcher_agents):
                made.append(
                    ResearcherAgent(
                        name="researcher%x" % i,
                        evaluator="dao_treasury",
                        USD=0.0,
                        OCEAN=10000.0,
                        receiving_agents={"market": 1.0},
                    )
                )
        agents.append(
            KnowledgeMarketAgent(
                name="market",
                USD=0.0,
                OCEAN=0.0,
                transaction_fees_percentage=0.1,
                fee_receiving_agents={"staker": ss.FEES_TO_STAKERS, "dao_treasury": 1.0 - ss.FEES_TO_STAKERS},
            )
        )
        for agent in agents:
            self.agents[agent.name] = agent
        self.researchers = {agent.name: agent for agent in researcher_agents}
        self.kpis = KPIs(ss.time_step)
