"""What differs with REFERENCE_QUIRKS: each quirk of the reference alone, compared with our rules."""

import dataclasses

import pytest

from assets.agents.opsci import parameters
from assets.agents.opsci.CommunityAgent import CommunityAgent
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.PublicKnowledgeMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci.test.stubs import BASES, Applicant, Draws, Payer, Purse, State, Treasury, strategy, stub
from assets.agents.opsci_agents.mult_agents.MultKnowledgeMarketAgent import MultKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent

pytestmark = pytest.mark.parametrize("quirks", [False, True], ids=["ours", "quirks"])


def asks(g, assets=1, time=3):
    """A proposal."""
    quality = {"integration": 0.5, "novelty": 0.5, "impact": 5}
    return {"grant_requested": g, "assets_generated": assets, "time": time, **quality}


def in_rounds(quirks, *agents, **values):
    """A community with rounds of 30 ticks."""
    values = {"TICKS_BETWEEN_PROPOSALS": 30, "FUNDING_BOUNDARY": 0, "TREASURY": "dao", **values}
    return State(strategy(REFERENCE_QUIRKS=quirks, **values), list(agents))


def test_it_is_all_or_nothing(quirks):
    """The strategy's switch sets every rule; a strategy without the switch has none."""
    rules = parameters.rules(strategy(REFERENCE_QUIRKS=quirks))
    assert set(dataclasses.astuple(rules)) == {quirks}
    assert parameters.rules(strategy()) == parameters.RULES


def test_the_first_proposal_is_drawn_twice(quirks):
    """The reference's first proposal is drawn and counted twice."""
    r = ResearcherAgent("r", "dao", 0.0, 0.0, {})
    state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 1.0), r)
    state.rng = Draws()
    state.runTicks()
    assert (r.no_proposals_submitted, len(state.rng.asked)) == ((2, 4) if quirks else (1, 2))


@pytest.mark.parametrize("first", ["winner", "loser"])
def test_one_ratio_for_all(first, quirks):
    """Of 50 for publishing and 10 paid by a loser, we tell payers apart; the reference treats all like the first."""
    setups = {"winner": asks(50), "loser": asks(60)}
    names = [first, *(setups.keys() - {first})]
    people = [ResearcherAgent(name, "dao", 0.0, 10.0, {"market": 1.0}, setups[name]) for name in names]
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.0, {"dao": 1.0})
    market.book.credit("owner", 1)
    owner = stub(BASES[1], Purse, "owner", 0.0, 0.0)
    state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 1e6), *people, owner, market, PRICE_OF_ASSETS=10)
    state.runTicks(2)
    kept = (24 if first == "winner" else 0) if quirks else 20
    assert state.held("market", "owner") == (kept, 60 - kept)


def test_a_loser_without_money_lends_its_ratio(quirks):
    """The reference takes the winner's payment for one of the first buyer, even if that purchase failed."""
    people = [
        ResearcherAgent(name, "dao", 0.0, 0.0, {"market": 1.0}, asks(g)) for name, g in (("loser", 60), ("winner", 50))
    ]
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.0, {"dao": 1.0})
    market.book.credit("owner", 1)
    owner = stub(BASES[1], Purse, "owner", 0.0, 0.0)
    state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 1e6), *people, owner, market, PRICE_OF_ASSETS=10)
    state.runTicks(2)
    assert state.held("market", "owner") == ((0, 50) if quirks else (20, 30))


def test_a_market_hears_only_of_who_paid_lately(quirks):
    """For us other agents' money is a purchase; in the reference it stays, without a fee."""
    payer = stub(BASES[0], Payer, "p", 10.0, "market", {5: 10.0})
    r = stub(BASES[0], Applicant, "r")
    for Class in (KnowledgeMarketAgent, MultKnowledgeMarketAgent):
        market = Class("market", 0.0, 0.0, 0.1, {"dao": 1.0})
        payer.receiveOCEAN(10.0)
        state = in_rounds(quirks, stub(BASES[0], Treasury, "dao"), r, payer, market)
        state.runTicks(7)
        assert state.held("dao", "market") == ((0, 10) if quirks else (1, 9))


