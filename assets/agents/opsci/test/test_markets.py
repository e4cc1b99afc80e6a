"""Knowledge markets: who pays, what for, and where the money goes."""

import pytest

from assets.agents.opsci.CommunityAgent import CommunityAgent
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.PrivateKnowledgeMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci.PublicKnowledgeMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci.test.stubs import BASES, Applicant, Payer, Purse, Spender, State, Treasury, strategy, stub
from assets.agents.opsci_agents.mult_agents.MultKnowledgeMarketAgent import MultKnowledgeMarketAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent import MultTimeKnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from engine.AgentBase import AgentBaseNoEvm
from util.errors import NetlistError, ParameterError

SHARED = [KnowledgeMarketAgent, MultKnowledgeMarketAgent, MultTimeKnowledgeMarketAgent]
EVERY = [*SHARED, PrivateKnowledgeMarketAgent, PublicKnowledgeMarketAgent]


def name_of(Class):
    """The name of such a market in payers' notes."""
    return Class.NOTED_AS or "market"


def trading(Class, agents, phi=0.1, fees=None, **values):
    """A market after these agents, and the state."""
    market = Class(name_of(Class), 0.0, 0.0, phi, {"dao": 1.0} if fees is None else fees)
    dao = stub(AgentBaseNoEvm, Treasury, "dao")
    ss = strategy(TREASURY="dao", TICKS_BETWEEN_PROPOSALS=10, **values)
    return market, State(ss, [dao, *agents, market])


def announce(market, payer, spent, **what):
    """Pays, and announces the payment."""
    payer._transferOCEAN(market, spent)
    market.announce(Payment(payer, spent, **what))


@pytest.mark.parametrize("Class", EVERY)
def test_what_it_is_built_of(Class):
    """It needs a fee that is a fraction, and shares that add up to 1; nothing is owned at first."""
    market = Class("m", 0.0, 5.0, 0.1, {"a": 0.25, "b": 0.75})
    assert (market.total_fees, market.total_knowledge_assets, market.OCEAN_last_tick) == (0, 0, 5)
    for phi in (-0.1, 1.1, float("nan")):
        with pytest.raises(ParameterError, match="fee"):
            Class("m", 0.0, 0.0, phi)
    for shares in ({"a": 0.5}, {"a": 0.75, "b": 0.75}, {"a": 1.5, "b": -0.5}):
        with pytest.raises(ParameterError, match="they must be fractions that add up to 1"):
            Class("m", 0.0, 0.0, 0.1, shares)
    with pytest.raises(TypeError):
        Class("m", 0.0, 0.0, 1, None)


@pytest.mark.parametrize("Class", EVERY)
def test_an_unknown_payer_buys(Class, Base):
    """Owners share a payment after the fee; the public market passes everything on; without owners it stays."""
    payer = stub(Base, Payer, "p", 30.0, name_of(Class), {0: 10.0, 2: 20.0})
    market, state = trading(Class, [payer])
    state.runTicks(3)
    public = Class is PublicKnowledgeMarketAgent
    assert state.held("p", "dao", market.name) == ((0, 30, 0) if public else (0, 3, 27))
    assert market.total_fees == pytest.approx(30 if public else 3)
    if Class in SHARED:
        market.book.credit("p", 2)
        market.book.credit("dao", 1)
        payer.receiveOCEAN(10.0)
        payer._amounts[3] = 10.0
        state.runTicks()
        assert state.held("p", "dao", "market") == (6, 3 + 1 + 3, 27)


@pytest.mark.parametrize("phi", [0.0, 1.0])
@pytest.mark.parametrize("Class", EVERY)
def test_all_or_nothing_may_be_a_fee(Class, phi):
    """With no fee nobody pays for the market; with a fee of everything, nothing is left to share."""
    payer = stub(AgentBaseNoEvm, Payer, "p", 10.0, name_of(Class), {0: 10.0})
    market, state = trading(Class, [payer], phi)
    state.runTicks()
    public = Class is PublicKnowledgeMarketAgent
    passed_on = 10 if public or phi else 0
    assert (market.total_fees, *state.held("dao", market.name)) == (passed_on, passed_on, 10 - passed_on)


