"""The netlist as a whole: what it refuses, what it conserves, and that engines do not matter."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from assets.agents.replay.History import readHistory
from assets.netlists.backtest import netlist
from assets.netlists.lvr.measuring import rowAfter
from engine.Simulation import Simulation
from explore.perturbations import REVERSED, VARIANTS
from util.errors import NetlistError, ParameterError
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE

HISTORY = Path(netlist.__file__).with_name("history.csv")


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Uniswap's contracts."""
    requirePackage(PACKAGE)


def test_engines_agree():
    """revm and py-evm, to the last bit, with somebody in between."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    how = {"time_step": 600, "LP_PART": 0.5, "LP_RULE": "review", "S_BETWEEN_REVIEWS": 3600}
    rows = [rowAfter(100, 8, "backtest", engine, **how) for engine in ("revm", "pyevm")]
    assert rows[0]["arb_volume"] > 0.0
    assert rows[0] == rows[1]


def test_a_history_that_is_not_there_is_named():
    """With its path."""
    with pytest.raises(NetlistError, match="none.csv cannot be read"):
        Simulation(netlist, 0, {"HISTORY": "none.csv"})


def test_a_history_that_begins_with_an_empty_pool_is_refused(tmp_path):
    """There is no price to value anything at."""
    history = readHistory(HISTORY)
    empty = history.opening._replace(reserves=(0, 0), shares=0)
    history._replace(opening=empty, events=()).write(tmp_path / "h.csv")
    with pytest.raises(ParameterError, match="the pool is empty at its beginning.*Try: a history from a later block"):
        Simulation(netlist, 0, {"HISTORY": str(tmp_path / "h.csv")})


def test_no_token_is_made_or_lost():
    """Everybody of the history, the provider, the arbitrageur and the pair hold all there is, after each tick."""
    overrides = {"LP_PART": 0.5, "LP_RULE": "review", "S_BETWEEN_REVIEWS": 3600, "time_step": 600, "max_ticks": 200}
    with Simulation("backtest", 1, overrides) as simulation:
        state = simulation.state
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                pair = state.pool.pair
                holders = [pair.address, state.lp.address, state.arbitrageur.address, state.everybody.address]
                for token in (state.pool.x, state.pool.y):
                    assert sum(token.balanceOf_base(holder) for holder in holders) == token.totalSupply_base()
        assert state.lp.n_moves > 2


@pytest.mark.parametrize(("lp_part", "n_plots"), [(0.01, 6), (0.0, 2)])
def test_without_a_provider_its_plots_are_left_out(lp_part, n_plots):
    """They would be empty, and the pair is as it was."""
    row = rowAfter(50, 1, "backtest", time_step=600, LP_PART=lp_part)
    cells = numpy.array([list(map(str, row.values()))])
    assert len(netlist.netlist_plotInstructions(list(row), cells)[2]) == n_plots


def test_nobody_trades_on_an_old_price():
    """In whichever order agents act: the price outside moves with each event, not when the market's turn comes."""
    volumes = []
    for variant in ("", REVERSED):
        with Simulation("backtest", 1, {"LP_PART": 0.5, "max_ticks": 10_000}) as simulation:
            VARIANTS[variant].begin(simulation)
            simulation.run()
            volumes.append(simulation.state.arbitrageur.volume)
    assert volumes[0] > 0.0
    assert volumes[1] == pytest.approx(volumes[0], rel=1e-3)


def test_misfits_are_scaled_or_skipped_and_counted():
    """Every event of the past is one of the three; skipping loses what scaling keeps."""
    rows = {
        misfits: rowAfter(
            1008, 1, "backtest", time_step=600, LP_PART=1.0, ARBITRAGE=False, TOLERANCE=0.0, MISFITS=misfits
        )
        for misfits in ("scale", "skip")
    }
    for row in rows.values():
        assert row["n_played"] + row["n_scaled"] + row["n_skipped"] == 1167 - row["n_left"]
    assert rows["scale"]["n_scaled"] > 50
    assert rows["skip"]["n_scaled"] == 0
    assert rows["skip"]["n_skipped"] > 50


def test_its_parameters_are_checked():
    """What cannot be."""
    with pytest.raises(ParameterError, match="FUNDERS have no effect: a new pair needs none. Try: PAIR as well"):
        Simulation(netlist, 0, {"FUNDERS": "0x" + "12" * 20})
    for name, value in (("LP_PART", 1.5), ("TOLERANCE", -0.1), ("LP_RULE", "guess"), ("MISFITS", "drop")):
        with pytest.raises(ParameterError, match=name):
            setattr(netlist.SimStrategy(), name, value)
