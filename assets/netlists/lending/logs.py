"""What lending logs: a text for the console and the columns of data.csv. about.md explains each."""

import math
from collections.abc import Sequence
from typing import Any

from assets.agents.theory.lending import RateCurve, probabilityOfLiquidation
from util.constants import S_PER_DAY
from util.mathutil import addUp

_DAYS_PER_YEAR = 365.0


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    row = _market(state) | _loans(state) | _liquidations(state)
    texts = [
        f"; price={row['price']:.2f}",
        f", liquidated={row['share_liquidated']:.0%} of borrowers",
        f", bad debt={row['bad_debt']:.0f}",
    ]
    return texts, list(row), list(row.values())


def rateCurve(ss: Any) -> RateCurve:
    """The market's, by its parameters."""
    return RateCurve(ss.U_OPTIMAL, ss.BASE, ss.SLOPE1, ss.SLOPE2)


def _market(state: Any) -> dict[str, Any]:
    lending, curve = state.lending, rateCurve(state.ss)
    supplied, borrowed, available = lending.supplied(), lending.borrowed(), lending.available()
    utilisation = borrowed / (available + borrowed)
    return {
        "price": state.market.price,
        "oracle_price": lending.oraclePrice(),
        "n_oracle_updates": state.oracle.n_updates,
        "supplied": supplied,
        "borrowed": borrowed,
        "available": available,
        "utilisation": utilisation,
        "borrow_rate": lending.borrowRate(),
        "borrow_rate_theory": curve.borrowRate(utilisation),
        "supply_rate": lending.supplyRate(),
        "supply_rate_theory": curve.supplyRate(utilisation, state.ss.RESERVE_FACTOR),
    }


def _loans(state: Any) -> dict[str, Any]:
    """Health factors of loans that have collateral, and what the others owe."""
    lending, price = state.lending, state.market.price
    healths, bad_debt, shortfall = [], 0.0, 0.0
    for borrower in state.borrowers:
        health, debt = lending.healthFactor(borrower.address), lending.debtOf(borrower.address)
        collateral = lending.collateralOf(borrower.address)
        shortfall += max(0.0, debt - collateral * price)
        if collateral == 0.0:
            bad_debt += debt
        elif math.isfinite(health):
            healths.append(health)
    healths.sort()
    return {
        "n_loans": len(healths),
        "min_HF": _quantile(healths, 0.0),
        "low_HF": _quantile(healths, 0.1),
        "median_HF": _quantile(healths, 0.5),
        "mean_HF": addUp(healths) / len(healths) if healths else 0.0,
        "bad_debt": bad_debt,
        "shortfall": shortfall,
    }


def _quantile(ascending: Sequence[float], part: float) -> float:
    """The value below which that part of them lies; 0 where there are none."""
    return ascending[round(part * (len(ascending) - 1))] if ascending else 0.0


def _liquidations(state: Any) -> dict[str, Any]:
    liquidators, n_borrowers = state.liquidators, len(state.borrowers)
    return {
        "n_liquidations": addUp(agent.n_liquidations for agent in liquidators),
        "share_liquidated": addUp(borrower.was_liquidated for borrower in state.borrowers) / n_borrowers,
        "share_liquidated_theory": _expectedShare(state),
        "debt_repaid": addUp((agent.repaid for agent in liquidators), 0.0),
        "collateral_seized": addUp((agent.seized for agent in liquidators), 0.0),
        "liquidator_profit": addUp((agent.profit for agent in liquidators), 0.0),
        "n_reverts": state.n_reverts,
    }


def _expectedShare(state: Any) -> float:
    """Mean probability of liquidation by now, of passive borrowers under an oracle that is never late.

    Debts are taken to grow at the rate that the market began with.
    """
    ss = state.ss
    step_days = ss.time_step / S_PER_DAY
    growth = math.log1p(rateCurve(ss).borrowRate(state.utilisation_init)) / _DAYS_PER_YEAR
    chances = [
        probabilityOfLiquidation(
            borrower.health_init, ss.SIGMA_PER_DAY, state.tick * step_days, step_days, ss.LOG_DRIFT_PER_DAY - growth
        )
        for borrower in state.borrowers
    ]
    return addUp(chances) / len(chances)