def test_ownership_is_credited_late(quirks):
    """The reference credits at tick 20, and then at each round's end, what the winner proposes next."""
    r = ResearcherAgent("r", "dao", 0.0, 0.0, {"market": 1.0})
    market = KnowledgeMarketAgent("market", 0.0, 0.0, 0.1, {"dao": 1.0})
    state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 1e9), r, market)
    # Grants and assets, in turn; the reference discards the first two.
    state.rng = Draws(*([50, 9, 50, 1, 50, 2, 50, 3] if quirks else [50, 1, 50, 2, 50, 3]))
    seen: dict = {}
    for tick in range(65):
        state.runTicks()
        seen.setdefault(market.total_knowledge_assets, tick)
    assert seen == ({0: 0, 1: 20, 3: 30, 6: 60} if quirks else {0: 0, 1: 30, 3: 60})


def test_ownership_is_credited_again_and_again(quirks):
    """With several grants per round, the reference credits in each tick from tick 20 on."""
    r = ResearcherAgent("r", "dao", 0.0, 0.0, {"market": 1.0}, asks(50, assets=2))
    market = MultKnowledgeMarketAgent("market", 0.0, 0.0, 0.1, {"dao": 1.0})
    state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 1e9), r, market)
    state.runTicks(29)
    assert market.total_knowledge_assets == (18 if quirks else 0)
    state.runTicks(3)
    assert market.total_knowledge_assets == (24 if quirks else 2)


@pytest.mark.parametrize("Class", [OpscientiaDAOAgent, MultTimeDAOTreasuryAgent])
def test_grants_are_paid_in_part(Class, quirks):
    """The reference pays what it has and counts what was asked for; we pay those whom we can pay."""
    dao = Class("dao", 0.0, 30.0)
    people = [stub(BASES[0], Applicant, name, **asks(g, assets)) for name, g, assets in (("a", 40, 9), ("b", 20, 1))]
    state = in_rounds(quirks, dao, *people)
    state.runTicks()
    assert state.held("dao", "a", "b") == ((0, 30, 0) if quirks else (10, 0, 20))
    assert dao.total_research_funds_disbursed == (40 if quirks else 20)


def test_who_was_paid_in_part_keeps_it(quirks):
    """A winner that was paid in part counts the grant, but cannot publish; with enough savings, it can."""
    for savings, expected in ((5.0, (35, 0)), (10.0, (0, 40))):
        people = [ResearcherAgent("r", "dao", 0.0, savings, {"market": 1.0}, asks(40))]
        purse = stub(BASES[0], Purse, "market", 0.0, 0.0)
        state = in_rounds(quirks, OpscientiaDAOAgent("dao", 0.0, 30.0), *people, purse)
        state.runTicks(3)
        assert state.held("r", "market") == (expected if quirks else (savings, 0))
        assert people[0].no_proposals_funded == (1 if quirks else 0)


def slots(quirks, dao_OCEAN, setups, K, boundary):
    """A community by slots."""
    dao, purse = MultTimeDAOTreasuryAgent("dao", 0.0, dao_OCEAN), stub(BASES[0], Purse, "market", 0.0, 0.0)
    people = [MultTimeResearcherAgent(f"r{i}", "dao", 0.0, 0.0, {"market": 1.0}, setups[i]) for i in range(len(setups))]
    ss = strategy(REFERENCE_QUIRKS=quirks, PROPOSALS_FUNDED_AT_A_TIME=K, FUNDING_BOUNDARY=boundary)
    return dao, State(ss, [dao, *people, purse])


def test_grants_are_heard_of_when_all_slots_are_taken(quirks):
    """In the reference a grant is stranded with its winner if the treasury reached its boundary too soon."""
    dao, state = slots(quirks, 14.0, [asks(11), asks(12)], 2, 5)
    state.runTicks(2)
    assert state.held("dao", "r0", "market") == ((3, 11, 0) if quirks else (3, 0, 11))
    assert state.agents["r0"].no_proposals_funded == (0 if quirks else 1)


