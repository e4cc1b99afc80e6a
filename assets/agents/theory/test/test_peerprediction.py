"""Rewards for reviews: expectations, incentives, and majorities, against published and derived figures."""

from __future__ import annotations

import itertools
import random

import pytest

from assets.agents.theory.peerprediction import (
    ALWAYS_0,
    ALWAYS_1,
    INVERTED,
    TRUTHFUL,
    agreement,
    decisionAccuracy,
    majority,
    peerPrediction,
    threshold,
)

PURE = (TRUTHFUL, INVERTED, ALWAYS_0, ALWAYS_1)


@pytest.mark.parametrize(
    ("prior", "a_i", "a_j", "pay"),
    [(0.5, 0.8, 0.8, 0.18), (0.3, 0.8, 0.8, 0.1512), (0.3, 0.9, 0.7, 0.1344), (0.5, 0.5, 0.8, 0.0)],
)
def test_what_truth_earns(prior, a_i, a_j, pay):
    """2 p (1 - p) (2 a_i - 1) (2 a_j - 1), also in 200,000 draws of three works by two reviewers."""
    assert peerPrediction(prior, a_i, a_j) == pytest.approx(pay, abs=1e-12)
    rng, earned, n = random.Random(4), 0, 200_000

    def says(good, accuracy):
        return good if rng.random() < accuracy else not good

    for _ in range(n):
        shared, of_i, of_j = (rng.random() < prior for _ in range(3))
        earned += says(shared, a_i) == says(shared, a_j)
        earned -= says(of_i, a_i) == says(of_j, a_j)
    assert earned / n == pytest.approx(pay, abs=0.006)


def test_truth_is_the_best_answer_to_truth():
    """Of all pure strategies; seven truths in ten earn 0.0605 of 0.1512, a constant nothing, inversion the negative."""
    earned = {strategy: peerPrediction(0.3, 0.8, 0.8, strategy) for strategy in PURE}
    assert max(earned, key=lambda strategy: earned[strategy]) == TRUTHFUL
    assert [earned[s] for s in (ALWAYS_0, ALWAYS_1, INVERTED)] == pytest.approx([0, 0, -0.1512], abs=1e-12)
    assert peerPrediction(0.3, 0.8, 0.8, (0.7, 0.3)) == pytest.approx(0.0605, abs=5e-5)


def test_no_agreement_of_the_careless_earns_anything():
    """Whatever two who have not looked agree on."""
    for i, j in itertools.product([ALWAYS_0, ALWAYS_1, (0.5, 0.5)], repeat=2):
        assert peerPrediction(0.3, 0.8, 0.8, i, j) == pytest.approx(0, abs=1e-12)


def test_mere_agreement_rewards_the_careless_most():
    """Truth earns 0.68, a constant up to 0.62 against truth, but 1 against another constant."""
    assert agreement(0.3, 0.8, 0.8) == pytest.approx(0.68)
    assert agreement(0.3, 0.8, 0.8, ALWAYS_0) == pytest.approx(0.62)
    assert agreement(0.3, 0.8, 0.8, ALWAYS_1) == pytest.approx(0.38)
    assert agreement(0.3, 0.8, 0.8, ALWAYS_1, ALWAYS_1) == 1.0


@pytest.mark.parametrize(("n", "right"), [(1, 0.8), (3, 0.896), (5, 0.94208), (7, 0.966656)])
def test_majorities(n, right):
    """Of reviewers who are right four times in five."""
    assert majority(0.8, n) == pytest.approx(right, abs=1e-12)
    assert decisionAccuracy(0.5, 0.8, n, careful=1.0) == pytest.approx(right, abs=1e-12)


def test_without_care_all_is_found_good():
    """So decisions are right as often as works are good."""
    assert decisionAccuracy(0.3, 0.8, 3, careful=0.0) == 0.3


def test_where_care_begins_to_pay():
    """With a cost of 0.05 of the reward: 28 % of careful colleagues at an accuracy of 0.8, 40 % at 0.75."""
    assert threshold(0.05, 1, 0.5, 0.8) == pytest.approx(0.2778, abs=5e-5)
    assert threshold(5, 100, 0.5, 0.75) == pytest.approx(0.4)
    assert threshold(0.05, 1, 0.5, 0.5) == float("inf")