@pytest.mark.parametrize("Class", EVERY)
def test_without_receivers_fees_stay(Class):
    """Payments by agents that are not researchers count as well."""
    payer = stub(AgentBaseNoEvm, Payer, "p", 10.0, name_of(Class), {0: 10.0})
    market, state = trading(Class, [payer], fees={})
    state.runTicks()
    assert market.OCEAN() == 10
    assert market.total_fees == pytest.approx(10 if Class is PublicKnowledgeMarketAgent else 1)


@pytest.mark.parametrize("Class", EVERY)
def test_who_announces_what_it_pays_may_be_anybody(Class):
    """Agents may announce payments and act after the market; the announcement says how much stays."""
    payer = stub(BASES[0], Purse, "p", 0.0, 100.0)
    payer.research_type = "private"
    market, state = trading(Class, [payer])
    if Class in SHARED:
        market.book.credit("p", 1)
    announce(market, payer, 100.0, ratio=0.4)
    state.runTicks(2)
    stays = 36
    if Class is PublicKnowledgeMarketAgent:
        assert state.held("p", "dao", market.name) == (0, 64, stays)
    elif Class is PrivateKnowledgeMarketAgent:
        assert state.held("p", "dao", market.name) == (0, 10, 90)
    else:
        assert state.held("p", "dao", market.name) == (54, 10, stays)


def test_payers_are_told_apart():
    """Publishers leave their part, buyers do not; announced, noted and unexplained payments mix."""
    buyer = stub(AgentBaseNoEvm, Applicant, "buyer", 10.0)
    stranger = stub(AgentBaseNoEvm, Payer, "stranger", 5.0, "market", {0: 5.0})
    announcer = stub(BASES[1], Purse, "announcer", 0.0, 100.0)
    market, state = trading(MultTimeKnowledgeMarketAgent, [buyer, stranger, announcer])
    market.book.credit("announcer", 1)
    announce(market, announcer, 100.0, ratio=0.5)
    buyer._transferOCEAN(market, 10.0)
    buyer.last_OCEAN_spent = 10.0
    buyer.ratio_funds_to_publish = 0.2
    state.runTicks()
    assert state.held("dao", "announcer", "market") == (11.5, 56.7, 46.8)
    state.runTicks(3)
    assert market.total_fees == 11.5


def test_what_was_announced_is_not_read_off_the_notes_again():
    """An announced payment may be noted as well; apart from it, a stranger's purchase is a purchase."""
    for Class in SHARED:
        r = stub(BASES[1], Applicant, "r", 100.0)
        r.last_OCEAN_spent, r.ratio_funds_to_publish = 100.0, 0.4
        stranger = stub(AgentBaseNoEvm, Payer, "stranger", 10.0, "market", {0: 10.0})
        market, state = trading(Class, [r, stranger])
        market.book.credit("stranger", 1)
        announce(market, r, 100.0, ratio=0.4)
        state.runTicks()
        assert state.held("dao", "stranger", "market") == (11, 0.9 * 70, 36)


def test_a_payment_of_the_tick_before_is_found_out():
    """A stub written for the reference may act after the market, which then sees the payment a tick later."""
    r = stub(AgentBaseNoEvm, Applicant, "r", 100.0)
    market, state = trading(KnowledgeMarketAgent, [r])
    market.book.credit("dao", 1)
    state.runTicks(5)
    r._transferOCEAN(market, 100.0)
    r.last_tick_spent, r.ratio_funds_to_publish = 4, 0.4
    state.runTicks()
    assert state.held("dao", "market") == (64, 36)


