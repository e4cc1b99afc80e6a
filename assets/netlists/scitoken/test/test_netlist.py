"""The netlist as a whole: what it refuses, what it conserves, and that engines and hash seeds do not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import pytest

from assets.netlists.scitoken import netlist
from engine.Simulation import Simulation
from util.config import HOME
from util.constants import BURN_ADDRESS
from util.errors import ParameterError
from web3engine.chains import openChain
from web3engine.globaltokens import OCEANtoken

# Much happens in few ticks.
BUSY = {"PAY_EVERY_DAYS": 2.0, "GRANT_EVERY_DAYS": 5.0, "N_RESEARCHERS": 8, "ERA": 0.1, "max_ticks": 60}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("time_step", 59, "a whole number, 60 to 604800"),
        ("HATCH_RAISE", 0.0, "a number, 1 to 1e.12"),
        ("HATCH_PRICE", 0.0, "a number, 1e-06 to 1e.06"),
        ("THETA", 0.91, "a fraction, 0 to 0.9"),
        ("RATIO", 0.09, "a fraction, 0.1 to 0.9"),
        ("RATIO", 0.91, "a fraction, 0.1 to 0.9"),
        ("TRIBUTE_IN", 0.51, "a fraction, 0 to 0.5"),
        ("TRIBUTE_OUT", -0.01, "a fraction, 0 to 0.5"),
        ("SCHEDULE", "quartering", "one of halving, exponential, linear, inflation, none"),
        ("CAP", -1.0, "a number, 0 to 1e.12"),
        ("ERA", 0.0, "a number, 0.01 to 100"),
        ("INFLATION", 1.0, "a number, 0 to 0.99"),
        ("FEES_PER_DAY", -1.0, "a number, 0 to 1e.09"),
        ("BURN_SHARE", 1.1, "a fraction, 0 to 1"),
        ("REWARD_SPLIT", "flat", "one of equal, proportional, quadratic, lottery, winner"),
        ("REWARD_BY", "beauty", "one of impact, stake, equal"),
        ("PAY_EVERY_DAYS", 0.0, "a number, 0.001 to 365"),
        ("N_RESEARCHERS", 0, "a whole number, 1 to 1000"),
        ("SKILL_SIGMA", 3.1, "a number, 0 to 3"),
        ("SELL_SHARE", 1.1, "a fraction, 0 to 1"),
        ("COST_PER_DAY", -1.0, "a number, 0 to 1e.06"),
        ("GRANT_EVERY_DAYS", 0.0, "a number, 0.001 to 3650"),
        ("GRANT_RANGE", (5, 1), "two whole numbers, 1 or more, the lower one first"),
        ("ASSETS_RANGE", (0, 1), "two whole numbers, 1 or more, the lower one first"),
        ("FUNDING_BOUNDARY", -1.0, "a number, 0 or more"),
        ("BUYERS_PER_DAY", 101.0, "a number, 0 to 100"),
        ("BUY_MEDIAN", 0.0, "a number, 0.01 to 1e.09"),
        ("BUY_SIGMA", 3.1, "a number, 0 to 3"),
        ("VALUE_SIGMA", 0.51, "a number, 0 to 0.5"),
        ("N_SPECULATORS", -1, "a whole number, 0 to 100"),
        ("SPECULATOR_INIT_OCEAN", -1.0, "a number, 0 to 1e.09"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*: it is {says}"):
        setattr(netlist.SimStrategy(), name, value)


@pytest.mark.parametrize("split", ["equal", "proportional", "quadratic", "lottery", "winner"])
def test_no_token_and_no_OCEAN_is_made_or_lost(split):
    """To the wei, in each tick: what was minted is what all hold, and the reserve is what the curve holds."""
    with Simulation(netlist, 3, {**BUSY, "REWARD_SPLIT": split, "REWARD_BY": "stake"}) as simulation:
        state = simulation.state
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                assert state.kpis.supply(state)["supply_error"] == 0
                OCEAN = OCEANtoken()
                holders = [agent.address for agent in state.allAgents()] + [state.token.address, BURN_ADDRESS]
                assert sum(map(OCEAN.balanceOf_base, holders)) == OCEAN.totalSupply_base()
        assert state.rewards.n_splits > 20
        assert state.treasury.n_grants > 5


@pytest.mark.parametrize("schedule", ["halving", "exponential", "linear", "inflation", "none"])
def test_what_is_emitted_is_what_the_schedule_says(schedule):
    """In each row, to 1e-9 of the cap; and the price is that of the curve."""
    with Simulation(netlist, 1, {**BUSY, "SCHEDULE": schedule}) as simulation:
        simulation.run()
        rows = simulation.rows
        emitted = rows.column("emitted")
        assert emitted == pytest.approx(rows.column("emitted_theory"), abs=1e-3)
        assert (emitted[-1] > 0) == (schedule != "none")
        assert rows.column("price") == pytest.approx(rows.column("price_theory"), rel=1e-12)
        assert set(rows.column("supply_error")) == {0}


@pytest.mark.parametrize(("ratio", "theta", "opening"), [(0.5, 0.35, 1.3), (0.25, 0.35, 2.6), (0.5, 0.0, 2.0)])
def test_the_curve_opens_above_the_hatch(ratio, theta, opening):
    """At (1 - theta) / ratio times its price."""
    with Simulation(netlist, 1, {"RATIO": ratio, "THETA": theta, "max_ticks": 1}) as simulation:
        simulation.run()
    assert simulation.rows.column("price")[0] == pytest.approx(opening, rel=1e-12)
    assert simulation.rows.column("treasury")[0] == theta * 1e6


def test_the_corners_of_its_ranges_run():
    """The steepest and the flattest curve, trades far above the curve's limits, nobody, and a lot of everybody."""
    for values in (
        {"RATIO": 0.1, "BUY_MEDIAN": 1e7, "TRIBUTE_IN": 0.5, "TRIBUTE_OUT": 0.5},
        {"RATIO": 0.9, "BUY_MEDIAN": 1e7, "VALUE_SIGMA": 0.5},
        {"HATCH_RAISE": 1.0, "HATCH_PRICE": 1e6, "CAP": 1e12, "SCHEDULE": "linear"},
        {"N_SPECULATORS": 0, "BUYERS_PER_DAY": 0.0, "FEES_PER_DAY": 0.0, "CAP": 0.0},
        {"BURN_SHARE": 1.0, "COST_PER_DAY": 1e6, "SELL_SHARE": 1.0, "time_step": 604800},
        {"BURN_SHARE": 0.0, "PAY_EVERY_DAYS": 0.001, "GRANT_EVERY_DAYS": 0.001, "time_step": 60},
    ):
        with Simulation(netlist, 2, {**BUSY, "max_ticks": 20, **values}) as simulation:
            simulation.run()
            assert set(simulation.rows.column("supply_error")) == {0}, values


def test_engines_agree():
    """revm and py-evm, on 8 days with all kinds of trades, to the last bit."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    tables = []
    for engine in ("revm", "pyevm"):
        chain = partial(openChain, "embedded", engine, 8)
        with Simulation(netlist, 8, {**BUSY, "GRANT_EVERY_DAYS": 3.0, "max_ticks": 8}, chain) as simulation:
            simulation.run()
        tables.append(simulation.rows.table())
    assert tables[0] == tables[1]


def test_the_order_of_hashes_plays_no_part(tmp_path):
    """40 days are the same bytes whatever Python's hash seed is."""
    data = []
    for hash_seed in ("0", "1"):
        out = tmp_path / hash_seed
        done = subprocess.run(
            [sys.executable, HOME / "tsp", "run", "scitoken", out, "--seed", "4", "--set", "max_ticks=40", "--quiet"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        data.append((out / "data.csv").read_bytes())
    assert data[0] == data[1]
