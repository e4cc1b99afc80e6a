"""What the reference's own tests establish, figure by figure, with stub agents written as for the reference.

Stubs hold floats, base 18, or tokens on a chain; all figures hold with and without the reference's quirks.
"""

import pytest

from assets.agents.opsci.PrivateKnowledgeMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci.PublicKnowledgeMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci.test.stubs import Applicant, Purse, Spender, State, Treasury, strategy, stub
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent

pytestmark = pytest.mark.parametrize("quirks", [False, True], ids=["ours", "quirks"])


class Publisher(Applicant):
    """Pays 4 to the market whenever it has more. Half of it stays there on even ticks, nothing on odd ones."""

    def takeStep(self, state):
        if self.OCEAN() > 4:
            self._transferOCEAN(state.getAgent("market"), 4.0)
            self.ratio_funds_to_publish = 0.0 if state.tick % 2 else 0.5
            self.last_tick_spent = state.tick


def test_a_market_shares_what_is_paid_in_it(Base, quirks):
    """Rounds of 2 ticks, a fee of a quarter: at first nobody owns anything, later the publisher is paid back."""
    ss = strategy(TICKS_BETWEEN_PROPOSALS=2, TREASURY="t", REFERENCE_QUIRKS=quirks)
    t = stub(Base, Treasury, "t", proposal_evaluation={"winner": "r", "amount": 1})
    r = stub(Base, Publisher, "r", 10.0)
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.25, {"t": 1.0})
    state = State(ss, [t, r, market])
    for expected in [(6, 3, 1, 1), (5, 3, 2, 1), (2.5, 4.5, 3, 2)]:
        state.runTicks()
        assert (*state.held("r", "market", "t"), market.total_knowledge_assets) == expected


def test_a_treasury_gives_one_grant_a_round_until_it_is_empty(Base, quirks):
    """Each round of one tick moves 1 OCEAN; after ten rounds nothing more happens."""
    ss = strategy(TICKS_BETWEEN_PROPOSALS=1, FUNDING_BOUNDARY=0, REFERENCE_QUIRKS=quirks)
    state = State(ss, [OpscientiaDAOAgent("t", 0.0, 10.0), stub(Base, Applicant, "r")])
    for n in range(1, 14):
        state.runTicks()
        assert state.held("t", "r") == (10 - min(n, 10), min(n, 10))