@pytest.mark.parametrize("Class", [MultTimeKnowledgeMarketAgent, PrivateKnowledgeMarketAgent])
def test_notes_that_do_not_fit_are_refused(Class):
    """A researcher cannot have paid more than came in."""
    r = stub(AgentBaseNoEvm, Applicant, "r", 10.0)
    r.last_OCEAN_spent = 10.0
    if Class is PrivateKnowledgeMarketAgent:
        note = {"spent": 10.0, "market": "private_market", "asset_buy": "algo", "publish": False, "ratio": 0}
        r.last_OCEAN_spent = note
    market, state = trading(Class, [r])
    state.runTicks(2)
    r._transferOCEAN(market, 7.0)
    with pytest.raises(NetlistError, match=r"note 10\.0 OCEAN paid to .*market: 7\.0 came in"):
        state.runTicks()


def test_notes_for_another_market_are_not_read():
    """The single market accepts amounts in notes, the other two need their names."""
    r = stub(AgentBaseNoEvm, Spender, "r", 10.0, "private", spent=4.0, market="private_market")
    r._spends.update(asset_buy="algo", publish=False, ratio=1.0)
    public = PublicKnowledgeMarketAgent("public_market", 0.0, 0.0, 0.1, {"dao": 1.0})
    stranger = stub(AgentBaseNoEvm, Payer, "s", 3.0, "public_market", {0: 3.0})
    market, state = trading(PrivateKnowledgeMarketAgent, [r, stranger, public])
    state.runTicks()
    assert state.held("dao", "public_market", "private_market") == (3.4, 0, 3.6)


# ---- shared markets


@pytest.mark.parametrize("Class", [KnowledgeMarketAgent, MultKnowledgeMarketAgent])
def test_in_rounds_assets_are_credited_when_the_round_is_over(Class):
    """Each project is credited once: what was announced as published, at that time; nothing twice."""
    r = stub(BASES[1], Purse, "r", 0.0, 100.0)
    market, state = trading(Class, [r])
    state.runTicks(3)
    announce(market, r, 50.0, ratio=0.4, publish=True, assets_generated=7)
    state.runTicks()
    announce(market, r, 10.0, ratio=0.4, publish=True, assets_generated=2)
    seen = []
    for _ in range(30):
        state.runTicks()
        seen.append(market.total_knowledge_assets)
    assert seen == [0] * 6 + [9] * 24
    assert market.knowledge_assets_per_researcher == {"r": 9}


def test_by_slots_assets_are_credited_after_the_payout_of_the_same_step():
    """Publishers do not pay themselves."""
    r = stub(BASES[1], Purse, "r", 0.0, 100.0)
    market, state = trading(MultTimeKnowledgeMarketAgent, [r])
    announce(market, r, 50.0, publish=True, assets_generated=7)
    state.runTicks()
    assert (market.total_knowledge_assets, *state.held("r", "market")) == (7, 50, 45)
    announce(market, r, 10.0, publish=True, assets_generated=3)
    state.runTicks()
    assert (market.total_knowledge_assets, *state.held("r", "market")) == (10, 49, 45)


@pytest.mark.parametrize("Class", SHARED)
def test_winners_that_do_not_announce_are_credited_what_they_proposed(Class):
    """By slots at the award, in rounds at the end of the round. A winner without a proposal gets nothing."""
    r, s = (stub(AgentBaseNoEvm, Applicant, name, 10.0, assets_generated=4) for name in "rs")
    market, state = trading(Class, [r, s])
    dao = state.agents["dao"]
    records = {0: {"winner": "r", "amount": 1}, 1: {"winner": "s", "amount": 1}}
    dao.proposal_evaluation = dao.proposal_evaluation_update = records
    s.proposal = {}
    dao.update = 2
    state.tick = 5
    state.runTicks()
    dao.update = 0
    assert market.total_knowledge_assets == (4 if Class is MultTimeKnowledgeMarketAgent else 0)
    state.runTicks(5)
    assert market.knowledge_assets_per_researcher == {"r": 4, "s": 0}


