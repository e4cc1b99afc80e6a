"""Researchers that live on grants: when they propose, and what they do when they win or lose."""

import pytest

from assets.agents.opsci.test.stubs import BASES, Purse, State, Treasury, strategy, stub
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent import MultTimeKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VVersatileResearcherAgent import VVersatileResearcherAgent
from util.errors import InsufficientFunds

IN_ROUNDS = [BaselineResearcherAgent, ResearcherAgent, MultResearcherAgent]
BY_SLOTS = [MultTimeResearcherAgent, VersatileResearcherAgent, VVersatileResearcherAgent]


def asks(g, time=3, **more):
    """A proposal."""
    return {"grant_requested": g, "assets_generated": 2, "time": time, "integration": 0.5, "novelty": 0.5, **more}


def researcher(Class, name, OCEAN, setup, receivers=None):
    """A researcher of that class, whose treasury is `dao` and whose market is `public_market`."""
    if issubclass(Class, VersatileResearcherAgent):
        return Class(name, 0.0, OCEAN, {}, "public", "data", "dao", setup)
    return Class(name, "dao", 0.0, OCEAN, receivers or {"public_market": 1.0}, setup)


def community(Class, dao, setups, OCEAN=100.0, **values):
    """A treasury, researchers r0, r1, … that always ask for these grants, and a purse for what they pay."""
    values = {"TICKS_BETWEEN_PROPOSALS": 10, "PRICE_OF_ASSETS": 10, "FUNDING_BOUNDARY": 0, **values}
    people = [researcher(Class, f"r{i}", OCEAN, setup) for i, setup in enumerate(setups)]
    return State(strategy(**values), [dao, *people, stub(BASES[1], Purse, "public_market", 0.0, 0.0)], True)


def announces(dao, *names):
    """Makes a stub treasury award grants to these."""
    records = {i: {"winner": name, "amount": 5} for i, name in enumerate(names)}
    dao.proposal_evaluation = dao.proposal_evaluation_update = records
    dao.update = len(names)


# ---- in rounds


@pytest.mark.parametrize("Class", IN_ROUNDS)
def test_it_proposes_once_a_round(Class):
    """The first proposal counts once. The winner publishes the whole grant; losers buy, unless they are naive."""
    state = community(Class, OpscientiaDAOAgent("dao", 0.0, 1e6), [asks(40), asks(50)])
    r0, r1 = state.researchers.values()
    state.runTicks()
    assert (r0.no_proposals_submitted, r0.ticks_since_proposal, r0.new_proposal) == (1, 0, True)
    state.runTicks()
    assert (r0.proposal_accepted, r1.proposal_accepted, r0.new_proposal, r1.new_proposal) == (True, False, False, False)
    assert (r0.no_proposals_funded, r0.total_assets_in_mrkt, r0.total_research_funds_received) == (1, 2, 40)
    buys = Class is not BaselineResearcherAgent
    assert state.held("r0", "r1", "public_market") == (100, 90 if buys else 100, 50 if buys else 40)
    assert (r0.knowledge_access, r1.knowledge_access) == (2, 2 if buys else 1)
    assert (r0.last_tick_spent, r0.ratio_funds_to_publish, r1.ratio_funds_to_publish) == (1, 0.4, 0)
    state.runTicks(8)
    assert (r0.no_proposals_submitted, r0.ticks_since_proposal) == (1, 9)
    state.runTicks()
    assert (r0.no_proposals_submitted, r0.ticks_since_proposal, r0.new_proposal) == (2, 0, True)
    assert r0.my_OCEAN == 100


@pytest.mark.parametrize("Class", IN_ROUNDS)
def test_who_won_may_lose(Class):
    """The grant is over after publishing."""
    dao = stub(BASES[0], Treasury, "dao")
    state = community(Class, dao, [asks(40), asks(50)])
    r0, r1 = state.researchers.values()
    for winner, accepted in (("r0", (True, False)), ("r1", (False, True))):
        dao.proposal_evaluation = {"winner": winner, "amount": 40}
        state.runTicks(10)
        assert (r0.proposal_accepted, r1.proposal_accepted) == accepted


