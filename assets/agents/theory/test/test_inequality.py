"""Gini coefficients that rules tend to, against those rules at work."""

import random

import pytest

from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.theory.inequality import (
    giniOfLognormal,
    giniOfLottery,
    giniOfSplit,
    giniOfUrn,
    giniOfWinner,
)
from util.mathutil import gini

N = 50


def received(kind, n_draws, weights=None, by_stake=False, seed=1):
    """What each of 50 has after so many splits of 1000."""
    rng, weights = random.Random(seed), weights or {str(i): 1.0 for i in range(N)}
    have = dict.fromkeys(weights, 0)
    for _ in range(n_draws):
        by = {name: 1000 + have[name] for name in have} if by_stake else weights
        for name, part in RewardSplit(kind).split(1000, by, rng).items():
            have[name] += part
    return have


def test_published_values():
    """Of lognormal weights with sigma 1, and of their square roots."""
    assert giniOfLognormal(1.0) == pytest.approx(0.5205, abs=5e-5)
    assert giniOfLognormal(0.5) == pytest.approx(0.2763, abs=5e-5)
    assert giniOfWinner(50) == 0.98
    assert giniOfUrn(50) == 0.49
    assert giniOfSplit("equal", 1.0, N, 9) == 0
    assert giniOfSplit("winner", 1.0, N, 9) == giniOfWinner(N)
    assert giniOfSplit("proportional", 1.0, N, 9) == giniOfLognormal(1.0)
    assert giniOfSplit("quadratic", 1.0, N, 9) == giniOfLognormal(0.5)


def test_a_sample_of_quadratic_splits():
    """Of 200 the coefficient scatters by some hundredths."""
    rng = random.Random(3)
    weights = {str(i): rng.lognormvariate(0, 1) for i in range(200)}
    assert gini(received("quadratic", 1, weights).values()) == pytest.approx(giniOfLognormal(0.5), abs=0.06)


@pytest.mark.parametrize(("n_draws", "theory"), [(500, 0.178), (5000, 0.0564)])
def test_a_fair_lottery_becomes_fair(n_draws, theory):
    """sqrt(n/(pi T)) for 50 after 500 and 5000 draws."""
    assert giniOfLottery(N, n_draws) == pytest.approx(theory, abs=5e-4)
    assert gini(received("lottery", n_draws).values()) == pytest.approx(theory, rel=0.25)


def test_a_lottery_by_stake_never_does():
    """A Polya urn from one ticket each: shares settle anywhere, with a coefficient of 0.49 on average."""
    found = [gini(received("lottery", 1000, by_stake=True, seed=seed).values()) for seed in range(8)]
    assert sum(found) / len(found) == pytest.approx(giniOfUrn(N), abs=0.05)
