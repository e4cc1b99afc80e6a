"""Science agents next to agents with a wallet on the chain, as tests of 2022 have them."""

from enforce_typing import enforce_types

from assets.agents.JournalsAgent import JournalsAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_pp_agents.PrivateMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.PublicMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.ResearcherGenerator import ResearcherGeneratorAgent
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBase


class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.TICKS_BETWEEN_PROPOSALS = 2
        self.PRICE_OF_ASSETS = 1
        self.RATIO_FUNDS_TO_PUBLISH = 1
        self.FUNDING_BOUNDARY = 0
        self.PROPOSALS_FUNDED_AT_A_TIME = 1
        self.TREASURY = "dao"


class SimState(SimStateBase.SimStateBase):
    def __init__(self, *agents):
        super().__init__()
        self.ss = SimStrategy()
        self.researchers, self.public_researchers, self.private_researchers = {}, {}, {}
        for agent in agents:
            self.agents[agent.name] = agent

    def takeStep(self):
        super().takeStep()
        self.tick += 1


@enforce_types
class SimpleAgent(AgentBase):
    def takeStep(self, state):
        pass


@enforce_types
class FunderAgent(AgentBase):
    def __init__(self, name: str, USD: float, OCEAN: float, winner: str):
        super().__init__(name, USD, OCEAN)
        self.proposal_evaluation = {"winner": winner, "amount": 1}

    def takeStep(self, state):
        pass


@enforce_types
class PublishingAgent(AgentBase):
    """Pays 4 OCEAN to the market as long as it has more, and only notes that it did."""

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self.proposal = {"assets_generated": 1}
        self.ratio_funds_to_publish = 0.0
        self.last_tick_spent = 0

    def takeStep(self, state):
        self.last_tick_spent = state.tick
        if self.OCEAN() > 4.0:
            self._transferOCEAN(state.getAgent("market"), 4.0)
            self.ratio_funds_to_publish = 0.5 if state.tick % 2 == 0 else 0.0


def test_knowledge_market():
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.25, fee_receiving_agents={"dao": 1.0})
    state = SimState(FunderAgent("dao", 0.0, 0.0, "r"), PublishingAgent("r", 0.0, 10.0), market)
    state.researchers["r"] = state.agents["r"]
    for r, kept, dao, assets in ((6.0, 3.0, 1.0, 1), (5.0, 3.0, 2.0, 1), (2.5, 4.5, 3.0, 2)):
        state.takeStep()
        assert state.getAgent("r").OCEAN() == r
        assert market.OCEAN() == kept
        assert state.getAgent("dao").OCEAN() == dao
        assert market.total_knowledge_assets == assets


def test_dao_and_researchers():
    def researcher(name, grant):
        setup = {"grant_requested": grant, "assets_generated": 1, "no_researchers": 1}
        return ResearcherAgent(name, "dao", 0.0, 10.0, {"m": 1.0}, proposal_setup=setup)

    dao = OpscientiaDAOAgent("dao", 0.0, 10.0)
    state = SimState(SimpleAgent("m", 0.0, 0.0), dao, researcher("r0", 1), researcher("r1", 2))
    # Other objects of the same names.
    state.researchers = {"r0": researcher("r0", 1), "r1": researcher("r1", 2)}
    for _ in range(20):
        state.takeStep()
    assert [state.getAgent(name).OCEAN() for name in ("dao", "r0", "r1", "m")] == [0.0, 10.0, 0.0, 20.0]
    assert state.getAgent("r0").knowledge_access == state.getAgent("r1").knowledge_access == 11
    assert state.getAgent("r0").total_assets_in_mrkt == 10


def test_rolling_dao_and_researchers():
    def researcher(name, grant):
        setup = {"grant_requested": grant, "assets_generated": 1, "no_researchers": 10, "time": 2}
        setup.update({"integration": 1, "novelty": 1, "impact": 10})
        return MultTimeResearcherAgent(name, "dao", 0.0, 10.0, {"market": 1.0}, proposal_setup=setup)

    dao = MultTimeDAOTreasuryAgent("dao", 0.0, 10.0)
    state = SimState(SimpleAgent("market", 0.0, 0.0), dao, researcher("r0", 1), researcher("r1", 2))
    state.researchers = {name: state.agents[name] for name in ("r0", "r1")}
    state.takeStep()
    assert dao.update == 0
    state.takeStep()
    assert dao.proposal_evaluation[0]["winner"] == "r0"
    assert [state.getAgent(name).OCEAN() for name in ("dao", "r0", "r1", "market")] == [9.0, 10.0, 9.0, 2.0]
    state.takeStep()
    assert state.getAgent("r0").research_finished
    assert state.getAgent("r0").proposal == {}


def test_a_researcher_of_our_own():
    class Bookkeeper(ResearcherAgent):
        def takeStep(self, state):
            super().takeStep(state)
            self.my_OCEAN = self.OCEAN()
            self.seen = self.spentAtTick()

    agent = Bookkeeper("r0", "dao", 0.0, 10.0, {"m": 1.0}, proposal_setup={"grant_requested": 1, "assets_generated": 1})
    state = SimState(OpscientiaDAOAgent("dao", 0.0, 0.0), agent)
    state.researchers["r0"] = agent
    state.takeStep()
    assert agent.my_OCEAN == agent.seen == 10.0
    assert agent.proposal_setup["grant_requested"] == 1


def test_markets_fields():
    market = KnowledgeMarketAgent("market", 0.0, 5.0, 0.1, {"dao": 1.0})
    assert market.transaction_fees_percentage == 0.1
    assert market.last_research_tick == 0
    assert market.my_OCEAN_list == []
    assert PrivateKnowledgeMarketAgent("m", 0.0, 0.0, 0.1).types == PublicKnowledgeMarketAgent("m", 0.0, 0.0, 0.1).types


def test_generators_fields():
    agent = ResearcherGeneratorAgent("g", "dao", 0.0, 0.0, "time", "dec", time_interval=30000, start_gen=5)
    assert (agent.generator_cond_type, agent.generator_type) == ("time", "dec")
    assert (agent.time_interval, agent.start_gen) == (30000, 5)
    assert (agent.last_generated, agent.market_update, agent.agents_generated) == (0, 0, 0)


def test_journals():
    state = SimState(JournalsAgent("sellers", 0.0, 3.0, n_sellers=1.0, time_step=3600))
    state.takeStep()
    assert state.getAgent("sellers")._OCEAN_per_tick == [3.0]
