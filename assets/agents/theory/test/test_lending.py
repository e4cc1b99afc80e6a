"""Closed forms of lending: the contract's rules in numbers, and chances against simulated walks."""

from __future__ import annotations

import math

import numpy
import pytest

from assets.agents.theory import lending

CURVE = lending.RateCurve(0.8, 0.0, 0.04, 0.75)


@pytest.mark.parametrize(
    ("utilisation", "borrow", "supply"),
    [(0.0, 0.0, 0.0), (0.16, 0.008, 0.00128), (0.8, 0.04, 0.032), (0.9, 0.415, 0.3735), (1.0, 0.79, 0.79)],
)
def test_rates_of_a_stablecoin(utilisation, borrow, supply):
    """Below, at and above the kink; suppliers get a tenth less if the protocol keeps that."""
    assert CURVE.borrowRate(utilisation) == pytest.approx(borrow, rel=1e-12)
    assert CURVE.supplyRate(utilisation, 0.0) == pytest.approx(supply, rel=1e-12)
    assert CURVE.supplyRate(utilisation, 0.1) == pytest.approx(0.9 * supply, rel=1e-12)


def test_interest_of_a_year():
    """0.8 % a year: the cubic term is cut off, so 160,000 grow to 161,285.12 rather than 161,285.1337."""
    rate = 8 * 10**24
    grown = lending.compounded_ray(rate, lending.SECONDS_PER_YEAR)
    assert 160_000 * grown / lending.RAY == pytest.approx(161_285.1199998, abs=5e-8)
    assert 160_000 * math.exp(0.008) == pytest.approx(161_285.1337, abs=5e-5)
    assert 1_000_000 * lending.linear_ray(128 * 10**22, lending.SECONDS_PER_YEAR) == 1_001_280 * lending.RAY


@pytest.mark.parametrize("rate", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("days", [1 / 24, 1, 30])
def test_interest_of_higher_rates_is_compound(rate, days):
    """By the second, but for what the cubic term loses to its few digits."""
    seconds = int(days * 86400)
    x = rate * seconds / lending.SECONDS_PER_YEAR
    grown = lending.compounded_ray(int(rate * lending.RAY), seconds) / lending.RAY
    compound = math.exp(seconds * math.log1p(rate / lending.SECONDS_PER_YEAR))
    assert grown == pytest.approx(compound, abs=x**3 / 20 + 1e-12)


def test_no_time_brings_no_interest():
    """And in a second there is only the linear term."""
    rate = lending.RAY // 20
    assert lending.compounded_ray(rate, 0) == lending.RAY
    assert lending.compounded_ray(rate, 1) == lending.RAY + rate // lending.SECONDS_PER_YEAR


def test_a_loan_at_the_loan_to_value():
    """100 ETH at 2000 carry 160,000 at a threshold of 82.5 %."""
    assert lending.healthFactor(100.0, 2000.0, 0.825, 160_000.0) == 1.03125
    assert lending.healthFactor(100.0, 2000.0, 0.825, 0.0) == math.inf
    assert lending.liquidation(100.0, 2000.0, 0.825, 1.05, 160_000.0) == (0.0, 0.0)


def test_a_liquidation_of_half():
    """At a price of 1900 and a health factor of 0.97."""
    debt = 161_285.12
    assert lending.healthFactor(100.0, 1900.0, 0.825, debt) == pytest.approx(0.9718813490, abs=1e-8)
    repaid, seized = lending.liquidation(100.0, 1900.0, 0.825, 1.05, debt)
    assert repaid == pytest.approx(80_642.56, abs=1e-9)
    assert seized == pytest.approx(44.565625263, abs=5e-10)
    after = lending.healthFactor(100.0 - seized, 1900.0, 0.825, debt - repaid)
    assert after == pytest.approx(1.0775127, abs=5e-8)


def test_a_liquidation_that_leaves_bad_debt():
    """What is left of it at a price of 1400: all collateral goes, and repays 91.65 % of the debt."""
    debt, collateral = 80_642.56, 55.434374737
    assert lending.healthFactor(collateral, 1400.0, 0.825, debt) == pytest.approx(0.794, abs=5e-4)
    repaid, seized = lending.liquidation(collateral, 1400.0, 0.825, 1.05, debt)
    assert seized == collateral
    assert repaid / debt == pytest.approx(0.916545, abs=5e-7)
    assert debt - repaid == pytest.approx(6730.06, abs=5e-3)


def test_the_gap_to_bad_debt():
    """13.375 % for WETH: a loan at the edge is covered just before it, and not just behind it."""
    gap = lending.gapToBadDebt(0.825, 1.05)
    assert gap == pytest.approx(0.13375, rel=1e-12)
    debt = 100.0 * 2000.0 * 0.825
    for fall, is_covered in ((gap - 1e-9, True), (gap + 1e-9, False)):
        repaid, _ = lending.liquidation(100.0, 2000.0 * (1.0 - fall), 0.825, 1.05, debt)
        assert (repaid == debt) == is_covered


# ---- chances


@pytest.mark.parametrize(("health", "share"), [(1.05, 0.800), (1.1, 0.672), (1.2, 0.459), (1.4, 0.192)])
def test_chances_of_a_month(health, share):
    """At 5 % volatility, looked at twice a day."""
    assert lending.probabilityOfLiquidation(health, 0.05, 30.0, 0.5) == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize("drift", [-0.01, 0.0, 0.005])
def test_chances_are_those_of_random_walks(drift):
    """40,000 walks of 60 half days."""
    rng = numpy.random.default_rng(1)
    steps = rng.normal(drift * 0.5, 0.05 * math.sqrt(0.5), (40_000, 60))
    lows = numpy.cumsum(steps, axis=1).min(axis=1)
    for health in (1.05, 1.2, 1.4):
        share = float((lows < -math.log(health)).mean())
        chance = lending.probabilityOfLiquidation(health, 0.05, 30.0, 0.5, drift)
        assert share == pytest.approx(chance, abs=4 * math.sqrt(0.25 / 40_000))


def test_at_the_start_nobody_was_liquidated():
    """And after a very long time everybody was."""
    assert lending.probabilityOfLiquidation(1.05, 0.05, 0.0, 0.5) == 0.0
    assert lending.probabilityOfLiquidation(1.05, 0.05, 1e6, 0.5) == pytest.approx(1.0, abs=1e-2)
    assert lending.probabilityOfLiquidation(1.05, 0.05, 1e4, 0.5, -0.1) == 1.0
