"""A budget is split to the last unit, by each of the rules."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.rewards.RewardSplit import KINDS, RewardSplit
from util.errors import ParameterError
from util.mathutil import gini

WEIGHTS = {"a": 1.0, "b": 4.0, "c": 0.0}


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("equal", {"a": 3, "b": 3, "c": 4}),
        ("proportional", {"a": 2, "b": 8, "c": 0}),
        ("quadratic", {"a": 3, "b": 7, "c": 0}),
        ("winner", {"a": 0, "b": 10, "c": 0}),
    ],
)
def test_each_rule_splits_in_its_own_way(kind, parts):
    """Each part is rounded down of what remains, so the last one to get anything gets the rest."""
    assert RewardSplit(kind).split(10, WEIGHTS) == parts


def test_a_lottery_has_one_winner_whose_odds_are_its_weight():
    """Over many draws each wins as often as its weight says, within 4 standard deviations."""
    n, rng, wins = 20000, random.Random(1), dict.fromkeys(WEIGHTS, 0)
    for _ in range(n):
        parts = RewardSplit("lottery").split(7, WEIGHTS, rng)
        assert sorted(parts.values()) == [0, 0, 7]
        wins[max(parts, key=lambda name: parts[name])] += 1
    assert wins["c"] == 0
    assert wins["a"] / n == pytest.approx(0.2, abs=4 * math.sqrt(0.2 * 0.8 / n))


@pytest.mark.parametrize("kind", KINDS)
@settings(derandomize=True, database=None, deadline=None)
@given(
    weights=st.dictionaries(st.text(max_size=3), st.floats(-1e12, 1e12), min_size=1, max_size=9),
    budget=st.integers(0, 10**30),
)
def test_parts_make_the_budget(kind, weights, budget):
    """To the unit, and none is negative; names keep their order."""
    parts = RewardSplit(kind).split(budget, weights, random.Random(0))
    assert list(parts) == list(weights)
    assert sum(parts.values()) == budget
    assert min(parts.values()) >= 0


@settings(derandomize=True, database=None, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.floats(1e-6, 1e6), min_size=1, max_size=9), st.integers(0, 10**30))
def test_a_proportional_split_is_exact(weights, budget):
    """Within a unit for each name, however many digits a budget has."""
    total = math.fsum(weights.values())
    for name, part in RewardSplit().split(budget, weights).items():
        assert part == pytest.approx(budget * weights[name] / total, rel=1e-9, abs=len(weights))


@pytest.mark.parametrize("weights", [{"a": 0.0, "b": 0.0}, {"a": -1.0, "b": 0.5}, {"a": -3.0, "b": -1.0}])
@pytest.mark.parametrize("kind", ["equal", "proportional", "quadratic"])
def test_where_nobody_has_earned_anything_all_are_equal(kind, weights):
    """Also where what some have earned is outweighed by what others owe."""
    assert RewardSplit(kind).split(9, weights) == {"a": 4, "b": 5}


def test_a_debtor_gets_nothing():
    """As long as there is something to share."""
    assert RewardSplit().split(10, {"a": 3.0, "b": -1.0}) == {"a": 10, "b": 0}


def test_nobody_gets_nothing():
    """The budget remains where it was."""
    assert RewardSplit("lottery").split(10, {}, random.Random(0)) == {}


def test_what_cannot_be_split_is_refused():
    """A rule that does not exist, a negative budget, a weight that is not finite."""
    with pytest.raises(ParameterError, match="'flat'.*one of equal, proportional, quadratic, lottery, winner"):
        RewardSplit("flat")
    with pytest.raises(ParameterError, match="exponent cannot be nan"):
        RewardSplit("quadratic", math.nan)
    with pytest.raises(ParameterError, match="zero or more"):
        RewardSplit().split(-1, WEIGHTS)
    with pytest.raises(ParameterError, match="finite"):
        RewardSplit().split(1, {"a": math.inf})


@pytest.mark.parametrize(("kind", "published"), [("proportional", 0.52), ("quadratic", 0.276)])
def test_quadratic_splits_are_flatter(kind, published):
    """Of lognormal weights with sigma 1: Gini coefficients of erf(1/2) = 0.5205 and erf(1/4) = 0.2763."""
    rng = random.Random(2)
    weights = {str(i): rng.lognormvariate(0, 1) for i in range(4000)}
    assert gini(RewardSplit(kind).split(10**24, weights).values()) == pytest.approx(published, abs=0.02)