def test_a_grant_ends_with_several_receivers():
    """Payments are split by the receivers' shares."""
    purses = [stub(BASES[0], Purse, name, 0.0, 0.0) for name in ("x", "y")]
    r = researcher(ResearcherAgent, "r", 0.0, asks(40), {"x": 0.25, "y": 0.75})
    ss = strategy(TICKS_BETWEEN_PROPOSALS=10, FUNDING_BOUNDARY=0)
    state = State(ss, [OpscientiaDAOAgent("dao", 0.0, 100.0), r, *purses])
    state.runTicks(2)
    assert state.held("r", "x", "y") == (0, 10, 30)


@pytest.mark.parametrize("Class", [ResearcherAgent, MultTimeResearcherAgent])
def test_who_cannot_pay_does_not_buy(Class):
    """A researcher without money learns nothing and owes nothing. The last of its money pays for a purchase."""
    Dao = OpscientiaDAOAgent if Class is ResearcherAgent else MultTimeDAOTreasuryAgent
    for OCEAN, left, known in ((9.99, 9.99, 1), (10.0, 0.0, 2)):
        dao = Dao("dao", 0.0, 1e6)
        state = community(Class, dao, [asks(40), asks(50)], OCEAN)
        state.runTicks(2)
        r1 = state.researchers["r1"]
        assert (r1.OCEAN(), r1.knowledge_access) == (left, known)
    assert r1.last_tick_spent == 1


def test_without_a_round_everybody_waits():
    """Without a round it keeps its proposal, and checks again each tick."""
    dao = stub(BASES[0], Treasury, "dao")
    state = community(ResearcherAgent, dao, [asks(40), asks(50)])
    r0 = state.researchers["r0"]
    state.runTicks(7)
    assert (r0.ticks_since_proposal, r0.new_proposal, r0.no_proposals_submitted) == (0, True, 1)
    dao.proposal_evaluation = {"winner": "r1", "amount": 1}
    state.runTicks()
    assert (r0.ticks_since_proposal, r0.new_proposal, r0.knowledge_access) == (1, False, 2)


# ---- by slots


@pytest.mark.parametrize("Class", BY_SLOTS)
@pytest.mark.parametrize("T", [1, 2, 5])
def test_a_project_takes_its_time(Class, T):
    """A project funded at tick 1 is over at tick T; the slot is free a tick later, and filled after another one."""
    Dao = MultTimeDAOTreasuryAgent if Class is MultTimeResearcherAgent else VersatileDAOTreasuryAgent
    dao = Dao("dao", 0.0, 1e6)
    state = community(Class, dao, [asks(40, T)], PROPOSALS_FUNDED_AT_A_TIME=1)
    r = state.researchers["r0"]
    funded, over = [], []
    for tick in range(4 * (T + 1)):
        state.runTicks()
        if dao.update:
            funded.append(tick)
        if r.research_finished:
            over.append(tick)
            assert (r.proposal, r.proposal_accepted) == ({}, False)
    assert funded == [1 + i * (T + 1) for i in range(4)]
    assert over[:3] == [T + i * (T + 1) for i in range(3)]
    assert (r.no_proposals_submitted, r.no_proposals_funded, r.total_assets_in_mrkt) == (4, 4, 8)
    assert list(state.projects) == ["r0_0", "r0_1", "r0_2", "r0_3"]
    project = state.projects["r0_0"]
    assert (project.creator, project.value, project.impact, project.engagement) == ("r0", 40, 5.0, 0)


@pytest.mark.parametrize("Class", BY_SLOTS)
def test_a_loser_buys_for_each_award_and_proposes_anew(Class):
    """It buys even if slots are free. Its new proposal includes what it learned; without awards, nothing changes."""
    dao = stub(BASES[0], Treasury, "dao")
    state = community(Class, dao, [None, None, None], PROPOSALS_FUNDED_AT_A_TIME=3)
    state.runTicks(3)
    r0 = state.researchers["r0"]
    first = r0.proposal
    assert r0.no_proposals_submitted == 0
    announces(dao, "r1", "r2")
    state.runTicks()
    assert (r0.OCEAN(), r0.knowledge_access, r0.proposal["knowledge_access"]) == (80, 3, 3)
    assert (r0.no_proposals_submitted, r0.new_proposal, r0.proposal_accepted) == (1, True, False)
    second = r0.proposal
    assert second is not first
    dao.update = 0
    state.runTicks(5)
    assert r0.proposal is second
    assert r0.OCEAN() == 80


