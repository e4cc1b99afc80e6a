"""The member of the public: when it is curious, and what it pays."""

import pytest

from assets.agents.opsci.CommunityAgent import CommunityAgent
from assets.agents.opsci.ResearchProject import ResearchProject
from assets.agents.opsci.test.stubs import BASES, Draws, Purse, State, Treasury, strategy, stub


def community(OCEAN, draws=(), n_projects=2, update=1, impact=8.0, **values):
    """A member and its state."""
    member, dao = CommunityAgent("member", 0.0, OCEAN), stub(BASES[0], Treasury, "dao", update=update, impact=impact)
    market = stub(BASES[0], Purse, "public_market", 0.0, 0.0)
    state = State(strategy(TREASURY="dao", **values), [dao, market, member], with_projects=True)
    for i in range(n_projects):
        state.projects[f"p{i}"] = ResearchProject(f"p{i}", "r", 10.0, 5.0, 0.5, 0.5)
    state.rng = Draws(*draws)
    return member, state


def test_without_awards_it_rests():
    """Without awards it draws nothing, and its curiosity stays."""
    member, state = community(5000.0, update=0)
    state.runTicks(3)
    assert (member.OCEAN(), member.curiosity, member.knowledge_access, state.rng.asked) == (5000, 1, 0, [])


def test_a_curious_member_takes_part_in_a_project():
    """It pays the price of an asset; the project gains engagement and impact."""
    member, state = community(5000.0, [0.2, "p1"])
    state.runTicks()
    assert state.rng.asked == [("uniform", -0.5, 0.5), ("choice", ["p0", "p1"])]
    assert state.held("member", "public_market") == (4000, 1000)
    assert (member.curiosity, member.knowledge_access) == (1.0, 1)
    p0, p1 = state.projects.values()
    assert [(p.engagement, p.impact) for p in (p0, p1)] == [(0, 5), (1, 6)]


@pytest.mark.parametrize(("drawn", "curiosity"), [(-0.3, 0.5), (-0.31, 0.49), (0.5, 1.0), (-0.29, 0.51)])
def test_how_curious_it_is(drawn, curiosity):
    """Curiosity is a tenth of the impact plus or minus up to a half, limited to 0 and 1; above a half it acts."""
    member, state = community(5000.0, [drawn, "p0"])
    state.runTicks()
    assert member.curiosity == pytest.approx(curiosity)
    assert member.knowledge_access == (1 if member.curiosity > 0.5 else 0)


def test_it_acts_as_often_as_impact_says():
    """It acts with a probability of a tenth of the impact."""
    for impact in (2.0, 7.0):
        member, state = community(1e9, impact=impact)
        state.runTicks(3000)
        assert member.knowledge_access / 3000 == pytest.approx(impact / 10, abs=0.03)


def test_it_needs_money_and_projects():
    """The last of its money pays for one asset; without money it stays curious."""
    for OCEAN, n_projects, known in ((7.0, 2, 1), (6.99, 2, 0), (100.0, 0, 0)):
        member, state = community(OCEAN, [0.5, "p0"], n_projects, PRICE_OF_ASSETS=7)
        state.runTicks()
        assert (member.knowledge_access, member.OCEAN(), member.curiosity) == (known, OCEAN - 7 * known, 1)
