"""Means, intervals and worst cases, against known numbers."""

import pytest

from assets.netlists.oceanv4.verification.statistics import paired, quantileT, summary


@pytest.mark.parametrize(
    ("df", "t"), [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (10, 2.2281), (29, 2.0452), (100, 1.9840)]
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


def test_numbers_that_are_all_alike():
    """Their interval has no width, and no rounding moves their mean."""
    assert summary([0.1] * 30)[1:] == (0.1, 0.1, 0.1, 0.1, 0.1)


def test_one_number_has_no_interval():
    """Nothing is known of its spread."""
    stat = summary([7.0])
    assert (stat.mean, stat.low, stat.high) == (7.0, -float("inf"), float("inf"))


def test_pairs():
    """What both have in common falls out: the difference is 1 each time, however they vary."""
    assert paired([11.0, 101.0, 1001.0], [10.0, 100.0, 1000.0])[1:4] == (1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="zip"):
        paired([1.0], [1.0, 2.0])