def test_losers_draw_each_tick(quirks):
    """In the reference while all slots are taken; for us once for each time that others were preferred."""
    dao, state = slots(quirks, 1e6, [asks(11, time=50), None], 1, 0)
    drawn = []
    state.rng = Draws()
    r1 = state.agents["r1"]
    create = r1.createProposal

    def watched(state):
        drawn.append(state.tick)
        return create(state)

    r1.createProposal = watched
    state.runTicks(10)
    assert drawn == ([0, *range(1, 10)] if quirks else [0, 1])
    assert r1.no_proposals_submitted == 1


def test_a_poor_treasury_forgets_its_projects(quirks):
    """Below its boundary the reference forgets; refilled, it funds more than it has slots for."""
    dao, state = slots(quirks, 16.0, [asks(11, time=90), asks(12, time=90), asks(13, time=90)], 1, 6)
    state.runTicks(4)
    assert (dao.OCEAN(), bool(dao.proposal_evaluation)) == (5, not quirks)
    dao.receiveOCEAN(100.0)
    state.runTicks(3)
    assert dao.OCEAN() == (105 - 11 if quirks else 105)
    assert dao.proposal_evaluation[0]["winner"] == "r0"


def test_what_stays_in_the_public_market_runs_up(quirks):
    """Three publishers of 100: our treasury gets 64 from each, the reference's 64, 28 and nothing, less 8."""
    people = [stub(BASES[1], Purse, name, 0.0, 100.0) for name in "abc"]
    market = PublicKnowledgeMarketAgent("public_market", 0.0, 0.0, 0.1, {"dao": 1.0})
    state = State(strategy(REFERENCE_QUIRKS=quirks), [stub(BASES[0], Purse, "dao", 0.0, 0.0), *people, market])
    for p in people:
        p.research_type, p.asset_type = "public", "data"
        p._transferOCEAN(market, 100.0)
        market.announce(Payment(p, 100.0, 0.4, publish=True, assets_generated=1))
    state.runTicks()
    assert state.held("dao", "public_market") == ((84, 216) if quirks else (192, 108))


def test_strangers_pay_no_fee_in_public(quirks):
    """Payments by the member and unknown payers stay in the reference's market, and go to our treasury."""
    member, payer = CommunityAgent("member", 0.0, 10.0), stub(BASES[0], Payer, "p", 5.0, "public_market", {0: 5.0})
    market = PublicKnowledgeMarketAgent("public_market", 0.0, 0.0, 0.1, {"dao": 1.0})
    dao = stub(BASES[0], Treasury, "dao")
    state = State(strategy(REFERENCE_QUIRKS=quirks, TREASURY="dao"), [dao, member, payer, market])
    member._transferOCEAN(market, 10.0)
    market.announce(Payment(member, 10.0))
    state.runTicks()
    assert state.held("dao", "public_market") == ((0, 15) if quirks else (15, 0))


@pytest.mark.parametrize(
    ("impact", "drawn", "curiosity", "binary"),
    [(9.0, 0.3, 1, 1), (5.0, 0.5, 1, 1), (9.0, 0.05, 0.95, 0), (6.0, 0.0, 0.6, 0), (1.0, -0.5, 0, 0)],
)
def test_curiosity_is_all_or_nothing(impact, drawn, curiosity, binary, quirks):
    """In the reference curiosity is 0 or 1; for us it is a fraction."""
    member = CommunityAgent("member", 0.0, 0.0)
    dao = stub(BASES[0], Treasury, "dao", update=1, impact=impact)
    state = State(strategy(REFERENCE_QUIRKS=quirks, TREASURY="dao"), [dao, member], with_projects=True)
    state.rng = Draws(drawn)
    state.runTicks()
    assert member.curiosity == pytest.approx(binary if quirks else curiosity)
    assert state.rng.asked == [("uniform", -0.5, 0.5)]
