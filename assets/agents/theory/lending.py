"""Loans in a market like Aave V3: rates, interest, liquidations, and how likely these are.

Source of the market's rules: the contracts of Aave V3 (npm package @aave/core-v3, 1.19.3), whose names are given below.
Rates are fractions a year in floats, or "in ray": integers that count 1e-27, as in the contracts.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

RAY = 10**27
SECONDS_PER_YEAR = 365 * 24 * 3600
# Health factor above which a liquidation repays at most half of a debt; below, all of it.
CLOSE_FACTOR_HF = 0.95

# A random walk that is looked at in steps overshoots a barrier by this part of a step's standard deviation, on average:
# -zeta(1/2) / sqrt(2 pi).
_SHIFT = 0.5825971579390107
_NORMAL = NormalDist()


# ---- interest


class RateCurve(NamedTuple):
    """How the rate that borrowers pay depends on how much of the supply is borrowed. Fractions a year.

    Attributes:
        u_optimal: share of the supply above which the rate rises steeply.
        base: rate when nothing is borrowed.
        slope1: what it rises by up to `u_optimal`.
        slope2: what it rises by from there to 1.
    """

    u_optimal: float
    base: float
    slope1: float
    slope2: float

    def borrowRate(self, utilisation: float) -> float:
        """What borrowers pay. Source: DefaultReserveInterestRateStrategy.calculateInterestRates."""
        if utilisation <= self.u_optimal:
            return self.base + self.slope1 * utilisation / self.u_optimal
        excess = (utilisation - self.u_optimal) / (1.0 - self.u_optimal)
        return self.base + self.slope1 + self.slope2 * excess

    def supplyRate(self, utilisation: float, reserve_factor: float) -> float:
        """What suppliers get, `reserve_factor` being the protocol's share."""
        return self.borrowRate(utilisation) * utilisation * (1.0 - reserve_factor)


def rayMul(a: int, b: int) -> int:
    """The product of two numbers in ray, rounded half up. Source: WadRayMath.rayMul."""
    return (a * b + RAY // 2) // RAY


def compounded_ray(rate_ray: int, seconds: int) -> int:
    """Factor by which a debt grows in that time at a constant rate, in ray; exactly the contract's integer.

    Three terms of (1 + r)^n for the rate r of a second. The third one is 0 below 3.15 % a year, where r^3 is less than
    1e-27. Source: MathUtils.calculateCompoundedInterest.
    """
    if seconds == 0:
        return RAY
    before, before_that = seconds - 1, max(seconds - 2, 0)
    power_two = rayMul(rate_ray, rate_ray) // SECONDS_PER_YEAR**2
    power_three = rayMul(power_two, rate_ray) // SECONDS_PER_YEAR
    second = seconds * before * power_two // 2
    third = seconds * before * before_that * power_three // 6
    return RAY + rate_ray * seconds // SECONDS_PER_YEAR + second + third


def linear_ray(rate_ray: int, seconds: int) -> int:
    """Factor by which what was supplied grows in that time, in ray. Source: MathUtils.calculateLinearInterest."""
    return RAY + rate_ray * seconds // SECONDS_PER_YEAR


# ---- one loan


def healthFactor(collateral: float, price: float, threshold: float, debt: float) -> float:
    """collateral * price * liquidation threshold / debt; infinite without debt. A loan can be liquidated below 1."""
    return collateral * price * threshold / debt if debt > 0.0 else math.inf


class Liquidation(NamedTuple):
    """What a liquidator pays, in the token that was borrowed, and what it gets, in that of the collateral."""

    repaid: float
    seized: float


def liquidation(collateral: float, price: float, threshold: float, bonus: float, debt: float) -> Liquidation:
    """The largest liquidation that the contract allows at the oracle's `price`; nothing if the loan is healthy.

    Half of the debt, or all of it below a health factor of 0.95. The liquidator gets `bonus` times its worth, but no
    more than there is, and then repays only what that is worth. Source: LiquidationLogic.executeLiquidationCall.
    """
    health = healthFactor(collateral, price, threshold, debt)
    if health >= 1.0:
        return Liquidation(0.0, 0.0)
    repaid = debt if health <= CLOSE_FACTOR_HF else debt / 2.0
    seized = repaid * bonus / price
    if seized > collateral:
        return Liquidation(collateral * price / bonus, collateral)
    return Liquidation(repaid, seized)


def gapToBadDebt(threshold: float, bonus: float) -> float:
    """Fall of the price, as a fraction, from where a loan becomes unsafe to where its collateral no longer covers it.

    Bad debt appears if the price falls further than that between two looks of the liquidator: 1 - threshold * bonus.
    """
    return 1.0 - threshold * bonus


# ---- chances


def probabilityOfLiquidation(
    health: float, sigma: float, days: float, step_days: float, drift_per_day: float = 0.0
) -> float:
    """Chance that a loan is liquidated within `days`, if the price is looked at each `step_days`.

    The first passage of a Brownian motion below -b, with b = ln(health) + 0.5826 sigma sqrt(step_days) for looking only
    now and then. Without drift, 2 Phi(-b / (sigma sqrt(days))), the reflection principle.

    Args:
        health: health factor at the start.
        sigma: volatility of ln(price), per square root of a day.
        drift_per_day: of ln(price), less the growth of the debt.
    Source: Broadie, Glasserman, Kou, "A continuity correction for discrete barrier options", 1997; first passage with
        drift: Harrison, "Brownian Motion and Stochastic Flow Systems", 1985.
    """
    if days <= 0.0:
        return 0.0
    b = math.log(health) + _SHIFT * sigma * math.sqrt(step_days)
    spread, moved = sigma * math.sqrt(days), drift_per_day * days
    reached = _NORMAL.cdf((-b - moved) / spread)
    reflected = math.exp(-2.0 * drift_per_day * b / sigma**2) * _NORMAL.cdf((-b + moved) / spread)
    return min(1.0, reached + reflected)
