"""uniswapv2 against theory and against lvr, which runs on other contracts."""

from __future__ import annotations

import pytest

from assets.netlists.lvr.measuring import rowAfter
from engine.Simulation import Simulation
from util.base18 import toBase18
from web3engine.globaltokens import OCEANtoken
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Uniswap's contracts."""
    requirePackage(PACKAGE)


def ran(n_blocks, seed, **overrides):
    """{column: value} after so many blocks; without noise traders unless they are asked for."""
    return rowAfter(n_blocks, seed, "uniswapv2", **{"NOISE_VOLUME_PER_DAY": 0.0, **overrides})


@pytest.mark.parametrize("seed", [1, 2])
def test_two_code_bases_agree(seed):
    """Balancer's pool of equal weights with the same fee, on the same prices: the same trades and the same profit."""
    balancer, uniswap = rowAfter(5000, seed), ran(5000, seed)
    assert uniswap["price"] == balancer["price"]
    assert uniswap["n_arb_trades"] == balancer["n_arb_trades"] > 1000
    for column in ("arb_profit", "arb_profit_rel", "fees", "pool_value"):
        assert uniswap[column] == pytest.approx(balancer[column], rel=1e-12), column


@pytest.mark.parametrize("noise", [0.0, 72_000.0])
def test_what_the_provider_has_is_accounted_for(noise):
    """V_T = V_0 + sum of x dP - profits of arbitrage + what noise traders lose."""
    row = ran(2000, 3, NOISE_VOLUME_PER_DAY=noise)
    assert (row["noise_cost"] > row["noise_fees"] > 0.0) == (noise > 0.0)
    assert abs(row["identity_error"]) < 1e-12 * row["pool_value"]
    assert row["lp_minus_rebalancing"] == pytest.approx(row["noise_cost"] - row["arb_profit"], abs=1e-12 * 2e6)


def test_reserves_are_those_of_the_contract():
    """Block after block, to the wei; and nothing was sent to the pair that is not in its books."""
    overrides = {"max_ticks": 200, "NOISE_VOLUME_PER_DAY": 500_000.0}
    with Simulation("uniswapv2", 1, overrides) as simulation:
        pool, pair = simulation.state.pool, simulation.state.pool.pair
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                held = tuple(token.balanceOf_base(pair.address) for token in (pool.x, pool.y))
                assert pool.reserves_base() == pool.readReserves_base() == held
        assert simulation.state.n_reverts == 0


def test_the_provider_owns_the_pair():
    """All shares but the thousand units that are locked for good."""
    with Simulation("uniswapv2", 1) as simulation, simulation.inUse():
        state = simulation.state
        pair, lp = state.pool.pair, state.lp
        assert pair.balanceOf_base(lp.address) == pair.totalSupply_base() - 1000
        assert state.pool.reserves() == (500.0, 1e6)
        assert OCEANtoken().balanceOf_base(lp.address) == state.pool.x.balanceOf_base(lp.address) == 0
        assert state.pool.x.totalSupply_base() == toBase18(500.0) + 2 * toBase18(500e6)


def test_poisson_blocks():
    """Profit, probability of a trade and fees of Corollary 2 (Milionis et al. 2023), in 20,000 blocks."""
    row = ran(20_000, 1)
    assert row["arb_profit_rel"] / row["arb_theory"] == pytest.approx(1.0, abs=0.065)
    assert row["p_trade"] == pytest.approx(0.30485, abs=0.020)
    assert row["fees_rel"] / row["lvr_theory"] == pytest.approx(1.0 - 0.30485, abs=0.055 * 0.7)


def test_break_even():
    """At 3.6 % of the pool a day and fixed blocks, the provider gains; without noise traders, it loses.

    20,000 blocks are 28 days; a day's arbitrage has a standard deviation of about a tenth of itself.
    """
    paid, unpaid = (ran(20_000, 2, BLOCKS="fixed", NOISE_VOLUME_PER_DAY=volume) for volume in (72_000.0, 0.0))
    assert paid["breakeven_volume_theory"] / paid["pool_value_rebalanced"] == pytest.approx(0.0276, abs=5e-5)
    assert unpaid["lp_pnl_vs_rebalancing"] / unpaid["elapsed_days"] == pytest.approx(-8.3e-5, abs=1.2e-5)
    per_day = paid["lp_pnl_vs_rebalancing"] / paid["elapsed_days"]
    assert per_day == pytest.approx(paid["lp_pnl_theory"] / paid["elapsed_days"], abs=1.5e-5)
    assert per_day > 0.0
