"""What proposals contain: in which order they are drawn, within which bounds, and what fixed ones must contain."""

import random

import pytest

from assets.agents.opsci.ProposalModel import ProposalModel, Trait
from assets.agents.opsci.test.stubs import Draws, State, Treasury, strategy, stub
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.ResearcherAgent import ResearcherAgent
from assets.agents.opsci_pp_agents.VVersatileResearcherAgent import VVersatileResearcherAgent
from engine.AgentBase import AgentBaseNoEvm
from util.errors import ParameterError

GRANT, ASSETS, TIME = ("randint", 10000, 50000), ("randint", 1, 10), ("randint", 5000, 15000)
CONTINUING, QUALITY = ("choice", [True, False]), ("random",)


def researcher(Class, setup=None):
    """A researcher of that class."""
    if issubclass(Class, VersatileResearcherAgent):
        return Class("r", 0.0, 0.0, {}, "public", "data", "t", setup)
    return Class("r", "t", 0.0, 0.0, {}, setup)


def proposals(Class, n, setup=None, **values):
    """What `n` proposals of one researcher contain, and what was drawn for them."""
    r = researcher(Class, setup)
    state = State(strategy(**values), [stub(AgentBaseNoEvm, Treasury, "t"), r])
    state.rng = Draws()
    return [dict(r.createProposal(state)) for _ in range(n)], state.rng.asked


@pytest.mark.parametrize(
    ("Class", "asked"),
    [
        (BaselineResearcherAgent, [GRANT, ASSETS]),
        (ResearcherAgent, [GRANT, ASSETS]),
        (MultResearcherAgent, [GRANT, ASSETS, QUALITY, QUALITY]),
        (MultTimeResearcherAgent, [GRANT, ASSETS, TIME, QUALITY, QUALITY]),
        (VersatileResearcherAgent, [GRANT, ASSETS, TIME, QUALITY, QUALITY]),
        (VVersatileResearcherAgent, [GRANT, TIME, CONTINUING, ASSETS, QUALITY, QUALITY]),
    ],
)
def test_the_order_of_draws_is_the_reference_s(Class, asked):
    """The order of draws is fixed, so the same stream of randomness returns the same proposals."""
    assert proposals(Class, 1)[1] == asked


@pytest.mark.parametrize("Class", [MultResearcherAgent, MultTimeResearcherAgent, VVersatileResearcherAgent])
def test_what_a_proposal_says(Class):
    """Values stay within the bounds of the strategy; counts are whole; the impact is that of the better quality."""
    bounds = {"GRANT_RANGE": (7, 9), "ASSETS_RANGE": (2, 3), "TIME_RANGE": (720, 721), "SALARY_PER_MONTH": 100}
    drawn, _ = proposals(Class, 200, **bounds)
    salary = {p.get("salary", 0) for p in drawn}
    assert salary == ({100.0, 721 / 7.2} if Class is VVersatileResearcherAgent else {0})
    assert {round(p["grant_requested"] - p.get("salary", 0)) for p in drawn} == {7, 8, 9}
    assert {p["assets_generated"] for p in drawn} == {2, 3}
    assert {p["no_researchers"] for p in drawn} == {10}
    assert {p.get("time") for p in drawn} == ({None} if Class is MultResearcherAgent else {720, 721})
    assert all(p["impact"] == 10 * max(p["integration"], p["novelty"]) for p in drawn)
    assert {p.get("continuing") for p in drawn} == ({True, False} if Class is VVersatileResearcherAgent else {None})


def test_it_says_what_is_known_by_then():
    """A proposal contains a snapshot of the researcher's knowledge."""
    r = researcher(ResearcherAgent)
    state = State(strategy(), [r])
    first = r.createProposal(state)
    r.knowledge_access = 5
    assert (first["knowledge_access"], r.createProposal(state)["knowledge_access"]) == (1, 5)


@pytest.mark.parametrize(("first", "low", "high"), [(0.49, 0.0, 0.5), (0.5, 0.5, 1.0), (0.99, 0.5, 1.0)])
def test_a_trait_stays_in_its_half(first, low, high):
    """The first draw of a quality falls anywhere, later ones in the same half."""
    trait, rng = Trait(), Draws(first)
    assert trait.draw(rng) == first
    later = [trait.draw(rng) for _ in range(300)]
    assert rng.asked == [("random",)] + [("uniform", low, high)] * 300
    assert low <= min(later) < low + 0.02 < high - 0.02 < max(later) <= high


def test_about_half_are_born_high():
    """Researchers can be in either half of either quality, independently."""
    random.seed(1)
    born = [[Trait().draw(random) >= 0.5 for _ in range(2)] for _ in range(2000)]
    for pair in ([False, False], [False, True], [True, False], [True, True]):
        assert 400 < born.count(pair) < 600


@pytest.mark.parametrize("Class", [ResearcherAgent, MultResearcherAgent, MultTimeResearcherAgent])
def test_a_fixed_proposal_is_that_very_dict(Class):
    """Nothing is drawn for a fixed proposal; it contains the researcher's knowledge, and is completed."""
    setup = {"grant_requested": 1000, "assets_generated": 1, "no_researchers": 3, "time": 5}
    r = researcher(Class, setup)
    state = State(strategy(), [r])
    state.rng = Draws()
    r.knowledge_access = 4
    assert r.createProposal(state) is setup
    assert (setup["knowledge_access"], setup["no_researchers"]) == (4, 3)
    assert state.rng.asked == []
    if Class is not ResearcherAgent:
        assert (setup["integration"], setup["novelty"], setup["impact"]) == (1, 1, 10)


def test_a_fixed_proposal_may_say_more():
    """It may have its own qualities, with the impact that follows, and a salary."""
    (p,), _ = proposals(
        VVersatileResearcherAgent,
        1,
        {"grant_requested": 9, "assets_generated": 1, "time": 2, "integration": 0.5, "novelty": 0.7, "salary": 4},
    )
    assert (p["impact"], p["salary"], p["continuing"], p["no_researchers"]) == (7, 4, False, 10)
    (p,), _ = proposals(VVersatileResearcherAgent, 1, {"grant_requested": 9, "assets_generated": 1, "time": 2})
    assert (p["impact"], p["salary"]) == (10, 0)


@pytest.mark.parametrize("lack", ["grant_requested", "assets_generated", "time"])
def test_a_fixed_proposal_must_say_what_matters(lack):
    """The error names what is missing; communities with rounds need no time."""
    setup = {"grant_requested": 9, "assets_generated": 1, "time": 2}
    del setup[lack]
    with pytest.raises(ParameterError, match=f"PROPOSAL_SETUP lacks {lack}"):
        ProposalModel(with_time=True).check(setup)
    if lack == "time":
        assert proposals(ResearcherAgent, 1, setup)[0]
