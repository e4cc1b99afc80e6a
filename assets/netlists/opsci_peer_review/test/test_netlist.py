"""The netlist as a whole: what it refuses, what it conserves, and what reviews do to what is funded."""

from __future__ import annotations

import math

import pytest

from assets.agents.peerreview.ReviewBoard import REWARD_RULES
from assets.netlists.opsci_peer_review import netlist
from engine.Simulation import Simulation
from util.errors import ParameterError

# Much happens in few ticks.
BUSY = {"EPOCH_TICKS": 24, "TIME_RANGE": (5, 30), "TICKS_UNTIL_NEW_PROPOSAL": 25, "max_ticks": 600}


def lastRow(**values):
    """{column: value} at the end of a run."""
    with Simulation(netlist, 3, {**BUSY, **values}) as simulation:
        simulation.run()
    return dict(zip(simulation.rows.header, simulation.rows.table()[-1]))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PRIOR", 0.01, "a fraction, 0.05 to 0.95"),
        ("ACCURACY", 0.4, "a fraction, 0.5 to 1"),
        ("REVIEWS_PER_PROPOSAL", 2, "an odd whole number, 1 to 9"),
        ("REWARD_RULE", "thanks", "one of flat, agreement, peer_prediction, oracle"),
        ("REWARD", 0.0, "a number, above 0"),
        ("FLAT", 1.1, "a number, 0 to 1"),
        ("EFFORT_COST", -0.1, "a number, 0 to 1"),
        ("INITIAL_CAREFUL", 1.1, "a fraction, 0 to 1"),
        ("LEARNING", 1.1, "a fraction, 0 to 1"),
        ("INVERTERS", 1.1, "a fraction, 0 to 1"),
        ("RANDOMS", -0.1, "a fraction, 0 to 1"),
        ("COLLUDERS", 1.1, "a fraction, 0 to 1"),
        ("N_REVIEWERS", 2, "a whole number, 3 or more"),
        ("TASKS_PER_EPOCH", 2, "a whole number, 3 to 100000"),
        ("REVIEW_BUDGET", 0.6, "a fraction, 0 to 0.5"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*{says}"):
        setattr(netlist.SimStrategy(), name, value)


def test_parts_of_a_whole_are_1_at_most():
    """Inverters, random ones and colluders together."""
    with (
        pytest.raises(ParameterError, match="cannot be 1.2 together"),
        Simulation(netlist, 1, {"INVERTERS": 0.4, "RANDOMS": 0.4, "COLLUDERS": 0.4}),
    ):
        pass


@pytest.mark.parametrize("rule", REWARD_RULES)
def test_rewards_come_from_the_treasury(rule):
    """No OCEAN is made or lost, in each tick, and no more is paid than the budget for reviews."""
    with Simulation(netlist, 3, {**BUSY, "REWARD_RULE": rule, "INVERTERS": 0.1, "COLLUDERS": 0.1}) as simulation:
        state = simulation.state
        start = sum(agent.OCEAN_base() for agent in state.agents.values())
        while not simulation.is_over:
            simulation.step()
            assert sum(agent.OCEAN_base() for agent in state.agents.values()) == start
        paid, granted = state.agents["review_rewarder"].OCEAN_paid, state.agents["dao_treasury"]
        assert 0 < paid <= 0.05 * granted.total_research_funds_disbursed * (1 + 1e-12)


def test_reviews_that_say_nothing_select_nothing():
    """All reviewers lazy: what is funded is as good as what is submitted, within 3 standard deviations.

    Researchers have talents for life, so what counts is that 24 of 40 have grants at a time. The mean impact of a
    researcher is 3.33, 7.5 or 8.33, with the odds 1:2:1, which has a standard deviation of 1.95.
    """
    row = lastRow(LEARNING=0.0, INITIAL_CAREFUL=0.0, max_ticks=1500)
    tolerance = 3 * 1.95 * math.sqrt(1 / 24 - 1 / 40)
    assert row["mean_quality_funded"] == pytest.approx(row["mean_quality_submitted"], abs=tolerance)
    assert row["decision_accuracy"] == pytest.approx(0.5, abs=0.2)


def test_careful_reviews_select_what_is_good():
    """All careful: what is funded is better than that, and the majority is right as often as it should be."""
    row = lastRow(LEARNING=0.0, INITIAL_CAREFUL=1.0, max_ticks=1500)
    assert row["mean_quality_funded"] > row["mean_quality_submitted"] + 1.0
    assert row["decision_accuracy_theory"] == pytest.approx(0.84375)


def test_reviews_count_only_where_scores_ask_for_them():
    """Without SCORE_FIELDS they are written and paid, and change no grant."""
    careful, lazy = (
        lastRow(SCORE_FIELDS=(), REVIEW_BUDGET=0.0, LEARNING=0.0, INITIAL_CAREFUL=share, REWARD_RULE="flat")
        for share in (1.0, 0.0)
    )
    assert abs(careful["mean_quality_funded"] - careful["mean_quality_submitted"]) < 1.0
    assert (careful["share_careful"], lazy["share_careful"]) == (1.0, 0.0)
