"""lending against rules that hold on every path: who is liquidated, when bad debt appears, and who bears it."""

from __future__ import annotations

import math
import random

import pytest

from assets.agents.lending.LiquidatorAgent import LiquidatorAgent
from assets.agents.theory.lending import gapToBadDebt, probabilityOfLiquidation
from assets.netlists.lending import netlist
from engine.Simulation import Simulation
from util.constants import S_PER_DAY
from web3engine.aavev3 import PACKAGE
from web3engine.test.packages import requirePackage


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Aave's contracts."""
    requirePackage(PACKAGE)


# No interest, so that a loan only depends on the price.
NO_RATES = {"BASE": 0.0, "SLOPE1": 0.0, "SLOPE2": 0.0}


def paths(seeds, n_ticks, **overrides):
    """Yields (state at the end, prices after each tick) of runs without interest."""
    for seed in seeds:
        with Simulation(
            netlist, seed, {**NO_RATES, "max_ticks": n_ticks, "log_interval": 10**9, **overrides}
        ) as simulation:
            prices = []
            for _ in range(n_ticks):
                simulation.step()
                prices.append(simulation.state.market.price)
            yield simulation.state, prices


def test_first_passage_decides_who_is_liquidated():
    """A borrower is liquidated if and only if the price falls below P0 / HF0: 30 prices, 4 borrowers each.

    As many are as the reflection principle expects, within 4 standard deviations; borrowers of one price are not
    independent, so prices are counted.
    """
    healths, n_paths = (1.05, 1.1, 1.2, 1.4), 30
    lows = []
    for state, prices in paths(range(n_paths), 60, N_BORROWERS=4, time_step=S_PER_DAY // 2, HF0_RANGE=(1.04, 1.5)):
        lows.append(min(prices))
        for borrower in state.borrowers:
            assert borrower.was_liquidated == (lows[-1] < 2000.0 / borrower.health_init)
    for health, expected in zip(healths, (0.800, 0.672, 0.459, 0.192), strict=True):
        chance = probabilityOfLiquidation(health, 0.05, 30.0, 0.5)
        assert chance == pytest.approx(expected, abs=5e-4)
        share = len([low for low in lows if low < 2000.0 / health]) / n_paths
        assert share == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / n_paths))


@pytest.mark.parametrize("seed", [1, 2])
def test_prices_are_plain_draws(seed):
    """The same walk in plain floats, after the borrowers' draws: liquidations can be repeated without the contract."""
    ((state, prices),) = paths([seed], 50, N_BORROWERS=4)
    rng = random.Random(seed)
    assert [borrower.health_init for borrower in state.borrowers] == [rng.uniform(1.05, 2.0) for _ in range(4)]
    price = 2000.0
    for drawn in prices:
        price *= math.exp(0.05 * math.sqrt(1 / 24) * rng.gauss(0.0, 1.0))
        assert drawn == price


def ofOneLoan(**overrides):
    """A state with one loan whose health factor is 1.1 at the start, without interest."""
    values = {**NO_RATES, "N_BORROWERS": 1, "HF0_RANGE": (1.1, 1.1), **overrides}
    return Simulation(netlist, 1, values)


@pytest.mark.parametrize(("fall", "appears"), [(0.13, False), (0.14, True)])
def test_bad_debt_needs_a_gap(fall, appears):
    """From where a loan becomes unsafe, the price must fall by more than 13.375 % between two looks."""
    assert (fall > gapToBadDebt(0.825, 1.05)) == appears
    with ofOneLoan() as simulation, simulation.inUse():
        state = simulation.state
        (borrower,), (liquidator,) = state.borrowers, state.liquidators
        for price in (2000.0 / 1.1 * (1 + 1e-9), 2000.0 / 1.1 * (1.0 - fall)):
            state.market.price = price
            state.oracle.write(0)
            liquidator.takeStep(state)
        assert liquidator.n_liquidations == 1
        left, debt = state.lending.collateralOf(borrower.address), state.lending.debtOf(borrower.address)
        assert (debt > 0.0, left == 0.0) == (appears, appears)
        row = logged(state)
        assert row["bad_debt"] == debt
        assert row["shortfall"] == debt


