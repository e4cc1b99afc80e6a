"""Treasuries: who is funded and when, what is paid, and what is remembered."""

import pytest

from assets.agents.opsci.test.stubs import BASES, Applicant, State, strategy, stub
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VVersatileDAOTreasuryAgent import VVersatileDAOTreasuryAgent

QUALITY = {"time": 10, "integration": 0.5, "novelty": 0.5, "impact": 5.0}
SLOTS = [MultTimeDAOTreasuryAgent, VersatileDAOTreasuryAgent, VVersatileDAOTreasuryAgent]
EVERY = [OpscientiaDAOAgent, MultDAOTreasuryAgent, *SLOTS]


def funding(Class, OCEAN, grants, Base=BASES[0], **values):
    """A treasury, and the state with applicants a, b, … that ask for these grants."""
    values = {"TICKS_BETWEEN_PROPOSALS": 10, "PROPOSALS_FUNDED_AT_A_TIME": 3, "FUNDING_BOUNDARY": 0, **values}
    dao = Class("dao", 0.0, float(OCEAN))
    people = [stub(Base, Applicant, name, grant_requested=g, **QUALITY) for name, g in zip("abcdefgh", grants)]
    return dao, State(strategy(**values), [dao, *people])


def winners(dao):
    """Names of those that are being funded, the best first."""
    records = dao.proposal_evaluation
    return [record["winner"] for record in ([records] if "winner" in records else records.values())]


@pytest.mark.parametrize("Class", EVERY)
def test_the_best_are_paid_what_they_ask_for(Class, Base):
    """The best proposals win, here the cheapest; as many as there is room for."""
    dao, state = funding(Class, 1000, [40, 10, 30, 20, 50], Base)
    state.runTicks()
    n = 1 if Class is OpscientiaDAOAgent else 3
    assert winners(dao) == ["b", "d", "c"][:n]
    assert state.held("a", "b", "c", "d", "e") == (0, 10, *((30, 20) if n == 3 else (0, 0)), 0)
    assert dao.OCEAN() == 1000 - dao.total_research_funds_disbursed == (940 if n == 3 else 990)
    assert dao.update == n


@pytest.mark.parametrize("Class", EVERY)
def test_it_keeps_its_boundary(Class):
    """At the boundary it pays nothing; above, it pays until a grant takes it to the boundary or below."""
    dao, state = funding(Class, 100, [10, 20, 30], FUNDING_BOUNDARY=100)
    state.runTicks(3)
    assert (dao.OCEAN(), dao.update, dao.proposal_evaluation) == (100, 0, {})
    dao, state = funding(Class, 100.5, [10, 20, 30], FUNDING_BOUNDARY=100)
    state.runTicks()
    assert (dao.OCEAN(), winners(dao)) == (90.5, ["a"])
    dao, state = funding(Class, 110, [10, 20, 30], FUNDING_BOUNDARY=100)
    state.runTicks()
    assert winners(dao) == ["a"]


@pytest.mark.parametrize("Class", EVERY)
def test_a_grant_is_paid_in_full_or_not_at_all(Class):
    """An applicant that asks for too much is passed over; the next best that it can pay gets a grant."""
    dao, state = funding(Class, 60, [50, 40, 500, 7])
    state.agents["a"].proposal["assets_generated"] = 100
    state.agents["c"].proposal["assets_generated"] = 10000
    state.runTicks()
    assert winners(dao) == (["a"] if Class is OpscientiaDAOAgent else ["a", "d"])
    assert dao.OCEAN() == (10 if Class is OpscientiaDAOAgent else 3)


@pytest.mark.parametrize("Class", EVERY)
def test_if_nobody_can_be_paid_nobody_is(Class):
    """Nothing is paid or remembered, in any number of rounds."""
    dao, state = funding(Class, 60, [100, 61, 60.1])
    state.runTicks(25)
    assert (dao.OCEAN(), dao.update, winners(dao) if dao.proposal_evaluation else []) == (60, 0, [])
    assert dao.total_research_funds_disbursed == 0


@pytest.mark.parametrize("Class", EVERY[1:])
def test_there_may_be_fewer_applicants_than_room(Class):
    """With enough room all of them are funded."""
    dao, state = funding(Class, 1000, [20, 10], PROPOSALS_FUNDED_AT_A_TIME=5)
    state.runTicks(2)
    assert winners(dao) == ["b", "a"]
    assert dao.OCEAN() == 970


@pytest.mark.parametrize("Class", EVERY)
def test_it_waits_for_everybody(Class):
    """While somebody has no proposal, nobody is funded."""
    dao, state = funding(Class, 1000, [20, 10])
    late = state.agents["a"]
    proposal, late.proposal = late.proposal, {}
    state.runTicks(2)
    assert (dao.OCEAN(), dao.proposal_evaluation) == (1000, {})
    late.proposal = proposal
    state.runTicks()
    assert winners(dao)[0] == "b"


# ---- rounds