def test_a_winner_acts_on_its_grant_though_other_slots_are_empty():
    """A project awarded by a treasury that reaches its boundary with one of three slots filled is funded anyway."""
    for Class, Dao in (
        (MultTimeResearcherAgent, MultTimeDAOTreasuryAgent),
        (VersatileResearcherAgent, VersatileDAOTreasuryAgent),
    ):
        dao = Dao("dao", 0.0, 14.0)
        setups = [asks(11, 5), asks(12, 5), asks(13, 5)]
        state = community(Class, dao, setups, 0.0, PROPOSALS_FUNDED_AT_A_TIME=3, FUNDING_BOUNDARY=5)
        state.runTicks(2)
        assert state.held("dao", "r0", "r1", "r2", "public_market") == (3, 0, 0, 0, 11)
        assert state.researchers["r0"].no_proposals_funded == 1
        dao.receiveOCEAN(100.0)
        state.runTicks()
        assert sum(r.proposal_accepted for r in state.researchers.values()) == 3
        assert state.researchers["r0"].OCEAN() == 0
        state.runTicks()
        assert dao.OCEAN() == 103 - 12 - 13


def test_a_salary_stays_with_the_researcher():
    """Only the rest of the grant is published."""
    dao = VersatileDAOTreasuryAgent("dao", 0.0, 1e6)
    state = community(VVersatileResearcherAgent, dao, [asks(40, salary=15)], 0.0)
    state.runTicks(2)
    r = state.researchers["r0"]
    assert (r.OCEAN(), state.agents["public_market"].OCEAN()) == (15, 25)
    assert (r.total_research_funds_received, state.projects["r0_0"].value) == (40, 40)
    assert r.last_OCEAN_spent["spent"] == r.total_OCEAN_spent_this_tick == 25


def test_what_was_spent_is_noted_for_one_step():
    """The last payment is noted as an amount, or with its purpose."""
    for Class in BY_SLOTS:
        dao = stub(BASES[0], Treasury, "dao")
        state = community(Class, dao, [asks(5), asks(6), asks(7)])
        state.runTicks()
        announces(dao, "r1", "r2")
        state.agents["r1"].receiveOCEAN(6.0)
        state.runTicks()
        r0, r1 = state.agents["r0"], state.agents["r1"]
        if Class is MultTimeResearcherAgent:
            assert (r0.last_OCEAN_spent, r1.last_OCEAN_spent) == (20, 6)
        else:
            note = {"tick": 1, "spent": 20, "market": "public_market", "asset_buy": None, "publish": False, "ratio": 0}
            assert r0.last_OCEAN_spent == note
            assert r1.last_OCEAN_spent == {**note, "spent": 6, "publish": True, "ratio": 0.4}
        dao.update = 0
        state.runTicks()
        assert not r0.last_OCEAN_spent
        assert not r1.last_OCEAN_spent


def test_random_buying():
    """A researcher without a grant buys in four of ten ticks, until its money is gone."""
    dao = stub(BASES[0], Treasury, "dao")
    state = community(MultTimeResearcherAgent, dao, [asks(5)], 1e6, RANDOM_BUYING=True, PRICE_OF_ASSETS=1)
    state.rng.seed(1)
    state.runTicks(2000)
    r = state.researchers["r0"]
    assert 740 < r.knowledge_access < 860
    assert r.OCEAN() == 1e6 + 1 - r.knowledge_access
    announces(dao, "r0")
    r.proposal["time"] = 1000
    state.runTicks()
    known = r.knowledge_access
    dao.update = 0
    state.runTicks(100)
    assert r.knowledge_access == known


# ---- a user's own


