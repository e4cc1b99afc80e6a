"""Emission schedules, and the supply that burning and minting settle at."""

import pytest

from assets.agents.theory.emission import SCHEDULES, burnAndMint, emitted, feesOnCurve, steppedHalving


def test_halvings():
    """Of 21 million with eras of 4 years: 5.25, 10.5, 15.75 and 20.34375 million after 2, 4, 8 and 20 years."""
    found = [emitted("halving", t, 21e6, 4) for t in (0, 2, 4, 8, 20)]
    assert found == [0.0, 5.25e6, 10.5e6, 15.75e6, 20.34375e6]


def test_bitcoins_own():
    """210,000 blocks per era, rounded to satoshis: 20,999,999.9769 bitcoins."""
    assert steppedHalving(50 * 10**8, 210_000) == 2_099_999_997_690_000


def test_the_smooth_curve_meets_the_halvings():
    """At the end of each era; and the straight line meets both at the end of the first."""
    for k in range(6):
        assert emitted("exponential", 4.0 * k, 1e6, 4) == pytest.approx(1e6 * (1 - 2.0**-k), rel=1e-12)
        assert emitted("halving", 4.0 * k, 1e6, 4) == 1e6 * (1 - 2.0**-k)
    assert [emitted("linear", t, 1e6, 4) for t in (4, 8, 9)] == [5e5, 1e6, 1e6]


def test_inflation_compounds():
    """2 % a year on what was there at the start."""
    assert emitted("inflation", 2.0, 0.0, 1.0, 1e6, 0.02) == pytest.approx(40_400)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_nothing_is_taken_back(schedule):
    """What was let out never falls."""
    found = [emitted(schedule, t / 10, 1e6, 1.0, 1e6, 0.02) for t in range(100)]
    assert found == sorted(found)
    assert found[0] == 0.0


def test_burning_meets_minting():
    """Supply tends to 1.6 million, at a price of 0.25; the recursion and the closed form agree."""
    supply = 1e6
    for _ in range(500):
        supply += 2000 - 0.5 * 1000 * 0.5 * supply / 2e5
    assert supply == pytest.approx(1_278_968.674887, rel=1e-9)
    assert burnAndMint(500, 1e6, 2e5, 0.5, 2000, 1000, 0.5) == pytest.approx(supply, rel=1e-9)
    settled = burnAndMint(1e5, 1e6, 2e5, 0.5, 2000, 1000, 0.5)
    assert settled == pytest.approx(1.6e6)
    assert 2e5 / (0.5 * settled) == pytest.approx(0.25)
    assert burnAndMint(10, 1e6, 2e5, 0.5, 2000, 0, 0.5) == 1.02e6


@pytest.mark.parametrize("burnt", [0.0, 0.5, 1.0])
def test_fees_that_buy_on_the_curve(burnt):
    """In small steps; and the price tends to 4.2486 to 5.6648, at fees of 485 and 342.47 new tokens a day."""
    reserve, supply, minted, fees, ratio, n = 650_000.0, 1e6, 1e6 / 2920, 485.0, 0.25, 20_000
    for _ in range(n):
        supply += (minted + (1 - burnt) * fees * ratio * supply / reserve) / 20
        reserve += fees / 20
    assert feesOnCurve(n / 20, 1e6, 650_000.0, ratio, minted, fees, burnt) == pytest.approx(supply, rel=1e-5)
    late = 1e12
    price = fees * late / (ratio * feesOnCurve(late, 1e6, 650_000.0, ratio, minted, fees, burnt))
    assert price == pytest.approx(fees * (1 - (1 - burnt) * ratio) / (ratio * minted), rel=1e-3)
    assert feesOnCurve(10, 1e6, 650_000.0, ratio, minted, 0.0, burnt) == 1e6 + 10 * minted