def test_small_steps_leave_no_bad_debt():
    """However far the price falls in the end, as long as the liquidator looks in between."""
    with ofOneLoan() as simulation, simulation.inUse():
        state = simulation.state
        (liquidator,) = state.liquidators
        while state.market.price > 200.0:
            state.market.price *= 0.97
            state.oracle.write(0)
            liquidator.takeStep(state)
        assert liquidator.n_liquidations > 3
        assert logged(state)["bad_debt"] == 0.0


@pytest.mark.parametrize(("rates", "tolerance"), [(NO_RATES, 1e-12), ({}, 1e-6)])
def test_suppliers_lack_what_is_bad(rates, tolerance):
    """By the pool's own books: what suppliers own, less OCEAN that is there and good debts, is the bad debt.

    With interest, debts compound and what was supplied does not, between two transactions.
    """
    crash = {"JUMP_PER_DAY": 0.5, "JUMP_SIZE": -0.4, "HF0_RANGE": (1.05, 1.3), "max_ticks": 120, "N_BORROWERS": 20}
    with Simulation(netlist, 4, {**crash, **rates}) as simulation:
        simulation.run()
        with simulation.inUse():
            state, lending = simulation.state, simulation.state.lending
            row = logged(state)
            good = [lending.debtOf(b.address) for b in state.borrowers if lending.collateralOf(b.address) > 0.0]
            assert row["bad_debt"] > 1000.0
            lacking = row["supplied"] - row["available"] - sum(good)
            assert lacking == pytest.approx(row["bad_debt"], rel=tolerance)


def logged(state):
    """{column: value} of the state now."""
    _, names, values = netlist.netlist_createLogData(state)
    return dict(zip(names, values, strict=True))


def test_an_oracle_that_is_late_shields_the_borrower_and_then_the_liquidator_stays_away():
    """At the old price nothing happens; once collateral is worth less outside than it costs, nobody takes it."""
    with ofOneLoan(SALE_SLIPPAGE=0.0) as simulation, simulation.inUse():
        state = simulation.state
        (borrower,), (liquidator,) = state.borrowers, state.liquidators
        state.market.price = 1500.0
        liquidator.takeStep(state)
        assert liquidator.n_liquidations == 0
        state.market.price = 1800.0
        state.oracle.write(0)
        # The oracle says 1800, at which the loan is unsafe; outside, the bonus is gone.
        for price, n in ((1800.0 / 1.05 * 0.999, 0), (1800.0 / 1.05 * 1.001, 1)):
            state.market.price = price
            liquidator.takeStep(state)
            assert liquidator.n_liquidations == n
        assert liquidator.profit == pytest.approx(0.001 * liquidator.repaid, rel=1e-6)
        assert borrower.was_liquidated


def test_several_liquidators_take_turns():
    """The second one finds what the first one had to leave: half of the loan, if its bonus leaves that unsafe."""
    values = {"LIQUIDATORS": 2, "LIQ_THRESHOLD": 0.95, "HF0_RANGE": (1.2, 1.2)}
    with ofOneLoan(**values) as simulation, simulation.inUse():
        state = simulation.state
        state.market.price = 2000.0 / 1.2 * 0.96
        state.oracle.write(0)
        for liquidator in state.liquidators:
            assert isinstance(liquidator, LiquidatorAgent)
            liquidator.takeStep(state)
        first, second = state.liquidators
        assert (first.n_liquidations, second.n_liquidations) == (1, 1)
        collateral, debt = 10.0, 10.0 * 2000.0 * 0.95 / 1.2
        assert first.repaid == pytest.approx(debt / 2.0, rel=1e-9)
        # At a health factor of 0.92, all of it may be repaid, as far as the collateral lasts.
        assert second.seized == pytest.approx(collateral - first.seized, rel=1e-9)
        assert second.repaid == pytest.approx(second.seized * state.market.price / 1.05, rel=1e-9)
