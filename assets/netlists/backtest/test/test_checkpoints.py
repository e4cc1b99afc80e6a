"""backtest against what is known: history itself, and the provider's books in exact rational arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest

from assets.agents.replay.History import EXIT, JOIN, SWAP, readHistory
from assets.agents.theory.arbitrage import impermanentLoss
from assets.netlists.backtest.synthetic import syntheticHistory
from engine.Simulation import Simulation
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE

HISTORY = Path(__file__).parent.parent / "history.csv"


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Uniswap's contracts."""
    requirePackage(PACKAGE)


def ran(n_hours=168, **overrides):
    """The last row of a run, and the state at its end. Ticks are long, which changes nothing where one agent acts."""
    overrides = {"max_ticks": 6 * n_hours, "time_step": 600, "log_interval": 3600 * n_hours, **overrides}
    with Simulation("backtest", 1, overrides) as simulation:
        simulation.run()
    rows = simulation.rows
    return dict(zip(rows.header, rows.table()[-1], strict=True)), simulation.state


@pytest.mark.parametrize(("time_step", "n_ticks"), [(12, 5000), (600, 1008)])
def test_nobody_else_acts(time_step, n_ticks):
    """After each tick the pair is as it was, to the wei."""
    with Simulation("backtest", 1, {"LP_PART": 0.0, "time_step": time_step, "max_ticks": n_ticks}) as simulation:
        state = simulation.state
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                assert state.pool.readReserves_base() == state.replay.latest.reserves
        past = [event for event in state.replay.history.events if event.timestamp <= state.replay.latest.timestamp]
        shares = {kind: sum(event.shares for event in past if event.kind == kind) for kind in (JOIN, EXIT)}
        with simulation.inUse():
            supply = state.pool.pair.totalSupply_base()
        assert supply == state.replay.history.opening.shares + shares[JOIN] - shares[EXIT]
        assert state.replay.n_played == len(past) > 100
        assert (state.replay.n_left == 0) == (time_step == 600)


def test_the_shipped_history_is_what_its_script_writes(tmp_path):
    """The first day of it, to the byte."""
    history = syntheticHistory(1.0)
    history.write(tmp_path / "day.csv")
    lines = (tmp_path / "day.csv").read_text().splitlines()
    assert lines == HISTORY.read_text().splitlines()[: len(lines)]
    assert len(lines) > 100


# ---- the provider's books


