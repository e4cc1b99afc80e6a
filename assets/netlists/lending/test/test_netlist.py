"""The netlist as a whole: what it refuses, what it conserves, its columns next to theory, and that engines agree."""

from __future__ import annotations

import pytest

from assets.netlists.lending import netlist
from engine.Simulation import Simulation
from util.errors import ParameterError
from web3engine.aavev3 import PACKAGE
from web3engine.chains import openChain
from web3engine.test.packages import requirePackage


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Aave's contracts."""
    requirePackage(PACKAGE)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("N_BORROWERS", 0, "a whole number, 1 to 1000"),
        ("N_BORROWERS", 1001, "a whole number, 1 to 1000"),
        ("HF0_RANGE", (0.9, 2.0), "two numbers from 1 to 10, the lower one first"),
        ("HF0_RANGE", (2.0, 1.5), "two numbers from 1 to 10, the lower one first"),
        ("HF0_RANGE", (1.5,), "two numbers from 1 to 10, the lower one first"),
        ("LTV", 1.1, "a fraction in steps of 0.0001, above 0"),
        ("LIQ_THRESHOLD", 0.82505, "a fraction in steps of 0.0001, above 0"),
        ("LIQ_BONUS", 1.0, "a number in steps of 0.0001, above 1 and at most 2"),
        ("RESERVE_FACTOR", 0.00005, "a fraction in steps of 0.0001"),
        ("U_OPTIMAL", 1.0, "a fraction, 0.01 to 0.99"),
        ("JUMP_PER_DAY", 1.5, "a number, 0 to 1"),
        ("JUMP_SIZE", -0.95, "a number, -0.9 to 0"),
        ("ORACLE_DEVIATION", 0.06, "a fraction, 0 to 0.05"),
        ("ORACLE_HEARTBEAT", 86401, "a whole number, 0 to 86400"),
        ("LIQUIDATORS", 11, "a whole number, 0 to 10"),
        ("SALE_SLIPPAGE", 0.2, "a fraction, 0 to 0.1"),
        ("BORROWER_POLICY", "panic", "one of passive, topup, deleverage"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*: it is {says}"):
        setattr(netlist.SimStrategy(), name, value)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"LTV": 0.825}, "a new loan could be liquidated at once: LTV is 0.825, LIQ_THRESHOLD is 0.825"),
        ({"LIQ_BONUS": 1.3}, "the collateral could not pay the bonus: LIQ_THRESHOLD . LIQ_BONUS is 1.0725"),
        (
            {"LTV": 0.7, "HF0_RANGE": (1.05, 2.0)},
            "HF0_RANGE cannot begin at 1.05: a loan can begin at LIQ_THRESHOLD / LTV = 1.17857",
        ),
        ({"SUPPLIED": 1000.0}, "50 borrowers cannot borrow .* OCEAN: 1,000 are supplied"),
    ],
)
def test_values_that_do_not_go_together_are_refused(values, says):
    """Before anything runs."""
    with pytest.raises(ParameterError, match=says):
        Simulation(netlist, 0, values)


@pytest.mark.parametrize(("ltv", "threshold"), [(0.8, 0.825), (0.7, 0.825), (0.3, 0.9)])
def test_loans_begin_within_the_loan_to_value(ltv, threshold):
    """By default from 1.05, or from where the loan-to-value is used up; the market lends either."""
    values = {"LTV": ltv, "LIQ_THRESHOLD": threshold, "N_BORROWERS": 2}
    with Simulation(netlist, 1, values) as simulation:
        lowest, highest = simulation.state.ss.HF0_RANGE
        assert lowest == pytest.approx(max(1.05, threshold / ltv), rel=1e-8)
        assert highest == pytest.approx(max(2.0, threshold / ltv), rel=1e-8)
        assert all(lowest <= borrower.health_init <= highest for borrower in simulation.state.borrowers)


def rows(seed=1, engine="auto", **overrides):
    """The rows of a run of two days, one every six hours."""
    values = {"max_ticks": 48, "log_interval": 6 * 3600, "N_BORROWERS": 8, **overrides}
    with Simulation(netlist, seed, values, lambda: openChain("embedded", engine, seed)) as simulation:
        simulation.run()
        return [dict(zip(simulation.rows.header, row, strict=True)) for row in simulation.rows.table()]


def test_rates_are_the_curve():
    """Up to the interest since the latest transaction with OCEAN, when the contract set them."""
    for row in rows(RESERVE_FACTOR=0.1):
        assert row["borrow_rate"] == pytest.approx(row["borrow_rate_theory"], rel=1e-3)
        assert row["supply_rate"] == pytest.approx(row["supply_rate_theory"], rel=2e-3)
    first = rows()[0]
    assert first["borrow_rate"] == pytest.approx(first["borrow_rate_theory"], rel=1e-12)
    assert first["utilisation"] == pytest.approx(first["borrowed"] / first["supplied"], rel=1e-12)


def test_interest_goes_from_borrowers_to_suppliers():
    """Without reserve factor and bad debt, what suppliers gain is what borrowers owe more, up to compounding."""
    first, *_, last = rows(HF0_RANGE=(2.0, 3.0), SIGMA_PER_DAY=0.005)
    assert last["borrowed"] > first["borrowed"]
    assert last["available"] == first["available"]
    gained, owed = last["supplied"] - first["supplied"], last["borrowed"] - first["borrowed"]
    assert gained == pytest.approx(owed, rel=1e-3)


def test_no_token_is_made_or_lost():
    """OCEAN and ETH, in each tick and to the wei."""
    values = {"max_ticks": 48, "N_BORROWERS": 8, "SIGMA_PER_DAY": 0.3, "BORROWER_POLICY": "topup"}
    with Simulation(netlist, 3, values) as simulation:
        state = simulation.state
        contracts = state.lending.contracts
        agents = [*state.borrowers, *state.liquidators, state.supplier]
        holders = [agent.address for agent in agents]
        holders += [contracts.debt_shares.address, contracts.collateral_shares.address]
        tokens = (contracts.debt, contracts.collateral)

        def owned():
            return [sum(token.balanceOf_base(holder) for holder in holders) for token in tokens]

        with simulation.inUse():
            total = owned()
            assert total[1] == contracts.collateral.totalSupply_base()
        while not simulation.is_over:
            simulation.step()
            with simulation.inUse():
                assert owned() == total
        assert state.liquidators[0].n_liquidations > 0


def test_nobody_liquidates():
    """Then loans stay as they are, and what exceeds their collateral shows as shortfall."""
    last = rows(LIQUIDATORS=0, JUMP_PER_DAY=1.0, JUMP_SIZE=-0.6, HF0_RANGE=(1.05, 1.1))[-1]
    assert (last["n_liquidations"], last["bad_debt"], last["n_loans"]) == (0, 0.0, 8)
    assert last["shortfall"] > 0.0
    assert last["min_HF"] < 1.0


def test_engines_agree():
    """revm and py-evm, to the last bit."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    values = {"max_ticks": 12, "N_BORROWERS": 3, "SIGMA_PER_DAY": 0.5, "HF0_RANGE": (1.05, 1.1)}
    found, expected = (rows(3, engine, **values) for engine in ("revm", "pyevm"))
    assert found == expected
    assert found[-1]["n_liquidations"] > 0
