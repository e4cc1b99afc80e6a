"""The market outside: what its prices are like."""

from __future__ import annotations

import math
import statistics

import pytest

from assets.agents.market.ExternalMarketAgent import FIXED, POISSON, ExternalMarketAgent
from util.constants import S_PER_DAY


def steps(state, market, n):
    """ln(price) after each of `n` ticks, and the length of each in days."""
    logs, days = [], []
    for _ in range(n):
        market.takeStep(state)
        logs.append(math.log(market.price))
        days.append(market.dt_days)
    return logs, days


@pytest.mark.parametrize("blocks", [FIXED, POISSON])
def test_the_logarithm_is_a_random_walk(state, blocks):
    """Steps have the variance sigma^2 dt and the mean drift * dt, and time adds up to what the clock says."""
    n, sigma, drift = 10_000, 0.2, 0.05
    state.ss.setTimeStep(S_PER_DAY // 4)
    market = ExternalMarketAgent("external_market", 2000.0, sigma, drift, blocks)
    logs, days = steps(state, market, n)
    moves = [b - a for a, b in zip([math.log(2000.0), *logs], logs)]
    assert market.n_blocks == n
    assert market.elapsed_days == pytest.approx(sum(days), rel=1e-12)
    spread = 0.0 if blocks == FIXED else 0.25 / math.sqrt(n)
    assert sum(days) / n == pytest.approx(0.25, abs=1e-12 + 4 * spread)
    units = [(move - drift * dt) / (sigma * math.sqrt(dt)) for move, dt in zip(moves, days)]
    assert statistics.fmean(units) == pytest.approx(0.0, abs=4 / math.sqrt(n))
    assert statistics.pvariance(units) == pytest.approx(1.0, abs=4 * math.sqrt(2 / n))
    assert max(days) > 1.0 if blocks == POISSON else max(days) == 0.25


def test_it_can_jump(state):
    """Two jumps a day of -30 % each; without volatility, nothing else moves the price."""
    state.ss.setTimeStep(S_PER_DAY)
    market = ExternalMarketAgent("external_market", 100.0, 0.0, 0.0, FIXED, jumps_per_day=2.0, jump_size=-0.3)
    n_jumps = []
    for _ in range(2000):
        before = market.price
        market.takeStep(state)
        n_jumps.append(math.log(market.price / before) / math.log(0.7))
        # Kept in the range of floats.
        market.price = 100.0
    assert all(jumps == pytest.approx(round(jumps), abs=1e-9) for jumps in n_jumps)
    assert statistics.fmean(n_jumps) == pytest.approx(2.0, abs=4 * math.sqrt(2.0 / 2000))


def test_without_jumps_it_draws_nothing_for_them(state):
    """So that a run with jumps_per_day=0 repeats one of a market that knows no jumps: one normal draw a tick."""
    market = ExternalMarketAgent("external_market", 100.0, 0.1)
    market.takeStep(state)
    market.takeStep(state)
    drawn = state.rng.random()
    state.rng.seed(0)
    state.rng.gauss(0.0, 1.0)
    state.rng.gauss(0.0, 1.0)
    assert state.rng.random() == drawn
