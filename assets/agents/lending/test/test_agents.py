"""Those around a lending market, each through all that it can do."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from assets.netlists.lending import netlist
from engine.Simulation import Simulation
from web3engine.aavev3 import PACKAGE
from web3engine.test.packages import requirePackage


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Aave's contracts."""
    requirePackage(PACKAGE)


@pytest.fixture
def made():
    """A function that makes a state with one loan of 10 ETH at a health factor of 1.2, by its overrides."""
    with ExitStack() as stack:

        def make(**overrides):
            values = {"N_BORROWERS": 1, "HF0_RANGE": (1.2, 1.2), "BASE": 0.0, "SLOPE1": 0.0, "SLOPE2": 0.0, **overrides}
            simulation = stack.enter_context(Simulation(netlist, 1, values))
            return stack.enter_context(simulation.inUse()).state

        yield make


def setPrice(state, price):
    """Outside, and at once at the oracle."""
    state.market.price = price
    state.oracle.write(0)


def test_a_loan_is_opened(made):
    """10 ETH at 2000 with a threshold of 0.825 carry 13,750 at a health factor of 1.2; the borrower holds them."""
    state = made()
    (borrower,) = state.borrowers
    assert state.lending.healthFactor(borrower.address) == pytest.approx(1.2, rel=1e-12)
    assert state.lending.debtOf(borrower.address) == borrower.OCEAN() == 13_750.0
    assert state.lending.collateralOf(borrower.address) == 10.0
    assert borrower.DT(state.lending.collateral_token) == 10.0
    assert (state.lending.supplied(), state.lending.borrowed(), state.lending.available()) == (20_000, 13_750, 6250)


def test_a_passive_borrower_does_nothing(made):
    """Even when it comes close."""
    state = made()
    setPrice(state, 1700.0)
    state.borrowers[0].takeStep(state)
    assert state.lending.healthFactor(state.borrowers[0].address) == pytest.approx(1.02, rel=1e-9)


def test_a_borrower_tops_up(made):
    """Below its alert, back to where it began; as long as its reserve lasts."""
    state = made(BORROWER_POLICY="topup", HF_ALERT=1.1)
    (borrower,) = state.borrowers
    setPrice(state, 1900.0)
    borrower.takeStep(state)
    assert state.lending.collateralOf(borrower.address) == 10.0
    setPrice(state, 1700.0)
    borrower.takeStep(state)
    assert state.lending.healthFactor(borrower.address) == pytest.approx(1.2, rel=1e-9)
    assert state.lending.collateralOf(borrower.address) == pytest.approx(10.0 * 2000.0 / 1700.0, rel=1e-9)
    setPrice(state, 850.0)
    borrower.takeStep(state)
    assert state.lending.collateralOf(borrower.address) == 20.0
    assert borrower.DT(state.lending.collateral_token) == 0.0
    borrower.takeStep(state)
    assert state.n_reverts == 0


def test_a_borrower_deleverages(made):
    """Out of what it borrowed."""
    state = made(BORROWER_POLICY="deleverage", HF_ALERT=1.1)
    (borrower,) = state.borrowers
    setPrice(state, 1700.0)
    borrower.takeStep(state)
    assert state.lending.healthFactor(borrower.address) == pytest.approx(1.2, rel=1e-9)
    assert state.lending.debtOf(borrower.address) == pytest.approx(13_750.0 * 0.85, rel=1e-9)
    assert borrower.OCEAN() == pytest.approx(13_750.0 * 0.85, rel=1e-9)


@pytest.mark.parametrize(
    ("deviation", "heartbeat", "updates"), [(0.0, 0, [2, 3, 4]), (0.01, 3600 * 3, [1, 2, 2]), (0.05, 7200, [1, 2, 2])]
)
def test_an_oracle_writes_when_it_is_time(made, deviation, heartbeat, updates):
    """In every tick; or if the price has moved enough; or if what it wrote is too old."""
    state = made(ORACLE_DEVIATION=deviation, ORACLE_HEARTBEAT=heartbeat)
    seen = []
    for tick, price in enumerate((2010.0, 2035.0, 2036.0), 1):
        state.tick, state.market.price = tick, price
        state.oracle.takeStep(state)
        seen.append(state.oracle.n_updates)
    assert seen == updates


def test_a_liquidator_pays_attention_to_its_costs(made):
    """At a health factor of 0.97, half of 13,750 brings a bonus of 5 %: gas or slippage above that keep it away."""
    for costs, n in (({}, 1), ({"GAS_COST": 350.0}, 0), ({"GAS_COST": 300.0}, 1), ({"SALE_SLIPPAGE": 0.05}, 0)):
        state = made(**costs)
        (liquidator,) = state.liquidators
        setPrice(state, 2000.0 / 1.2 * 0.97)
        liquidator.takeStep(state)
        assert liquidator.n_liquidations == n
        if n:
            assert liquidator.repaid == 6875.0
            assert liquidator.profit == pytest.approx(0.05 * 6875.0 - costs.get("GAS_COST", 0.0), rel=1e-9)
            assert liquidator.DT(state.lending.collateral_token) == liquidator.seized


def test_interest_can_make_a_loan_unsafe(made):
    """Without any change of the price."""
    state = made(BASE=0.5, HF0_RANGE=(1.04, 1.04))
    (borrower,), (liquidator,) = state.borrowers, state.liquidators
    chain = state.lending.contracts.pool._chain
    chain.advance(20 * 86400)
    liquidator.takeStep(state)
    assert not borrower.was_liquidated
    chain.advance(20 * 86400)
    liquidator.takeStep(state)
    assert borrower.was_liquidated