@pytest.mark.parametrize("Class", [OpscientiaDAOAgent, MultDAOTreasuryAgent])
def test_rounds_come_at_equal_distance(Class):
    """Rounds come at fixed ticks after the first one. Between them, the decision stands."""
    dao, state = funding(Class, 1e6, [20, 10, 5, 1])
    state.agents["a"].proposal = {}
    state.runTicks(4)
    state.agents["a"].proposal = dict(state.agents["b"].proposal)
    seen = []
    for tick in range(4, 40):
        state.runTicks()
        assert winners(dao)[0] == "d"
        if dao.update:
            seen.append(tick)
            assert dao.tick_proposal_funded == tick
    assert seen == [4, 14, 24, 34]
    assert (dao.proposal_funded, dao.no_proposals_received) == (True, 4)


def test_what_is_remembered_of_a_round():
    """With one grant: its record. With several: index → record, with qualities, whose means the treasury shows."""
    dao, state = funding(OpscientiaDAOAgent, 1e6, [20, 10])
    state.runTicks()
    assert {key: dao.proposal_evaluation[key] for key in ("winner", "amount")} == {"winner": "b", "amount": 10}
    dao, state = funding(MultDAOTreasuryAgent, 1e6, [20, 10, 30, 40])
    for name, integration, novelty in (("a", 0.2, 0.4), ("b", 0.6, 0.8), ("c", 1.0, 0.3)):
        qualities = {"integration": integration, "novelty": novelty, "impact": 10 * max(integration, novelty)}
        state.agents[name].proposal.update(qualities)
    state.runTicks()
    assert dao.proposal_evaluation[0] == {
        "winner": "b",
        "amount": 10,
        "integration": 0.6,
        "novelty": 0.8,
        "impact": 8.0,
    }
    assert list(dao.proposal_evaluation) == [0, 1, 2]
    assert (dao.integration, dao.novelty, dao.impact) == pytest.approx((0.6, 0.5, 22 / 3))
    assert dao.in_index == pytest.approx(0.3)


def test_a_round_without_winner_forgets_the_last_one():
    """Without winners the qualities of the last funded projects are shown."""
    dao, state = funding(MultDAOTreasuryAgent, 60, [20, 30, 15], PROPOSALS_FUNDED_AT_A_TIME=2)
    state.runTicks(10)
    assert winners(dao) == ["c", "a"]
    for r in state.researchers.values():
        r.proposal["grant_requested"] = 26
    state.runTicks()
    assert (dao.proposal_evaluation, dao.update, dao.integration) == ({}, 0, 0.5)


# ---- slots


@pytest.mark.parametrize("Class", SLOTS)
def test_a_slot_is_free_when_its_project_is_over(Class):
    """Indices are never used again, and nobody holds two slots."""
    dao, state = funding(Class, 1e6, [10, 20, 30, 40])
    state.runTicks(5)
    assert {i: record["winner"] for i, record in dao.proposal_evaluation.items()} == {0: "a", 1: "b", 2: "c"}
    state.agents["b"].research_finished = True
    state.agents["b"].proposal = {}
    state.runTicks()
    assert ({*dao.proposal_evaluation}, dao.update) == ({0, 2}, 0)
    state.agents["b"].research_finished = False
    state.agents["b"].proposal = {**state.agents["d"].proposal, "grant_requested": 50}
    state.runTicks()
    assert (winners(dao), list(dao.proposal_evaluation)) == (["a", "c", "d"], [0, 2, 3])
    assert (dao.update, dao.proposal_evaluation_update[3]["winner"]) == (1, "d")
    state.runTicks()
    assert dao.update == 0


def test_only_public_researchers_may_apply_where_there_are_others():
    """Equal proposals win in the order of the state's list."""
    for Class in SLOTS[1:]:
        dao, state = funding(Class, 1e6, [10, 20, 30])
        del state.public_researchers["a"]
        state.runTicks()
        assert winners(dao) == ["b", "c"]


@pytest.mark.parametrize("Class", SLOTS)
def test_its_measures_are_means_of_what_goes_on(Class):
    """Means are divided by the number of funded projects, not by the number of slots."""
    dao, state = funding(Class, 1e6, [10, 20], PROPOSALS_FUNDED_AT_A_TIME=4)
    state.agents["a"].proposal.update(integration=1.0, novelty=0.0, impact=10.0)
    state.runTicks()
    assert (dao.integration, dao.novelty, dao.impact) == (0.75, 0.25, 7.5)
    assert dao.in_index == 0.75 * 0.25


@pytest.mark.parametrize("Class", SLOTS)
def test_a_poor_treasury_does_not_forget_its_projects(Class):
    """Refilled, it fills the free slots and no more: nobody is funded twice at once."""
    dao, state = funding(Class, 135, [30, 40, 50, 60], FUNDING_BOUNDARY=70, PROPOSALS_FUNDED_AT_A_TIME=2)
    state.runTicks(3)
    assert (winners(dao), dao.OCEAN()) == (["a", "b"], 65)
    state.runTicks(3)
    assert winners(dao) == ["a", "b"]
    dao.receiveOCEAN(1000.0)
    state.runTicks(3)
    assert (winners(dao), dao.OCEAN()) == (["a", "b"], 1065)
    state.agents["a"].research_finished = True
    state.runTicks()
    assert len(winners(dao)) == 2
    assert state.agents["b"].OCEAN() == 40
