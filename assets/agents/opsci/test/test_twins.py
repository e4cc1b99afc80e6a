"""Communities wired as in 2022: `researchers` holds a second object of each name, which never acts."""

import random

import pytest

from assets.agents.opsci.members import derived
from assets.agents.opsci.SellerAgent import SellerAgent
from assets.agents.opsci.test.stubs import State, strategy
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_agents.MultKnowledgeMarketAgent import MultKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent import MultTimeKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_pp_agents.PrivateMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.PublicMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.ResearcherGenerator import ResearcherGeneratorAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.opsci_pp_agents.VVersatileResearcherAgent import VVersatileResearcherAgent
from assets.netlists.opsci_kit.columns import privateColumns, publicColumns, researcherColumns
from util.constants import S_PER_DAY

QUICK = {"TIME_RANGE": (5, 9), "TICKS_BETWEEN_PROPOSALS": 10, "PROPOSALS_FUNDED_AT_A_TIME": 2, "TREASURY": "dao"}
ASSET_COSTS = {
    market: dict.fromkeys(("data", "algo", "compute"), 1000.0) for market in ("private_market", "public_market")
}
QUICK |= {"ASSET_COSTS": ASSET_COSTS, "PRIVATE_PUBLISH_COST": dict.fromkeys(("data", "algo", "compute"), 1000.0)}
FEES = {"dao": 1.0}


def oneMarket(treasury, researcher, market):
    """Agents of a community with one market; called twice, it gives twins."""
    others = [treasury("dao", 0.0, 500000.0), market("market", 0.0, 0.0, 0.1, FEES)]
    researchers = [researcher(f"researcher{i}", "dao", 0.0, 10000.0, {"market": 1.0}) for i in range(4)]
    return [others[0], *researchers, others[1]]


def twoMarkets():
    """Agents of a community with public and private researchers."""
    kinds = [("public", "data")] * 3 + [("private", "algo")] * 3
    researchers = [
        VersatileResearcherAgent(f"researcher{i}", 0.0, 50000.0, {"market": 1.0}, *kind, "dao")
        for i, kind in enumerate(kinds)
    ]
    markets = [
        kind(name, 0.0, 0.0, 0.1, FEES)
        for kind, name in (
            (PrivateKnowledgeMarketAgent, "private_market"),
            (PublicKnowledgeMarketAgent, "public_market"),
        )
    ]
    return [VersatileDAOTreasuryAgent("dao", 0.0, 500000.0), *researchers, *markets]


COMMUNITIES = {
    "one grant a round": lambda: oneMarket(OpscientiaDAOAgent, ResearcherAgent, KnowledgeMarketAgent),
    "grants a round": lambda: oneMarket(MultDAOTreasuryAgent, MultResearcherAgent, MultKnowledgeMarketAgent),
    "slots": lambda: oneMarket(MultTimeDAOTreasuryAgent, MultTimeResearcherAgent, MultTimeKnowledgeMarketAgent),
    "two markets": twoMarkets,
}


@pytest.mark.parametrize("quirks", [False, True], ids=["ours", "quirks"])
@pytest.mark.parametrize("community", COMMUNITIES)
def test_names_count_in_lists_of_researchers(community, quirks):
    """With twins in its lists, a community fares as it does with the agents themselves, and logs the same columns."""
    ended = []
    for with_twins in (False, True):
        random.seed(1)
        state = State(strategy(**QUICK, REFERENCE_QUIRKS=quirks), COMMUNITIES[community]())
        if with_twins:
            for listing in (state.researchers, state.public_researchers, state.private_researchers):
                listing.update({agent.name: agent for agent in COMMUNITIES[community]() if agent.name in listing})
        state.runTicks(60)
        columns = researcherColumns(state)
        if state.private_researchers:
            columns |= publicColumns(state) | privateColumns(state)
        ended.append({**{agent.name: agent.OCEAN() for agent in state.allAgents()}, **columns})
    assert ended[0] == ended[1]
    assert sum(ended[0][f"researcher{i}_no_proposals_funded"] for i in range(3)) > 1


# ---- attributes that subclasses of 2022 use


def test_what_an_agent_computes_it_may_also_set():
    """As its own attribute, from then on."""

    class Agent:
        @derived
        def worth(self):
            """What it computes."""
            return 1

    agent = Agent()
    assert agent.worth == 1
    agent.worth = 2
    assert agent.worth == 2
    assert Agent().worth == 1


