"""`Guide`: what it predicts, and that following it changes no distribution, however wrong it is."""

import numpy as np
import pytest

from explore.Guide import Guide, guideTo, proposed
from explore.rarity import SUBSET, rarity


def _bowl(u):
    return 3.0 - u[:, 0] + 0.2 * (u[:, 1:] ** 2).sum(axis=1) + 0.1 * u[:, 1] * u[:, 2]


def test_it_learns_a_quadratic():
    """Here exactly, so that it is sure of what it predicts elsewhere."""
    rng = np.random.default_rng(1)
    u = rng.standard_normal((400, 4))
    guide = guideTo(1.0, u, _bowl(u))
    assert guide is not None
    fresh = rng.standard_normal((50, 4)) + 2.0
    assert (guide.logOdds(fresh) > -0.7).tolist() == (_bowl(fresh) < 1.0).tolist()


@pytest.mark.parametrize(
    ("n", "margins"),
    [
        (400, lambda u, rng: rng.standard_normal(len(u))),
        (400, lambda u, rng: np.ones(len(u))),
        (20, lambda u, rng: u[:, 0]),
        (400, lambda u, rng: np.full(len(u), -np.inf)),
    ],
    ids=["noise", "one value", "too few runs", "no results"],
)
def test_it_gives_no_advice_where_it_has_learnt_nothing(n, margins):
    """Moves are then made without it."""
    rng = np.random.default_rng(1)
    u = rng.standard_normal((n, 4))
    assert guideTo(0.0, u, margins(u, rng)) is None


def test_runs_without_a_result_teach_nothing():
    """They count as failed, which says nothing of how near others are."""
    u = np.random.default_rng(1).standard_normal((400, 4))
    margins = np.where(u[:, 3] > 1.0, -np.inf, _bowl(u))
    guide = guideTo(1.0, u, margins)
    assert guide is not None
    assert guide.slopes == pytest.approx([-1.0, 0.0, 0.0, 0.0], abs=1e-4)


def test_a_wrong_guide_keeps_the_distribution():
    """Half a normal distribution stays what it is, although the guide prefers small values to large ones."""
    rng = np.random.default_rng(1)
    u = np.abs(rng.standard_normal((40_000, 1)))
    guide = Guide(0.0, 0.0, np.array([0.8]), np.zeros((1, 1)), 1.0)
    for _ in range(5):
        proposal = proposed(u, np.array([0.7]), guide, rng)
        is_accepted = (proposal.u[:, 0] > 0.0) & (rng.random(len(u)) < proposal.chance)
        u = np.where(is_accepted[:, None], proposal.u, u)
    assert u.mean() == pytest.approx((2.0 / np.pi) ** 0.5, abs=0.012)
    assert (u**2).mean() == pytest.approx(1.0, abs=0.03)


def test_it_halves_the_runs_of_a_rare_failure():
    """Without it, this takes 20,000 runs: 5 % of what counting would."""
    found = rarity(lambda u, b: 3.719 - u.sum(axis=1) / 20**0.5, 20, 0, seed=1, precision=0.3)
    assert found.method == SUBSET
    assert found.is_precise
    assert found.interval.low <= 1e-4 <= found.interval.high
    assert found.runs <= 10_000