def exactBooks(part):
    """Fees and LVR of a provider with that part of the reserves who stays, as sums over all trades, in rationals.

    The pair is replayed in integers: what a swap gives is rounded down, and so are shares and what they bring.
    """
    history = readHistory(HISTORY)
    opening = history.opening
    x, y = opening.reserves
    supply = opening.shares
    mine_x = int(part * x)
    mine_y = mine_x * y // x
    mine = min(mine_x * supply // x, mine_y * supply // y)
    x, y, supply = x + mine_x, y + mine_y, supply + mine
    fees = lvr = Fraction(0)
    for event in history.events:
        in_x, in_y = event.paid_in
        if event.kind == SWAP:
            out_x = in_y * 997 * x // (y * 1000 + in_y * 997) if in_y else 0
            out_y = in_x * 997 * y // (x * 1000 + in_x * 997) if in_x else 0
            assert event.price is not None
            price, share = event.price, Fraction(mine, supply)
            fee = Fraction(3, 1000) * (in_x * price + in_y)
            fees += share * fee
            lvr += share * (fee - (in_x - out_x) * price - (in_y - out_y))
            x, y = x + in_x - out_x, y + in_y - out_y
        elif event.kind == JOIN:
            in_x, in_y = (in_x, in_x * y // x) if in_x * y // x <= in_y else (in_y * x // y, in_y)
            made = min(in_x * supply // x, in_y * supply // y)
            x, y, supply = x + in_x, y + in_y, supply + made
        else:
            x, y = x - event.shares * x // supply, y - event.shares * y // supply
            supply -= event.shares
    value = Fraction(mine, supply) * (x * price + y)
    return fees, lvr, value, (x, y), price


def test_fees_and_lvr_are_the_sums_over_all_trades():
    """0.3 % of what is paid in, and what the pool got less for its x than the market would have paid; exactly."""
    row, state = ran(ARBITRAGE=False)
    fees, lvr, value, reserves, price = exactBooks(0.01)
    assert state.pool.reserves_base() == reserves
    assert row["n_scaled"] == row["n_skipped"] == 0
    assert row["fees"] == pytest.approx(float(fees / 10**18), rel=1e-12)
    assert row["lvr"] == pytest.approx(float(lvr / 10**18), rel=1e-12)
    assert row["price"] == float(price)
    # All but a few wei of the endowment went into the pool.
    assert row["lp_value"] == pytest.approx(float(value / 10**18), rel=1e-15)
    assert row["lvr"] > 0.0


@pytest.mark.parametrize("part", [0.01, 0.3])
def test_what_the_provider_has_is_accounted_for(part):
    """Value = rebalancing portfolio + fees - LVR, whoever trades, and whether or not it stays in the pool."""
    for rule in ("stay", "review"):
        row, _ = ran(LP_PART=part, LP_RULE=rule)
        assert abs(row["identity_error"]) < 1e-9 * row["lp_value"]
        assert row["fees"] > 0.0
        assert (row["n_moves"] > 1) == (rule == "review")


def test_impermanent_loss_is_the_closed_form(tmp_path):
    """2 sqrt(k) / (1 + k) - 1, once the pool's growth by fees is divided out and its own price is the price."""
    history = readHistory(HISTORY)
    bare = history._replace(
        opening=history.opening._replace(price=None), events=tuple(e._replace(price=None) for e in history.events)
    )
    bare.write(tmp_path / "bare.csv")
    row, state = ran(HISTORY=str(tmp_path / "bare.csv"), LP_PART=0.0001, ARBITRAGE=False)
    first, last = history.opening.reserves, state.pool.reserves_base()
    k = (last[1] / last[0]) / (first[1] / first[0])
    with_supply = history.opening.shares / (
        history.opening.shares + sum(event.shares * {JOIN: 1, EXIT: -1}.get(event.kind, 0) for event in history.events)
    )
    growth = math.sqrt(last[0] * last[1] / (first[0] * first[1])) * with_supply
    # The provider's own shares are a ten-thousandth of the first, and its trace in the price is less than that.
    assert row["lp_value"] / row["hold_value"] == pytest.approx(growth * (1.0 + impermanentLoss(k, 0.5)), rel=2e-4)
    assert row["il_theory"] == pytest.approx(impermanentLoss(row["price"] / 1600.0, 0.5), rel=1e-12)
    assert row["lvr"] > 0.0


def test_numeraire_and_decimals_are_a_matter_of_view(tmp_path):
    """What is owned is the same in either token. Fees are worth what they were when they were paid."""
    in_y, _ = ran(ARBITRAGE=False)
    in_x, _ = ran(ARBITRAGE=False, NUMERAIRE="token0")
    assert in_x["price"] == pytest.approx(1.0 / in_y["price"], rel=1e-12)
    assert in_x["lp_value"] == pytest.approx(in_y["lp_value"] / in_y["price"], rel=1e-12)
    assert in_y["fees"] / 1850.0 < in_x["fees"] < in_y["fees"] / 1550.0
    text = HISTORY.read_text().replace(",18,18,", ",18,6,")
    (tmp_path / "h.csv").write_text(text)
    other, _ = ran(1, HISTORY=str(tmp_path / "h.csv"), ARBITRAGE=False)
    assert other["hold_value"] > 1e10


def test_arbitrage_keeps_a_large_provider_near_the_record():
    """Within the fee, where the recorded trades alone would move a deeper pool too little."""
    near, _ = ran(LP_PART=1.0)
    far, _ = ran(LP_PART=1.0, ARBITRAGE=False)
    assert abs(near["off_record_bp"]) < 31.0 < abs(far["off_record_bp"])
    assert near["arb_profit"] > 0.0
    assert far["n_scaled"] > 0
