"""What any science community can have on top: credit, reviews, matched gifts, new OCEAN; and how they are asked for."""

import numpy
import pytest

from assets.netlists.opsci_kit.mechanisms import MECHANISMS
from assets.netlists.opsci_kit.test.communities import ALL, BY_SLOTS, community, known, load, run, steps, total_base
from util.errors import ParameterError

# Much happens in few ticks.
BUSY = {
    "TICKS_BETWEEN_PROPOSALS": 20,
    "TIME_RANGE": (5, 30),
    "TICKS_UNTIL_NEW_PROPOSAL": 25,
    "EPOCH_TICKS": 24,
    "NUMBER_OF_RESEARCHERS": 8,
    "TREASURY_INIT_OCEAN": 3e6,
}
FIELDS = {"cred": "total_cred", "review": "share_careful", "votes": "donated"}


def busy(name, seed=1, **values):
    """A community in which much happens in few ticks."""
    return community(name, seed, **known(name, {**BUSY, **values}))


def columns(name, state):
    """Column → value, as it would be logged."""
    _, header, row = load(name)["netlist_createLogData"](state)
    return dict(zip(header, row))


def brought(state):
    """OCEAN units that came from outside, by donors and newcomers, or were minted."""
    agents = state.agents.values()
    from_donors = sum(getattr(agent, "_brought_base", 0) + getattr(agent, "_minted_base", 0) for agent in agents)
    generator = state.agents.get("generator")
    return from_donors + (generator.agents_generated * 200000 * 10**18 if generator else 0)


@pytest.mark.parametrize("name", ALL)
def test_without_asking_nobody_has_any(name):
    """By default there are no further agents, and no further columns."""
    sim = busy(name)
    state = run(sim, 50)
    assert state.mechanisms == []
    assert not set(FIELDS.values()) & set(columns(name, state))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", ALL)
def test_one_value_adds_any_of_them(name, field):
    """SCORE_FIELDS brings the agents who write the field; all money is accounted for in each tick."""
    sim = busy(name, SCORE_FIELDS=(field,))
    state = sim.state
    assert len(state.mechanisms) == 1
    start, seen = total_base(state), set()
    for _ in steps(sim, 400):
        assert total_base(state) == start + brought(state)
        assert min(agent.OCEAN_base() for agent in state.agents.values()) >= 0
        seen |= {researcher.proposal.get(field) for researcher in state.researchers.values() if researcher.proposal}
    assert len(seen - {None}) > 1
    assert FIELDS[field] in columns(name, state)


@pytest.mark.parametrize("name", ALL)
def test_scores_are_divided_by_what_was_asked_for(name):
    """Proposals wait for their field only until the tick after they were drawn, which is when they are judged."""
    sim = busy(name, SCORE_FIELDS=("review",))
    treasury = sim.state.agents[sim.state.ss.TREASURY]
    rule = treasury.RULE
    judged: list = []

    class Spy:
        def ranked(self, applicants, ss):
            judged.extend(applicant.proposal.get("review") for applicant in applicants.values())
            return rule.ranked(applicants, ss)

    treasury.RULE = Spy()
    run(sim, 300)
    assert len(judged) > 10
    assert None not in judged


@pytest.mark.parametrize("by", ["equal", "stake", "assets", "impact", "cred", "reviews", "qf"])
@pytest.mark.parametrize("name", BY_SLOTS)
def test_new_OCEAN_is_split_by_whatever_one_likes(name, by):
    """What it is split by is measured where nobody has measured it yet. The first epoch has what it should."""
    sim = busy(name, EMISSION_PER_EPOCH=1000.0, REWARD_BY=by, SCHEDULE="linear")
    state = sim.state
    start = total_base(state)
    for tick in steps(sim, 200):
        assert total_base(state) == start + brought(state)
        assert state.agents["emission"].OCEAN_minted == pytest.approx(1000.0 * ((tick + 1) // 24))
    assert columns(name, state)["OCEAN_minted"] == pytest.approx(8000)
    needed = {"cred": "cred_ranker", "reviews": "review_rewarder", "qf": "qf_round"}
    wanted = {needed[by]} if by in needed else set()
    assert {agent for agent in needed.values() if agent in state.agents} == wanted


def test_all_of_them_at_once():
    """In the richest community; it repeats itself."""
    values = {"SCORE_FIELDS": ("review", "cred", "votes"), "EMISSION_PER_EPOCH": 500.0, "REWARD_BY": "impact"}
    ends = []
    for _ in range(2):
        sim = busy("community_growth_public_funding_ps", 3, **values)
        state = sim.state
        assert [type(mechanism) for mechanism in state.mechanisms] == list(MECHANISMS)
        start = total_base(state)
        for _ in steps(sim, 300):
            assert total_base(state) == start + brought(state)
        ends.append(columns("community_growth_public_funding_ps", state))
    assert ends[0] == ends[1]


def test_plots_of_what_there_is():
    """A community with reviews plots them; one without does not."""
    name = "opsci_mult_time_profit_sharing"
    for fields, titles in (((), set()), (("review",), {"Careful reviewers", "Rewards", "Decisions that are right"})):
        state = run(busy(name, SCORE_FIELDS=fields), 100)
        header = ["Month", *columns(name, state)]
        plots = load(name)["netlist_plotInstructions"](header, numpy.zeros((2, len(header)), dtype=str))[2]
        found = {p.y_pretty_name for p in plots}
        assert titles <= found
        assert bool(titles) == ("Rewards paid" in found)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"SCORE_FIELDS": ("beauty",)}, r"a tuple of some of cred, review, votes, e.g. \('review',\)"),
        ({"SCORE_FIELDS": ("review", "review")}, "a tuple of some of"),
        ({"EPOCH_TICKS": 0}, "a whole number, 1 or more"),
        ({"EMISSION_PER_EPOCH": -1.0}, "a number, 0 to 1e.12"),
        ({"SCHEDULE": "sometimes"}, "one of halving"),
        ({"REWARD_SPLIT": "flat"}, "one of equal"),
        ({"REWARD_BY": "beauty"}, "one of equal, stake, assets, impact, cred, reviews, qf"),
    ],
)
def test_what_makes_no_sense_is_refused(values, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=says):
        community("opsci_public_funding_ps", 1, **values)


def test_reviewers_must_be_enough():
    """Two researchers cannot review each other's proposals three times."""
    with pytest.raises(ParameterError, match="2 researchers cannot make 3 reviews.*more researchers"):
        community("opsci_naive", 1, SCORE_FIELDS=("review",), NUMBER_OF_RESEARCHERS=2)
