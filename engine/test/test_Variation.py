"""How parameters may vary: values that span a range, and quantiles of distributions."""

import math
from statistics import NormalDist

import pytest

from engine.Variation import Choice, Design, Discrete, LogNormal, Normal, Scale, Triangular, Uniform, Worst

PHI = NormalDist().cdf


def test_a_range_is_spanned_evenly():
    """Both ends are there, and no noise in between."""
    assert Design(1, 10).values(4) == [1, 4, 7, 10]
    assert Design(0.0, 1.0).values(11) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert Worst(1, 1000, log=True).values(4) == [1, 10, 100, 1000]
    assert Design(1, 3).values(1) == [2]


def test_steps():
    """Values lie on steps from the low end, and never beyond the high one."""
    assert Design(0, 10, step=4).values(11) == [0, 4, 8]
    assert Design(0, 11, step=4).fromUnit(1.0) == 8
    assert Design(2, 11, step=3).fromUnit(0.4) == 5


def test_a_range_takes_missing_ends_from_elsewhere():
    """What it says itself stays."""
    assert Design(lo=2).within(0, 9) == Design(2, 9)
    assert type(Worst().within(0, 9)) is Worst


def test_a_choice_offers_all():
    """However many are asked for."""
    assert Choice(["a", "b", "c"]).values(2) == ["a", "b", "c"]


@pytest.mark.parametrize("u", [-4.0, -1.0, 0.0, 0.5, 3.0])
def test_quantiles(u):
    """At Phi(u), written out by hand."""
    p = PHI(u)
    assert Uniform(2, 6).fromNormal(u) == pytest.approx(2 + 4 * p)
    assert Normal(10, 2).fromNormal(u) == 10 + 2 * u
    assert LogNormal(3, 0.5).fromNormal(u) == pytest.approx(3 * math.exp(0.5 * u))
    triangle = Triangular(0, 1, 4)
    x = triangle.fromNormal(u)
    assert (x * x / 4 if x <= 1 else 1 - (4 - x) ** 2 / 12) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("bounds", [(8.0, None), (None, 11.0), (8.0, 11.0), (13.0, None), (None, 5.0)])
@pytest.mark.parametrize("u", [-6.0, -1.0, 0.0, 2.0, 6.0])
def test_a_cut_normal_distribution(bounds, u):
    """Its distribution function at the quantile is Phi(u), in the tails as well."""
    lo, hi = bounds
    x = Normal(10, 2, lo, hi).fromNormal(u)
    low = -math.inf if lo is None else (lo - 10) / 2
    high = math.inf if hi is None else (hi - 10) / 2
    z = (x - 10) / 2
    assert low <= z <= high
    below, above = PHI(z) - PHI(low), PHI(-z) - PHI(-high)
    assert min(below, above) / (PHI(high) - PHI(low)) == pytest.approx(PHI(-abs(u)), rel=1e-5)


def test_discrete_values_have_their_weights():
    """Of 1 : 3, the first quarter of the probability is the first value."""
    coin = Discrete({"a": 1, "never": 0, "b": 3})
    assert [coin.fromNormal(NormalDist().inv_cdf(p)) for p in (0.01, 0.24, 0.26, 0.99)] == ["a", "a", "b", "b"]
    assert coin.values(9) == ["a", "b"]
    assert coin.fromNormal(40.0) == "b"


def test_distributions_are_swept_over_three_sigma():
    """Evenly in standard deviations, where they have no ends."""
    assert Normal(0, 1).values(3) == [-3, 0, 3]
    assert Uniform(0, 1).values(3) == [0, 0.5, 1]
    assert Triangular(0, 1, 4).values(3) == [0, 2, 4]
    assert Scale().values(9) == [0.5, 2.0]
