"""lvr against theory: identities that hold on every path, and means that hold within four standard deviations.

Numbers of this netlist on many more blocks are in docs/proof.md; `make accept` measures them.
"""

from __future__ import annotations

import math
import random

import pytest

from assets.agents.theory import arbitrage
from assets.netlists.lvr.measuring import rowAfter
from engine.Simulation import Simulation
from util.constants import S_PER_DAY

FEES = [1e-6, 0.0001, 0.003, 0.01]


def stepped(n_blocks, seed=1, **overrides):
    """Yields (state, reserves before the block) after each block."""
    with Simulation("lvr", seed, {**overrides, "max_ticks": n_blocks}) as simulation:
        for _ in range(n_blocks):
            before = simulation.state.pool.reserves()
            simulation.step()
            with simulation.inUse():
                yield simulation.state, before


# ---- pathwise


@pytest.mark.parametrize(("weight_x", "tolerance"), [(0.5, 1e-9), (0.2, 1e-6), (0.8, 1e-6)])
@pytest.mark.parametrize("fee", FEES)
def test_profit_is_the_closed_form_block_by_block(weight_x, tolerance, fee):
    """Sum of profits over the pool's value; Balancer's powers are less exact where weights differ."""
    expected = 0.0
    for state, (x, y) in stepped(400, SWAP_FEE=fee, WEIGHT_X=weight_x, SIGMA_PER_DAY=0.1):
        z = arbitrage.mispricing(x, y, state.market.price, weight_x)
        expected += arbitrage.arbitrageProfit(z, weight_x, fee)
    assert state.arbitrageur.n_trades > 100
    assert state.arbitrageur.profit_rel == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize(("weight_x", "noise"), [(0.5, 0.0), (0.2, 0.0), (0.8, 200_000.0)])
def test_what_the_provider_has_is_accounted_for(weight_x, noise):
    """V_T = V_0 + sum of x dP - profits of arbitrage + costs of noise traders, for any fee: fees stay in the pool."""
    row = rowAfter(2000, 3, WEIGHT_X=weight_x, NOISE_VOLUME_PER_DAY=noise)
    assert row["arb_profit"] > 0.0
    assert (row["noise_cost"] > 0.0) == (noise > 0.0)
    assert abs(row["identity_error"]) < 1e-10 * row["arb_profit"]
    assert row["lp_minus_rebalancing"] == pytest.approx(row["noise_cost"] - row["arb_profit"], rel=1e-9)


def test_reserves_are_those_of_the_contract():
    """Block after block, to the wei."""
    for state, _ in stepped(300, NOISE_VOLUME_PER_DAY=500_000.0):
        assert state.pool.reserves_base() == state.pool.readReserves_base()
    assert state.noise_traders.volume > 0.0
    assert state.n_reverts == 0


def replica(seed, n_blocks, fee, blocks, weight_x=0.5, sigma=0.05, time_step=120):
    """Number of trades in plain floats, on the draws of a run with that seed."""
    rng, z_out, n_trades = random.Random(seed), 0.0, 0
    # Logarithms of price, x and y, up to constants that cancel.
    log_x = log_y = 0.0
    gamma, days = -math.log(1.0 - fee), time_step / S_PER_DAY
    for _ in range(n_blocks):
        dt = rng.expovariate(1.0 / days) if blocks == "poisson" else days
        z_out += sigma * math.sqrt(dt) * rng.gauss(0.0, 1.0)
        z = z_out - (log_y - log_x)
        u = abs(z) - gamma
        if u <= 1e-12:
            continue
        n_trades += 1
        if z > 0.0:
            # After the fee, y grows by the factor e^(w u), and x shrinks by e^(-(1-w) u); the fee comes on top.
            log_y += math.log1p(math.expm1(weight_x * u) / (1.0 - fee))
            log_x -= (1.0 - weight_x) * u
        else:
            log_x += math.log1p(math.expm1((1.0 - weight_x) * u) / (1.0 - fee))
            log_y -= weight_x * u
    return n_trades


@pytest.mark.parametrize("weight_x", [0.5, 0.8])
@pytest.mark.parametrize("blocks", ["fixed", "poisson"])
@pytest.mark.parametrize("fee", [0.0005, 0.003])
def test_it_trades_as_often_as_floats_do(blocks, fee, weight_x):
    """A pool of logarithms on the same draws."""
    row = rowAfter(1500, 7, SWAP_FEE=fee, BLOCKS=blocks, WEIGHT_X=weight_x)
    assert row["n_arb_trades"] == replica(7, 1500, fee, blocks, weight_x)


def test_impermanent_loss_without_fee():
    """2 sqrt(k) / (1 + k) - 1, after the price has changed by a factor k."""
    row = rowAfter(1500, 1, SWAP_FEE=1e-6, SIGMA_PER_DAY=0.5, time_step=600)
    assert abs(math.log(row["price"] / 2000.0)) > 0.1
    assert row["il_theory"] < -0.02
    assert row["impermanent_loss"] == pytest.approx(row["il_theory"], abs=2e-4)


# ---- statistical


def test_without_fee_arbitrage_takes_lvr():
    """sigma^2 / 8 of the pool's value a day, in 2000 blocks of two minutes; a sum of chi squares."""
    row = rowAfter(2000, 1, BLOCKS="fixed", SWAP_FEE=1e-6)
    assert row["arb_profit_rel"] / row["lvr_theory"] == pytest.approx(1.0, abs=0.13)


@pytest.mark.parametrize("weight_x", [0.2, 0.8])
def test_without_fee_arbitrage_takes_lvr_from_any_weights(weight_x):
    """w (1-w) sigma^2 / 2, in 20,000 blocks."""
    row = rowAfter(20_000, 1, BLOCKS="fixed", SWAP_FEE=1e-6, WEIGHT_X=weight_x)
    assert row["lvr_theory"] == pytest.approx(0.16 * 0.05**2 / 2.0 * 20_000 * 120 / S_PER_DAY, rel=1e-9)
    assert row["arb_profit_rel"] / row["lvr_theory"] == pytest.approx(1.0, abs=0.04)


def test_with_fee_and_poisson_blocks():
    """Profit, probability of a trade and fees of Corollary 2, in 20,000 blocks of two minutes at a fee of 0.3 %."""
    row = rowAfter(20_000, 1)
    assert row["p_trade_theory"] == pytest.approx(0.30485, abs=5e-6)
    assert row["arb_profit_rel"] / row["arb_theory"] == pytest.approx(1.0, abs=0.065)
    assert row["p_trade"] == pytest.approx(row["p_trade_theory"], abs=0.020)
    assert row["fees_rel"] / row["fees_theory"] == pytest.approx(1.0, abs=0.055)


def test_with_fee_and_fixed_blocks():
    """Profit of Nezlobin and Tassy, in 20,000 blocks: less than in Poisson blocks, though trades are more frequent."""
    row = rowAfter(20_000, 1, BLOCKS="fixed")
    assert row["arb_theory"] / row["lvr_theory"] == pytest.approx(0.26542, abs=5e-6)
    assert row["arb_profit_rel"] / row["arb_theory"] == pytest.approx(1.0, abs=0.065)
    assert row["p_trade"] == pytest.approx(row["p_trade_theory"], abs=0.020)
    assert row["fees_rel"] / row["fees_theory"] == pytest.approx(1.0, abs=0.055)
