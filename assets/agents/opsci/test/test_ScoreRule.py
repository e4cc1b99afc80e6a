"""How proposals are ranked: five rules, where the lowest score wins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.opsci.test.stubs import Applicant, strategy, stub
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent
from assets.agents.opsci_pp_agents.VVersatileDAOTreasuryAgent import VVersatileDAOTreasuryAgent
from engine.AgentBase import AgentBaseNoEvm

RULES = {
    "one per round": OpscientiaDAOAgent.RULE,
    "several per round": MultDAOTreasuryAgent.RULE,
    "slots": MultTimeDAOTreasuryAgent.RULE,
    "public": VersatileDAOTreasuryAgent.RULE,
    "community": VVersatileDAOTreasuryAgent.RULE,
}
PROPOSAL = {
    "grant_requested": 30000,
    "assets_generated": 5,
    "no_researchers": 10,
    "knowledge_access": 3.0,
    "time": 8000,
    "integration": 0.4,
    "novelty": 0.8,
    "impact": 8.0,
    "continuing": False,
}
BASE = 30000 / 10 / 5 / 3


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ("one per round", BASE),
        ("several per round", BASE),
        ("slots", BASE / 8000 / (0.4 * 0.8) / 8),
        ("public", BASE / 8000),
        ("community", BASE / 8000),
    ],
)
def test_the_five_scores(rule, score):
    """The grant, divided by team, assets and knowledge; by time where it is known; by quality where that counts."""
    assert RULES[rule].score(PROPOSAL, strategy()) == pytest.approx(score)


def test_continuing_projects_are_favoured():
    """Where continuing projects are funded, their score is multiplied by 0.6, or by what the strategy says."""
    going_on = {**PROPOSAL, "continuing": True}
    for rule in RULES.values():
        weight = rule.score(going_on, strategy()) / rule.score(PROPOSAL, strategy())
        assert weight == pytest.approx(0.6 if rule is RULES["community"] else 1.0)
    ss = strategy(CONTINUING_WEIGHT=2.0)
    assert RULES["community"].score(going_on, ss) == pytest.approx(2 * RULES["community"].score(PROPOSAL, ss))


def test_the_strategy_says_what_time_is_worth():
    """By default the longer project wins; with the exponent 1 the shorter one, with 0 neither."""
    longer = {**PROPOSAL, "time": 16000}
    for exponent, ratio in ((-1.0, 0.5), (0.0, 1.0), (1.0, 2.0)):
        ss = strategy(SCORE_TIME_EXPONENT=exponent)
        rule = RULES["public"]
        assert rule.score(longer, ss) / rule.score(PROPOSAL, ss) == pytest.approx(ratio)


@pytest.mark.parametrize("field", ["assets_generated", "integration", "novelty", "impact", "time"])
@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_hopeless_rather_than_impossible(rule, field):
    """A field of exactly 0 makes the worst proposal, but no error; a project takes at least one tick."""
    rule = RULES[rule]
    zero, hopeless = rule.score({**PROPOSAL, field: 0}, strategy()), rule.score(PROPOSAL, strategy())
    if field == "time":
        assert zero == rule.score({**PROPOSAL, field: 1}, strategy())
    elif field in rule.divisors:
        assert 1e9 * hopeless < zero < float("inf")
    else:
        assert zero == hopeless


@settings(derandomize=True, database=None, deadline=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["grant_requested", "assets_generated", "knowledge_access", "time", "impact", "integration"]),
    st.floats(1.0, 100.0),
    st.integers(1, 50000),
    st.integers(1, 10),
    st.floats(0.0, 1.0),
)
def test_what_speaks_for_a_proposal_never_lowers_its_rank(name, field, factor, grant, assets, novelty):
    """Asking for less, or offering more, never hurts while rivals stay as they are."""
    rule, ss = RULES[name], strategy()
    own = {**PROPOSAL, "grant_requested": grant, "assets_generated": assets, "novelty": novelty}
    better = {**own, field: own[field] / factor if field == "grant_requested" else own[field] * factor}
    rivals = [{**PROPOSAL, "grant_requested": 6000 * i} for i in range(1, 6)]

    def rank(proposal):
        people = [stub(AgentBaseNoEvm, Applicant, str(i), **p) for i, p in enumerate([*rivals, proposal])]
        return rule.ranked({person.name: person for person in people}, ss).index("5")

    assert rank(better) <= rank(own)


def test_the_first_wins_among_equals():
    """Equal proposals rank in the order in which they came."""
    people = {name: stub(AgentBaseNoEvm, Applicant, name, **PROPOSAL) for name in "cab"}
    people["d"] = stub(AgentBaseNoEvm, Applicant, "d", **{**PROPOSAL, "grant_requested": 29999})
    for rule in RULES.values():
        assert rule.ranked(people, strategy()) == ["d", "c", "a", "b"]