def test_a_stranger_is_not_taken_for_who_paid_the_tick_before():
    """All of a buyer's payment goes to owners; not all of a publisher's does."""
    publisher = ResearcherAgent("r", "dao", 0.0, 100.0, {"market": 1.0}, {"grant_requested": 50, "assets_generated": 1})
    stranger = stub(AgentBaseNoEvm, Payer, "s", 10.0, "market", {2: 10.0})
    market, state = trading(KnowledgeMarketAgent, [publisher, stranger], RATIO_FUNDS_TO_PUBLISH=1.0)
    market.book.credit("s", 1)
    state.runTicks()
    state.agents["dao"].proposal_evaluation = {"winner": "r", "amount": 50}
    state.runTicks(2)
    assert state.held("r", "s", "market", "dao") == (50, 9, 45, 6)


# ---- two markets


def test_a_private_market_knows_types():
    """Owners of a type share what is paid for it; what is paid for types without owners stays."""
    a, b = (stub(BASES[1], Purse, name, 0.0, 100.0) for name in "ab")
    a.asset_type, b.asset_type = "algo", "data"
    market, state = trading(PrivateKnowledgeMarketAgent, [a, b], phi=0.0)
    announce(market, a, 10.0, ratio=1.0, publish=True, assets_generated=6)
    announce(market, b, 10.0, ratio=1.0, publish=True, assets_generated=3)
    state.runTicks()
    assert (market.total_knowledge_assets, market.total_publications) == (9, 2)
    assert market.knowledge_assets == {"algo": 6, "data": 3, "compute": 0}
    assert market.knowledge_assets_per_researcher == {"algo": {a: 6}, "data": {b: 3}}
    for kind, expected in (("algo", (93, 87)), ("data", (90, 90)), ("compute", (87, 90))):
        announce(market, a if kind != "algo" else b, 3.0, asset_buy=kind)
        state.runTicks()
        assert state.held("a", "b") == expected


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_public_market_keeps_what_publishers_leave_and_nothing_else(order):
    """In any order: of 100 for publishing and twice 10 for buying, 84 go to the treasury."""
    people = [stub(BASES[1], Purse, name, 0.0, 200.0) for name in "abc"]
    for p in people:
        p.research_type, p.asset_type = "public", "data"
    market, state = trading(PublicKnowledgeMarketAgent, people)
    for i in order:
        if i:
            announce(market, people[i], 10.0)
        else:
            announce(market, people[i], 100.0, ratio=0.4, publish=True, assets_generated=5)
    state.runTicks()
    assert state.held("dao", "public_market") == (84, 36)
    assert (market.total_knowledge_assets, market.knowledge_assets) == (5, {"algo": 0, "data": 5, "compute": 0})
    people[0].research_type = "private"
    for p in people:
        announce(market, p, 80.0, ratio=0.4, publish=True, assets_generated=1)
    state.runTicks()
    # What private researchers publish is not common knowledge.
    assert market.total_knowledge_assets == 7
    assert state.held("dao", "public_market") == (84 + 153.6, 36 + 86.4)


def test_a_member_may_pay_on_the_tick_before_a_publication():
    """Fees of both markets reach the treasury, each by its own rule."""
    member, publisher = CommunityAgent("member", 0.0, 1000.0), stub(BASES[1], Purse, "r", 0.0, 100.0)
    publisher.research_type, publisher.asset_type = "public", "data"
    market, state = trading(PublicKnowledgeMarketAgent, [publisher])
    member._transferOCEAN(market, 1000.0)
    market.announce(Payment(member, 1000.0))
    announce(market, publisher, 100.0, ratio=0.4, publish=True, assets_generated=2)
    state.runTicks()
    assert state.held("dao", "public_market") == (1064, 36)
    assert market.total_fees == pytest.approx(1064)
