"""The netlist sandwich: who gains what, by exact integer formulas, in each order."""

from __future__ import annotations

import pytest

import tokenspice as ts
from engine.Simulation import Simulation
from util.base18 import toBase18
from web3engine.chains import openChain
from web3engine.test.bmath import ONE, outGivenIn
from web3engine.test.conformance import EMBEDDED

FEE, WEIGHT = ONE // 1000, 5 * ONE
OCEAN, DT = 10_000 * ONE, 1000 * ONE
VICTIM, BOT = 500 * ONE, 600 * ONE


def out(balance_in: int, balance_out: int, amount: int) -> int:
    """What a swap brings, rounded as the contract rounds."""
    return outGivenIn(balance_in, WEIGHT, balance_out, WEIGHT, amount, FEE)


def expected(slippage: float) -> tuple[int, int]:
    """The searcher's gain in OCEAN and the trader's DT after one block, in base units."""
    least = out(OCEAN, DT, VICTIM) * (ONE - toBase18(slippage)) // ONE
    bought = out(OCEAN, DT, BOT)
    pool_OCEAN, pool_DT = OCEAN + BOT, DT - bought
    got = out(pool_OCEAN, pool_DT, VICTIM)
    if got < least:
        got = 0
    else:
        pool_OCEAN, pool_DT = pool_OCEAN + VICTIM, pool_DT - got
    return out(pool_DT, pool_OCEAN, bought) - BOT, got


@pytest.mark.parametrize("engine", EMBEDDED)
@pytest.mark.parametrize(
    ("slippage", "gain", "trader_DT"), [(0.2, 54.9247, 42.4571), (0.005, -1.1316, 0.0), (0.10755, 54.9247, 42.4571)]
)
def test_one_sandwich_to_the_wei(engine, slippage, gain, trader_DT):
    """A trader who accepts the price is robbed; one who does not is refused, and the searcher has paid two fees."""
    overrides = {"SLIPPAGE": slippage}
    with Simulation("sandwich", 1, overrides, lambda: openChain("embedded", engine)) as simulation:
        simulation.step()
        state = simulation.state
        with simulation.inUse():
            gain_base, got_base = expected(slippage)
            assert state.searcher._wallet._OCEAN_base() - BOT == gain_base
            assert state.DT.balanceOf_base(state.trader.address) == got_base
            assert state.DT.balanceOf_base(state.searcher.address) == 0
        assert gain_base / ONE == pytest.approx(gain, abs=5e-5)
        assert got_base / ONE == pytest.approx(trader_DT, abs=5e-5)
        assert [p.sender for p in state.block.transactions] == [
            agent.address for agent in (state.searcher, state.trader, state.searcher)
        ]


def last(**overrides):
    """Column → its value in the last row."""
    return {name: float(column[-1]) for name, column in ts.simulate("sandwich", 1, overrides).data.items()}


def test_first_come_first_served_leaves_nothing_to_take():
    """The searcher sees the trader's transaction, and comes after it: it pays tips, and the trader gets its quote."""
    row = last(ORDER="arrival")
    assert row["searcher_gain"] == row["searcher_DT"] == row["trader_lost_DT"] == 0
    assert row["n_attacks_failed"] == row["n_bought"] == 50
    assert row["searcher_ETH_paid"] == pytest.approx(51 * 0.002)


def test_at_random_the_searcher_succeeds_one_time_in_three():
    """Its purchase has to come before the trader's transaction, and its sale after it: one order of three."""
    row = last(ORDER="random", max_ticks=600)
    assert row["n_bought"] == 300
    robbed = row["trader_lost_DT"] / 5.07
    assert 80 < robbed < 120


def test_who_outbids_the_searcher_is_safe():
    """A higher tip puts the trader first."""
    row = last(TRADER_TIP=0.003)
    assert (row["trader_lost_DT"], row["n_attacks_failed"]) == (0, 50)


@pytest.mark.parametrize("slippage", [0.1, 0.01, 0.001])
def test_a_fitted_sandwich_takes_the_whole_slippage(slippage):
    """The trader is never refused, and never gets more than its least amount."""
    row = last(FITTED=True, SLIPPAGE=slippage)
    assert row["n_refused"] == 0
    assert row["trader_bought_DT"] == pytest.approx(row["trader_quoted_DT"] * (1 - slippage), rel=1e-6)
    assert row["searcher_gain"] > 0


def test_without_slippage_a_fitted_searcher_does_nothing():
    """There is nothing to take."""
    row = last(FITTED=True, SLIPPAGE=0.0)
    assert (row["n_attacks"], row["searcher_ETH_paid"], row["n_bought"]) == (0, 0, 50)


def test_gas_is_money():
    """What trader and searcher pay is what their transactions used, failed ones included, and their tips."""
    price = 20_000_000_000
    with Simulation("sandwich", 1, {"base_fee_per_gas": 20e-9, "ORDER": "arrival", "max_ticks": 9}) as simulation:
        gas: dict[str, int] = {}
        tips: dict[str, int] = {}
        state = simulation.state
        with simulation.inUse():
            before = {agent.address: agent._wallet._ETH_base() for agent in (state.trader, state.searcher)}
        while not simulation.is_over:
            simulation.step()
            for p in state.block.transactions:
                used = p.receipt.gas_used if p.receipt else p.error.gas_used
                gas[p.sender] = gas.get(p.sender, 0) + used
                tips[p.sender] = tips.get(p.sender, 0) + p.tip_base
        with simulation.inUse():
            for agent in (state.trader, state.searcher):
                paid = before[agent.address] - agent._wallet._ETH_base()
                assert paid == gas[agent.address] * price + tips[agent.address]
            assert state.searcher.n_failed > 0


@pytest.mark.parametrize("overrides", [{}, {"ORDER": "random", "SLIPPAGE": 0.03}, {"FITTED": True, "SLIPPAGE": 0.05}])
def test_its_invariants_hold(overrides):
    """After each tick."""
    with Simulation("sandwich", 2, {**overrides, "max_ticks": 30}, check="tick") as simulation:
        simulation.run()
        assert simulation.is_over


@pytest.mark.parametrize("price", [0.0, 1e-6])
def test_without_ETH_nobody_trades(price):
    """The run goes on all the same, whether tips or gas have taken it."""
    start = 0.015 if price == 0.0 else 10.0
    row = last(AGENT_ETH=start, base_fee_per_gas=price, SEARCHER_TIP=0.001)
    assert 0 < row["trader_ETH_paid"] <= start + 0.01
    assert row["n_bought"] < 50
