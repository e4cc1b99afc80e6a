"""The netlist as a whole: what it refuses, what it conserves, and that engines and hash seeds do not matter."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from assets.netlists.lvr import netlist
from assets.netlists.lvr.measuring import rowAfter
from engine.Simulation import Simulation
from util.config import HOME
from util.errors import ParameterError
from web3engine.globaltokens import OCEANtoken


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("time_step", 0, "a whole number, 1 to 86400"),
        ("time_step", 86401, "a whole number, 1 to 86400"),
        ("SIGMA_PER_DAY", 0.004, "a number, 0.005 to 0.5"),
        ("SIGMA_PER_DAY", 0.51, "a number, 0.005 to 0.5"),
        ("LOG_DRIFT_PER_DAY", -0.051, "a number, -0.05 to 0.05"),
        ("LOG_DRIFT_PER_DAY", 0.051, "a number, -0.05 to 0.05"),
        ("BLOCKS", "gamma", "one of fixed, poisson"),
        ("P0", 0.0, "a number, above 0"),
        ("POOL_VALUE", -1.0, "a number, above 0"),
        ("WEIGHT_X", 0.019, "a fraction, 0.02 to 0.98"),
        ("WEIGHT_X", 0.981, "a fraction, 0.02 to 0.98"),
        ("SWAP_FEE", 9e-7, "a fraction, 1e-06 to 0.1"),
        ("SWAP_FEE", 0.11, "a fraction, 1e-06 to 0.1"),
        ("GAS_COST", -0.1, "a number, 0 or more"),
        ("NOISE_VOLUME_PER_DAY", -1.0, "a number, 0 or more"),
        ("NOISE_SIZE", 0.0, "a number, above 0"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*: it is {says}"):
        setattr(netlist.SimStrategy(), name, value)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"P0": 1e7}, "the pool cannot begin with 0.1 x and 1e.06 OCEAN: it must hold 1 to 1e.12 of each"),
        ({"POOL_VALUE": 1e14}, "the pool cannot begin with 2.5e.10 x and 5e.13 OCEAN"),
        ({"NOISE_VOLUME_PER_DAY": 1e9}, "noise traders cannot trade 4629.63 times in a block: 700 times is the most"),
    ],
)
def test_values_that_do_not_go_together_are_refused(values, says):
    """Before anything runs."""
    with pytest.raises(ParameterError, match=says):
        Simulation(netlist, 0, values)


@pytest.mark.parametrize("weight_x", [0.02, 0.98])
def test_the_corners_of_its_ranges_run(weight_x):
    """The most extreme weights, the smallest and the largest fee, the longest block and the most volatile price."""
    for fee in (1e-6, 0.1):
        row = rowAfter(40, 2, WEIGHT_X=weight_x, SWAP_FEE=fee, time_step=86400, SIGMA_PER_DAY=0.5)
        assert row["n_arb_trades"] > 10
        assert row["n_reverts"] == 0
        assert abs(row["identity_error"]) < 1e-9 * row["pool_value"]


def test_results_do_not_depend_on_the_size_of_the_pool_or_the_price():
    """Only on what is relative."""
    usual, other = rowAfter(500, 4), rowAfter(500, 4, P0=3.0, POOL_VALUE=3e8)
    for column in ("arb_profit_rel", "fees_rel", "p_trade", "impermanent_loss", "mispricing_bp"):
        assert other[column] == pytest.approx(usual[column], rel=1e-7), column
    assert other["arb_profit"] == pytest.approx(150.0 * usual["arb_profit"], rel=1e-7)


def test_no_token_is_made_or_lost():
    """Whatever the traders give, the pool gets, in each block and to the wei; the provider keeps all shares."""
    overrides = {"NOISE_VOLUME_PER_DAY": 500_000.0, "max_ticks": 200}
    with Simulation("lvr", 5, overrides) as simulation:
        state = simulation.state
        x, pool = state.pool.x, state.pool.pool

        def owned():
            holders = [state.arbitrageur.address, state.noise_traders.address, state.lp.address, pool.address]
            return [sum(token.balanceOf_base(holder) for holder in holders) for token in (x, OCEANtoken())]

        with simulation.inUse():
            supply, total = x.totalSupply_base(), owned()
        assert total[0] == supply
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                assert owned() == total
        with simulation.inUse():
            assert x.totalSupply_base() == supply
            assert pool.balanceOf_base(state.lp.address) == pool.totalSupply_base() == 100 * 10**18
            assert state.getAgent("pool0").price() == pytest.approx(state.market.price, rel=0.01)


def test_gas_keeps_small_trades_away():
    """Fewer trades, each above its cost; the theory columns stay those without gas."""
    free, dear = rowAfter(2000, 6), rowAfter(2000, 6, GAS_COST=2.0)
    assert 0 < dear["n_arb_trades"] < free["n_arb_trades"]
    assert dear["gas_spent"] == 2.0 * dear["n_arb_trades"]
    assert dear["arb_profit"] > dear["gas_spent"]
    assert dear["p_trade_theory"] == free["p_trade_theory"]


def test_engines_agree():
    """revm and py-evm, on 200 blocks, to the last bit."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    rows = [rowAfter(200, 8, engine=engine, NOISE_VOLUME_PER_DAY=20_000.0) for engine in ("revm", "pyevm")]
    assert rows[0]["noise_volume"] > 0.0
    assert rows[0] == rows[1]


def test_the_order_of_hashes_plays_no_part(tmp_path):
    """Two days are the same bytes whatever Python's hash seed is."""
    data = []
    for hash_seed in ("0", "1"):
        out = tmp_path / hash_seed
        done = subprocess.run(
            [sys.executable, HOME / "tsp", "run", "lvr", out, "--seed", "1", "--set", "max_ticks=300"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        data.append((out / "data.csv").read_bytes())
    assert data[0] == data[1]
    assert data[0].count(b"\n") == 4
