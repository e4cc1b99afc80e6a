"""What people do in a market, and that each experiment is complete."""

import random

import pytest

from assets.netlists.oceanv4.verification.demand import Action, drawDemand, play
from assets.netlists.oceanv4.verification.experiments import EXPERIMENTS
from assets.netlists.oceanv4.verification.markets import V4Terms


def test_demand_is_drawn_in_order():
    """About as many actions as asked for, in the order of time, none beyond the end; fractions are below 1."""
    actions = drawDemand(random.Random(1), 24.0 * 100, per_day=6.0)
    assert 500 < len(actions) < 700
    assert actions == sorted(actions)
    assert actions[-1].hour < 2400.0
    assert {action.kind for action in actions} == {"buy", "sell", "stake", "unstake"}
    assert all(0.0 < action.size < 1.0 for action in actions if action.kind in ("sell", "unstake"))


def test_demand_is_played_in_time(chain):
    """What comes every hour comes from the start on, actions when they are due, and then all hours have passed."""
    market = V4Terms()()
    began, seen = chain.now(), []
    play(market, [Action(1.5, "buy", 100.0)], 4.0, 1.0, lambda: seen.append(market.DTof("trader") > 0.0))
    assert seen == [False, False, True, True]
    assert chain.now() - began == 4 * 3600
    assert market.gain("trader") == pytest.approx(-100.0)


def test_a_part_of_a_demand_is_played(chain):
    """What was before `since` or comes after the hours does not happen."""
    market = V4Terms()()
    play(market, [Action(hour, "buy", 100.0) for hour in (0.5, 1.5, 3.5)], 2.0, since=1.0)
    assert market.gain("trader") == pytest.approx(-100.0)


@pytest.mark.parametrize("one", EXPERIMENTS.values(), ids=lambda one: one.name)
def test_each_experiment_is_complete(one):
    """At least one core rule, both generations in its main case, corner cases, and names that do not clash."""
    assert any(rule.is_core for rule in one.rules)
    assert {"V3", "V4"} <= set(one.cases[0].arms) or one.name == "M3"
    assert any(case.is_corner for case in one.cases)
    assert len({case.name for case in one.cases}) == len(one.cases)
    assert len({metric.name for metric in one.metrics}) == len(one.metrics)


@pytest.mark.parametrize("one", EXPERIMENTS.values(), ids=lambda one: one.name)
def test_the_same_people_in_each_arm(one):
    """A seed draws the same whatever the arm: it is drawn before there is one."""
    assert one.draw(random.Random("3")) == one.draw(random.Random("3"))
    assert one.draw(random.Random("3")) != one.draw(random.Random("4"))