def test_researchers_are_funded_in_rounds(Base, quirks):
    """The cheap proposal wins each round of 2 ticks and is published; the other researcher buys, and knows as much."""
    ss = strategy(
        TICKS_BETWEEN_PROPOSALS=2,
        PRICE_OF_ASSETS=1,
        RATIO_FUNDS_TO_PUBLISH=1,
        FUNDING_BOUNDARY=0,
        REFERENCE_QUIRKS=quirks,
    )
    m, dao = stub(Base, Purse, "m", 0.0, 0.0), OpscientiaDAOAgent("dao", 0.0, 10.0)
    setups = [{"grant_requested": g, "assets_generated": 1, "no_researchers": 1} for g in (1, 2)]
    r0, r1 = (ResearcherAgent(f"r{i}", "dao", 0.0, 10.0, {"m": 1.0}, setups[i]) for i in range(2))
    state = State(ss, [m, dao, r0, r1])

    state.runTicks()
    assert state.held("dao", "r0", "r1") == (10, 10, 10)
    assert r0.new_proposal
    assert r1.new_proposal
    assert (r0.proposal is setups[0], r0.ticks_since_proposal) == (True, 0)
    for n in range(2, 21):
        state.runTicks()
        assert state.held("dao", "r0", "r1", "m") == (10 - n // 2, 10, 10 - n // 2, n // 2 * 2)
        for r in (r0, r1):
            assert r.new_proposal is (n % 2 == 1)
            assert r.ticks_since_proposal == (n + 1) % 2
    assert (r0.total_assets_in_mrkt, r1.total_assets_in_mrkt) == (10, 0)
    assert (r0.knowledge_access, r1.knowledge_access) == (11, 11)
    state.runTicks(6)
    assert state.held("dao", "r0", "r1", "m") == (0, 10, 0, 20)


def test_a_slot_is_filled_again_when_its_project_ends(Base, quirks):
    """Projects of 2 ticks in one slot: a grant every 3 ticks, ten in total."""
    ss = strategy(
        PROPOSALS_FUNDED_AT_A_TIME=1,
        PRICE_OF_ASSETS=1,
        FUNDING_BOUNDARY=0,
        RATIO_FUNDS_TO_PUBLISH=0,
        RANDOM_BUYING=False,
        REFERENCE_QUIRKS=quirks,
    )
    asks = {"assets_generated": 1, "no_researchers": 10, "time": 2, "integration": 1, "novelty": 1, "impact": 10}
    market, dao = stub(Base, Purse, "market", 0.0, 0.0), MultTimeDAOTreasuryAgent("dao", 0.0, 10.0)
    r0, r1 = (
        MultTimeResearcherAgent(f"r{i}", "dao", 0.0, 10.0, {"market": 1.0}, {"grant_requested": i + 1, **asks})
        for i in range(2)
    )
    state = State(ss, [market, dao, r0, r1])
    everybody = ("dao", "r0", "r1", "market")

    state.runTicks()
    assert r0.proposal
    assert r1.proposal
    assert dao.update == 0
    state.runTicks()
    record = {"winner": "r0", "amount": 1, "integration": 1, "novelty": 1, "impact": 10}
    assert (dao.proposal_evaluation, dao.update) == ({0: record}, 1)
    assert state.held(*everybody) == (9, 10, 9, 2)
    assert r1.proposal["knowledge_access"] == 2
    state.runTicks()
    assert (r0.research_finished, r0.proposal, dao.update) == (True, {}, 0)
    assert state.held(*everybody) == (9, 10, 9, 2)
    state.runTicks()
    assert dao.proposal_evaluation == {}
    assert r0.proposal["knowledge_access"] == 2
    for n in range(2, 11):
        state.runTicks()
        assert state.held(*everybody) == (10 - n, 10, 10 - n, 2 * n)
        assert state.tick == 3 * n - 1
        state.runTicks(2)
    assert (r0.knowledge_access, r1.knowledge_access) == (11, 11)
    state.runTicks(10)
    assert state.held(*everybody) == (0, 10, 0, 20)


def test_a_private_market_pays_owners_of_the_type_that_is_bought(Base, quirks):
    """A buyer and a publisher of algorithms: assets published in a step count for the payout of that step."""
    ss = strategy(REFERENCE_QUIRKS=quirks)
    buys = {"spent": 2.0, "market": "private_market", "asset_buy": "algo", "publish": False, "ratio": 0.0}
    publishes = {**buys, "spent": 4.0, "publish": True, "ratio": 0.5, "assets_generated": 1.0}
    r0, r1 = stub(Base, Spender, "r0", 10.0, "private", **buys), stub(Base, Spender, "r1", 10.0, "private", **publishes)
    market = PrivateKnowledgeMarketAgent("private_market", 0.0, 0.0, 0.5, {"dao": 1.0})
    state = State(ss, [stub(Base, Purse, "dao", 0.0, 0.0), r0, r1, market])
    rows = {1: (8, 8, 1, 3, 1), 3: (6, 6, 2, 6, 2), 5: (4, 4, 3, 9, 3), 7: (2, 2, 4, 12, 4), 9: (0, 3, 4, 13, 4)}
    for n in range(1, 11):
        state.runTicks()
        expected = rows[n - 1 + n % 2]
        assert (*state.held("r0", "r1", "private_market", "dao"), market.total_knowledge_assets) == expected
        assert market.knowledge_assets == {"algo": expected[-1], "data": 0, "compute": 0}
        assert market.knowledge_assets_per_researcher == {"algo": {r1: expected[-1]}}


def test_a_public_market_passes_on_what_publishers_do_not_leave(Base, quirks):
    """A private buyer and a public publisher: half of half of the publisher's payments stays."""
    ss = strategy(REFERENCE_QUIRKS=quirks)
    buys = {"spent": 2.0, "market": "public_market", "asset_buy": "algo", "publish": False, "ratio": 0.0}
    publishes = {**buys, "spent": 4.0, "publish": True, "ratio": 0.5}
    r0, r1 = stub(Base, Spender, "r0", 10.0, "private", **buys), stub(Base, Spender, "r1", 10.0, "public", **publishes)
    market = PublicKnowledgeMarketAgent("public_market", 0.0, 0.0, 0.5, {"dao": 1.0})
    state = State(ss, [stub(Base, Purse, "dao", 0.0, 0.0), r0, r1, market])
    rows = {1: (8, 6, 1, 5, 1), 3: (6, 2, 2, 10, 2), 5: (4, 2, 2, 12, 2)}
    for n in range(1, 7):
        state.runTicks()
        expected = rows[n - 1 + n % 2]
        assert (*state.held("r0", "r1", "public_market", "dao"), market.total_knowledge_assets) == expected


def test_private_researchers_act_when_public_grants_are_awarded(Base, quirks):
    """The private researcher buys, publishes, buys, and then waits forever for income."""
    everything = dict.fromkeys(["data", "algo", "compute"], 1)
    ss = strategy(
        PROPOSALS_FUNDED_AT_A_TIME=1,
        PRICE_OF_ASSETS=1,
        FUNDING_BOUNDARY=0,
        PRIVATE_PUBLISH_COST=everything,
        ASSET_COSTS={"private_market": everything, "public_market": everything},
        REFERENCE_QUIRKS=quirks,
    )
    markets = [stub(Base, Purse, name, 0.0, 0.0) for name in ("public_market", "private_market")]
    dao = VersatileDAOTreasuryAgent("dao", 0.0, 10.0)
    asks: dict = {"grant_requested": 1, "assets_generated": 1, "no_researchers": 10, "time": 2}
    asks.update(integration=0.9, novelty=0.9, impact=9)
    r0 = VersatileResearcherAgent("r0", 0.0, 10.0, {}, "public", evaluator="dao", proposal_setup=asks)
    r1 = VersatileResearcherAgent("r1", 0.0, 10.0, {}, "private", "algo", evaluator="dao")
    state = State(ss, [*markets, dao, r0, r1])
    state.runTicks()
    for n in range(1, 11):
        state.runTicks()
        assert state.held("dao", "r0", "r1") == (10 - n, 10, max(10 - n, 7))
        assert dao.update == 1
        state.runTicks(2)
    assert r0.knowledge_access == 11
    assert sum(state.held("public_market", "private_market")) == 13
    state.runTicks(6)
    assert state.held("dao", "r0", "r1") == (0, 10, 7)
