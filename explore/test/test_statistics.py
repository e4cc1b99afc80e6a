"""Intervals and tests, against known numbers."""

import math
import random

import numpy as np
import pytest

from explore.statistics import (
    binomialCdf,
    clopperPearson,
    equivalence,
    holm,
    incompleteBeta,
    intervalOfSd,
    lookConfidence,
    paired,
    quantileInterval,
    quantileT,
    sigmaOf,
    summary,
    wilson,
)
from util.errors import ParameterError

# ---- means


@pytest.mark.parametrize(
    ("df", "t"), [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (10, 2.2281), (29, 2.0452), (10_000, 1.9602)]
)
def test_quantiles_of_students_t(df, t):
    """As printed in tables, for 95 % two-sided."""
    assert quantileT(df) == pytest.approx(t, abs=5e-5)


def test_other_confidences():
    """99 % with 10 degrees of freedom: 3.1693; 90 %: 1.8125."""
    assert quantileT(10, 0.99) == pytest.approx(3.1693, abs=5e-5)
    assert quantileT(10, 0.90) == pytest.approx(1.8125, abs=5e-5)


def test_a_summary():
    """1 … 5: mean 3, standard deviation sqrt(2.5), so 3 ± 2.7764 · sqrt(2.5 / 5)."""
    stat = summary([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (stat.n, stat.mean, stat.least, stat.most) == (5, 3.0, 1.0, 5.0)
    assert stat.high == pytest.approx(3.0 + 2.7764 * 0.5**0.5, abs=1e-4)
    assert stat.low == pytest.approx(3.0 - 2.7764 * 0.5**0.5, abs=1e-4)


def test_numbers_that_are_all_equal():
    """Their interval has no width, and no rounding moves their mean."""
    assert summary([0.1] * 30)[1:] == (0.1, 0.1, 0.1, 0.1, 0.1)


def test_one_number_has_no_interval():
    """Nothing is known of its spread."""
    stat = summary([7.0])
    assert (stat.mean, stat.low, stat.high) == (7.0, -float("inf"), float("inf"))


@pytest.mark.parametrize(
    "asked",
    [
        lambda: summary([]),
        lambda: clopperPearson(0, 0),
        lambda: wilson(0, 0),
        lambda: quantileInterval([], 0.5),
        lambda: intervalOfSd([1.0], 1),
        lambda: equivalence([1.0], 1.0),
    ],
)
def test_too_few_values(asked):
    """Are refused, with how many it takes."""
    with pytest.raises(ParameterError, match="say too little"):
        asked()


def test_pairs():
    """What both sides share cancels out: the difference is 1 each time, however much they vary."""
    assert paired([11.0, 101.0, 1001.0], [10.0, 100.0, 1000.0])[1:4] == (1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="zip"):
        paired([1.0], [1.0, 2.0])


@pytest.mark.parametrize("n", [60, 25_000])
def test_the_interval_of_a_standard_deviation_covers_it(n):
    """Of 60 normal samples of sd 3, at least 52 intervals hold it, by either way of computing them."""
    rng = np.random.default_rng(5)
    n_samples = 60 if n < 1000 else 20
    intervals = [intervalOfSd(rng.normal(1.0, 3.0, n), seed=i) for i in range(n_samples)]
    assert sum(low <= 3.0 <= high for low, high in intervals) >= 0.87 * n_samples
    assert all(high - low < 2.5 for low, high in intervals)


def test_a_constant_has_no_spread():
    """And no division by zero on the way."""
    assert intervalOfSd([2.0] * 10, seed=0) == (0.0, 0.0)


# ---- proportions and quantiles


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.3084971),
        (5, 10, 0.1870860, 0.8129140),
        (499, 500, 0.9889075, 0.9999494),
        (500, 500, 0.9926494, 1.0),
        (9973, 10_000, 0.9960741, 0.9982200),
    ],
)
def test_exact_intervals_of_a_proportion(k, n, low, high):
    """Clopper and Pearson's, to seven digits."""
    assert clopperPearson(k, n) == pytest.approx((low, high), abs=6e-8)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(0, 10, 0.0, 0.2775328), (5, 10, 0.2365931, 0.7634069), (500, 500, 0.9923757, 1.0)]
)
def test_wilsons_intervals(k, n, low, high):
    """To seven digits."""
    assert wilson(k, n) == pytest.approx((low, high), abs=6e-8)


