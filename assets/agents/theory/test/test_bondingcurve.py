"""Bonding curves in floats: a published set of trades, and what they leave unchanged."""

import random

import pytest

from assets.agents.theory.bondingcurve import BondingCurve, hatched

# Proposal 30 for the configuration of the Token Engineering Commons' curve (2021): tokens or reserve, tribute, price.
PUBLISHED = [
    ("buy", 250000, 132576.35, 25000.00, 1.91),
    ("buy", 5000, 2356.07, 500.00, 1.91),
    ("buy", 100000, 45204.99, 10000.00, 2.07),
    ("sell", 3000, 5573.16, 619.24, 2.06),
    ("buy", 100000, 42164.91, 10000.00, 2.21),
    ("sell", 150000, 263171.97, 29241.33, 1.70),
]
# Reserve → supply, of the same proposal, whose ratio is rounded.
OVERVIEW = {100000: 1_317_062, 600000: 1_935_614}


def published():
    reserve, supply = 630611.79, 1956421.69
    return BondingCurve(reserve, supply, reserve / (1.5 * supply), 0.1, 0.1)


def test_the_published_trades():
    """To half a cent."""
    curve = published()
    for deal, amount, out, tribute, price in PUBLISHED:
        assert getattr(curve, deal)(amount) == pytest.approx((out, tribute), abs=0.005)
        assert curve.price == pytest.approx(price, abs=0.005)


def test_the_published_overview():
    """Supplies at other reserves."""
    curve = BondingCurve(630611.79, 1956421.69, 0.214886)
    for reserve, supply in OVERVIEW.items():
        assert curve.supplyAt(reserve) == pytest.approx(supply, abs=6)


def test_paths_do_not_matter():
    """50,000 at once, or 50 a thousand times; and all of it comes back."""
    one, many = BondingCurve(2e5, 1e6, 0.5), BondingCurve(2e5, 1e6, 0.5)
    tokens, _ = one.buy(50_000)
    assert tokens == pytest.approx(118_033.98874989485, rel=1e-12)
    for _ in range(1000):
        many.buy(50)
    assert many.supply == pytest.approx(one.supply, rel=1e-12)
    assert one.sell(tokens) == pytest.approx((50_000, 0), rel=1e-12)
    assert one.reserve == pytest.approx(2e5, rel=1e-12)


def test_trade_leaves_the_invariant():
    """And the price is what the next little bit costs."""
    rng = random.Random(1)
    curve = BondingCurve(2e5, 1e6, 0.3)
    before = curve.invariant
    for _ in range(100):
        curve.buy(rng.uniform(0, 1e5))
        curve.sell(rng.uniform(0, 0.3) * curve.supply)
        assert curve.invariant == pytest.approx(before, rel=1e-9)
    price = curve.price
    assert 1e-3 / curve.buy(1e-3)[0] == pytest.approx(price, rel=1e-6)


def test_a_hatch_opens_above_its_price():
    """(1 - theta) / ratio: 1.3 times."""
    curve = hatched(1e6, 1.0, 0.35, 0.5)
    assert curve.price == pytest.approx(1.3)
    assert (curve.reserve, curve.supply) == (650_000, 1e6)