def test_a_researcher_subclass_may_keep_its_own_books():
    """It sets `my_OCEAN` in each step, changes `proposal_setup`, and asks `spentAtTick()`."""

    class Keeper(ResearcherAgent):
        def takeStep(self, state):
            assert self.proposal_setup is not None
            self.proposal_setup["grant_requested"] += 1
            super().takeStep(state)
            self.my_OCEAN = self.OCEAN() + self.spentAtTick()

    agent = Keeper("r", "dao", 0.0, 10.0, {"m": 1.0}, {"grant_requested": 1, "assets_generated": 1})
    state = State(strategy(**QUICK), [OpscientiaDAOAgent("dao", 0.0, 0.0), agent])
    state.runTicks(3)
    assert agent.proposal["grant_requested"] == 4
    assert agent.my_OCEAN == 20.0


def test_a_grantee_knows_what_its_proposal_was_drawn_from():
    """`proposal_params`: the grant without the salary, the time, whether it continues, and the salary."""
    random.seed(0)
    agent = VVersatileResearcherAgent("r", 0.0, 0.0, {}, "public", "data", "dao")
    assert agent.proposal_params == {}
    state = State(strategy(**QUICK), [VersatileDAOTreasuryAgent("dao", 0.0, 0.0), agent])
    state.runTicks(1)
    params = agent.proposal_params
    assert list(params) == ["grant_requested", "time", "continuing", "salary"]
    assert params["salary"] == pytest.approx(params["time"] / 24 / 30 * 2000)
    assert (
        params["grant_requested"]
        == round(params["grant_requested"], 9)
        == agent.proposal["grant_requested"] - params["salary"]
    )


def test_a_market_remembers_what_it_held_and_when_it_credited():
    """`my_OCEAN_list`: an entry per step. `last_research_tick`: counts on from the last credit. The fee can be set."""
    random.seed(1)
    state = State(strategy(**QUICK), COMMUNITIES["one grant a round"]())
    market = state.getAgent("market")
    held = []
    for n in range(1, 41):
        state.runTicks(1)
        held.append(market.OCEAN())
        if n % 7 == 0:
            assert market.my_OCEAN_list == held
        if n in (9, 40):
            assert market.last_research_tick == state.tick
    assert len(set(held)) > 3
    market.transaction_fees_percentage = 0.0
    fees = market.total_fees
    state.runTicks(40)
    assert market.total_fees == fees


def test_owners_can_be_entered_by_hand():
    """A subclass may credit assets in `knowledge_assets_per_researcher` itself."""
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.1)
    market.knowledge_assets_per_researcher["r"] = 3
    assert market.knowledge_assets_per_researcher == {"r": 3}
    assert market.book.total() == 3


@pytest.mark.parametrize(
    ("kind", "born", "start_gen", "last_generated"),
    [("dec", [3, 2, 0, 0], 1, 0), ("exp", [1, 2, 3, 4], 3, 4), ("linear", [1, 1, 1, 1], 3, 0)],
)
def test_a_generator_shows_its_fields(kind, born, start_gen, last_generated):
    """Under the names they had."""
    agent = ResearcherGeneratorAgent("g", "dao", 0.0, 0.0, "time", kind, 2, 3)
    state = State(strategy(**QUICK), [VersatileDAOTreasuryAgent("dao", 0.0, 0.0), agent])
    fields = (agent.evaluator, agent.generator_cond_type, agent.generator_type, agent.time_interval, agent.start_gen)
    assert fields == ("dao", "time", kind, 2, 3)
    came = []
    for _ in born:
        before = agent.agents_generated
        state.runTicks(2)
        came.append(agent.agents_generated - before)
    assert came == born
    assert (agent.start_gen, agent.last_generated, agent.market_update) == (start_gen, last_generated, 0)


def test_a_seller_knows_what_came_in_during_a_month():
    """USD and OCEAN, not what it happens to hold."""
    ss = strategy(time_step=S_PER_DAY)
    seller, payer = SellerAgent("s", 0.0, 5.0, 1.0, S_PER_DAY), SellerAgent("p", 100.0, 100.0, 1.0, S_PER_DAY)
    state = State(ss, [seller, payer])
    for _ in range(40):
        payer._transferOCEAN(seller, 2.0)
        payer._transferUSD(seller, 1.0)
        state.runTicks(1)
    assert (seller.monthlyOCEANreceived(state), seller.monthlyUSDreceived(state)) == (60.0, 30.0)
    state.runTicks(30)
    assert (seller.monthlyOCEANreceived(state), seller.monthlyUSDreceived(state)) == (0.0, 0.0)