def test_the_binomial_sums_up():
    """P(at most 3 of 10 at 1/2) is 176/1024; nothing is below 0 and everything at most n."""
    assert binomialCdf(3, 10, 0.5) == pytest.approx(176 / 1024, rel=1e-12)
    assert (binomialCdf(-1, 10, 0.5), binomialCdf(10, 10, 0.5)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("a", "b", "x", "value"),
    [(0.5, 0.5, 0.3, 0.3690101195655453), (2.5, 0.5, 0.999, 0.9463423453081866), (500, 500, 0.5, 0.5)],
)
def test_the_incomplete_beta_function(a, b, x, value):
    """Against published values; and its ends."""
    assert incompleteBeta(a, b, x) == pytest.approx(value, rel=1e-11)
    assert (incompleteBeta(a, b, 0.0), incompleteBeta(a, b, 1.0)) == (0.0, 1.0)


def test_the_interval_of_a_median():
    """Of 1 … 100: the 40th and the 61st value, as tables of order statistics say."""
    assert quantileInterval(range(1, 101), 0.5) == (40.0, 61.0)


def test_a_quantile_beyond_the_sample_has_no_bound_there():
    """Ten values say nothing about how large the 99 % quantile may be."""
    low, high = quantileInterval([float(i) for i in range(10)], 0.99)
    assert low > 4.0
    assert high == math.inf


def test_yield_as_sigma():
    """One-sided 3 sigma is 99.865 %."""
    assert sigmaOf(0.998650102) == pytest.approx(3.0, abs=1e-6)
    assert sigmaOf(1.0) == math.inf
    assert sigmaOf(0.0) == -math.inf


def test_looks_spend_no_more_than_the_error_allowed():
    """1/2 + 1/6 + 1/12 + … of it is 1 in the limit."""
    spent = sum(1.0 - lookConfidence(k) for k in range(1, 1000))
    assert 0.0499 < spent < 0.05


# ---- equivalence


def test_equal_means_are_shown_to_be_equal_with_enough_pairs():
    """A difference with sd 1 around 0 lies within ± 0.25 beyond doubt with 400 pairs, and cannot be told with 10."""
    rng = random.Random(1)
    differences = [rng.gauss(0.0, 1.0) for _ in range(400)]
    enough, few = equivalence(differences, 0.25), equivalence(differences[:10], 0.25)
    assert enough.p < 0.01
    assert enough.p_differs > 0.05
    assert few.p > 0.05
    assert 100 < few.n_needed < 400


def test_a_shift_is_seen():
    """A difference of 1 with sd 1 is not an equivalence within 0.25."""
    rng = random.Random(3)
    found = equivalence([rng.gauss(1.0, 1.0) for _ in range(64)], 0.25)
    assert found.p > 0.99
    assert found.p_differs < 1e-6


@pytest.mark.parametrize(("value", "p", "p_differs"), [(0.0, 0.0, 1.0), (0.1, 0.0, 0.0), (0.3, 1.0, 0.0)])
def test_differences_without_chance(value, p, p_differs):
    """All the same: the answer is certain."""
    found = equivalence([value] * 8, 0.25)
    assert (found.p, found.p_differs) == (p, p_differs)


def test_identical_runs_are_equivalent_whatever_the_margin():
    """A margin of 0, from a measure that never varies, is met by no difference at all."""
    assert equivalence([0.0, 0.0], 0.0).p == 0.0


def test_holms_correction():
    """Holm's steps: 4 · 0.005, 3 · 0.01, 2 · 0.03, and never less than the step before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