class OldResearcher(ResearcherAgent):
    """A researcher that publishes and buys like agents written for the reference: by hand, and without announcing."""

    def _BuyAndPublishAssets(self, state):
        self.last_tick_spent = state.tick
        self.ratio_funds_to_publish = state.ss.RATIO_FUNDS_TO_PUBLISH
        self._transferOCEAN(state.getAgent("market"), self.proposal["grant_requested"])
        self.knowledge_access += 1

    def _BuyAssets(self, state):
        self.last_tick_spent = state.tick
        self.ratio_funds_to_publish = 0.0
        self._transferOCEAN(state.getAgent("market"), state.ss.PRICE_OF_ASSETS)


def test_a_subclass_may_pay_as_of_old():
    """A market finds out what a payment was for, and whose it is."""
    ends = []
    for Class in (ResearcherAgent, OldResearcher):
        ss = strategy(TICKS_BETWEEN_PROPOSALS=4, FUNDING_BOUNDARY=0, TREASURY="dao", RATIO_FUNDS_TO_PUBLISH=0.3)
        r = Class("r", "dao", 0.0, 100.0, {"market": 1.0}, asks(50))
        market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.1, {"dao": 1.0})
        state = State(ss, [OpscientiaDAOAgent("dao", 0.0, 500.0), r, market])
        state.runTicks(30)
        ends.append((state.held("dao", "r", "market"), market.knowledge_assets_per_researcher))
    assert ends[0] == ends[1]
    assert ends[0][1] == {"r": 14}


def test_it_pays_what_its_shares_say_and_no_more_than_it_has():
    """Shares of more than 1 in total cannot be paid."""
    r = researcher(ResearcherAgent, "r", 0.0, asks(40), {"x": 0.75, "y": 0.75})
    purses = [stub(BASES[1], Purse, name, 0.0, 0.0) for name in ("x", "y")]
    ss = strategy(TICKS_BETWEEN_PROPOSALS=10, FUNDING_BOUNDARY=0)
    state = State(ss, [OpscientiaDAOAgent("dao", 0.0, 100.0), r, *purses])
    with pytest.raises(InsufficientFunds, match="r cannot spend 30"):
        state.runTicks(2)


@pytest.mark.parametrize("order", [("dao", "r", "market"), ("dao", "market", "r"), ("market", "dao", "r")])
def test_assets_are_credited_once_wherever_the_market_stands(order):
    """A market among the agents sees what researchers after it pay a tick later."""
    ss = strategy(PROPOSALS_FUNDED_AT_A_TIME=1, FUNDING_BOUNDARY=0, TREASURY="dao")
    dao = MultTimeDAOTreasuryAgent("dao", 0.0, 1e4)
    r = researcher(MultTimeResearcherAgent, "r", 0.0, asks(40, 3), {"market": 1.0})
    market = MultTimeKnowledgeMarketAgent("market", 0.0, 0.0, 0.1)
    agents = {agent.name: agent for agent in (dao, r, market)}
    state = State(ss, [agents[name] for name in order])
    state.runTicks(35)
    assert r.total_assets_in_mrkt > 10
    assert market.knowledge_assets_per_researcher == {"r": r.total_assets_in_mrkt}
    assert market.total_knowledge_assets == r.total_assets_in_mrkt


@pytest.mark.parametrize("Class", BY_SLOTS)
def test_who_waits_in_vain_proposes_anew(Class):
    """A treasury with 100 can pay a grant of 1 to 100, not one of 101 to 200: it waits a month, not forever."""
    state = community(Class, treasuryOf(Class), [None, None], TICKS_UNTIL_NEW_PROPOSAL=720, GRANT_RANGE=(1, 200))
    people = list(state.researchers.values())
    state.ss.SALARY_PER_MONTH = 0
    state.runTicks()
    for r in people:
        r.proposal["grant_requested"] = 150
    first = [r.proposal for r in people]
    state.runTicks(718)
    assert [r.proposal for r in people] == first
    state.runTicks(720 * 60)
    assert [r.proposal for r in people] != first
    assert state.agents["dao"].OCEAN() < 100


def treasuryOf(Class):
    """The treasury that goes with that class."""
    Treasury = MultTimeDAOTreasuryAgent if Class is MultTimeResearcherAgent else VersatileDAOTreasuryAgent
    return Treasury("dao", 0.0, 100.0)
