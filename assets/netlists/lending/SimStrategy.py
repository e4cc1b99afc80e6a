"""`SimStrategy` of lending: the price, the loans, the market's terms, the oracle, and who liquidates."""

import math
from typing import Any

from assets.agents.lending.BorrowerAgent import DELEVERAGE, PASSIVE, TOPUP
from engine import SimStrategyBase
from engine.Parameter import computed, parameter
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from web3engine.aavev3.aavev3util import Terms

# Aave keeps fractions in steps of this size.
_STEP = 1e-4
# What float noise may add to a debt at the loan-to-value.
_NOISE = 1e-9


def _isInSteps(value: float) -> bool:
    return math.isfinite(value) and abs(value / _STEP - round(value / _STEP)) < 1e-6


def _isRange(pair: Any) -> bool:
    numbers = len(pair) == 2 and all(isinstance(end, (int, float)) for end in pair)
    return numbers and 1.0 <= pair[0] <= pair[1] <= 10.0


def _healths(ss: Any) -> tuple[float, float]:
    """1.05 to 2, unless a new loan cannot be that close to its threshold."""
    least = ss.LIQ_THRESHOLD / ss.LTV * (1.0 + _NOISE)
    return max(1.05, least), max(2.0, least)


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """OCEAN is lent against ETH, a token whose price moves."""

    time_step: int = parameter(S_PER_HOUR, "s", "length of a tick", lo=1, hi=S_PER_DAY)
    max_ticks = SimStrategyBase.lasting(30, "days")

    SIGMA_PER_DAY: float = parameter(
        0.05, "per √day", "volatility: standard deviation of ln(price) after one day", lo=0.005, hi=0.5
    )
    LOG_DRIFT_PER_DAY: float = parameter(0.0, "per day", "mean change of ln(price) in a day", lo=-0.05, hi=0.05)
    JUMP_PER_DAY: float = parameter(0.0, "per day", "how many jumps of the price a day brings, on average", lo=0, hi=1)
    JUMP_SIZE: float = parameter(-0.3, "fraction of price", "what a jump adds to the price", lo=-0.9, hi=0)
    P0: float = parameter(2000.0, "OCEAN", "price of one ETH at the start", lo=1e-3, hi=1e9)

    N_BORROWERS: int = parameter(50, "borrowers", "how many there are", lo=1, hi=1000)
    COLLATERAL: float = parameter(10.0, "ETH", "what each of them puts in", lo=1e-3, hi=1e9)
    HF0_RANGE: tuple[float, float] = computed(
        _healths,
        "",
        "health factor at the start: uniform between these; the first one is at least LIQ_THRESHOLD / LTV",
        kind=tuple,
        fits=_isRange,
        wanted="two numbers from 1 to 10, the lower one first",
    )
    BORROWER_POLICY: str = parameter(
        PASSIVE, "", "what borrowers do below HF_ALERT", choices=(PASSIVE, TOPUP, DELEVERAGE)
    )
    HF_ALERT: float = parameter(1.1, "", "health factor below which borrowers act", lo=1, hi=10)
    SUPPLIED: float = computed(
        lambda ss: ss.N_BORROWERS * ss.COLLATERAL * ss.P0, "OCEAN", "what the supplier lends", above=0
    )

    LTV: float = parameter(
        0.8,
        "fraction",
        "what can be borrowed at most, of the worth of collateral",
        lo=_STEP,
        hi=1,
        fits=_isInSteps,
        wanted="a fraction in steps of 0.0001, above 0",
    )
    LIQ_THRESHOLD: float = parameter(
        0.825,
        "fraction",
        "debt above this part of the worth of collateral can be liquidated",
        lo=_STEP,
        hi=1,
        fits=_isInSteps,
        wanted="a fraction in steps of 0.0001, above 0",
    )
    LIQ_BONUS: float = parameter(
        1.05,
        "",
        "worth of what a liquidator takes for each OCEAN that it repays",
        above=1,
        hi=2,
        fits=_isInSteps,
        wanted="a number in steps of 0.0001, above 1 and at most 2",
    )
    U_OPTIMAL: float = parameter(0.8, "fraction", "utilisation above which the rate rises steeply", lo=0.01, hi=0.99)
    BASE: float = parameter(0.0, "per year", "rate that borrowers pay at utilisation 0", lo=0, hi=10)
    SLOPE1: float = parameter(0.04, "per year", "what it rises by up to U_OPTIMAL", lo=0, hi=10)
    SLOPE2: float = parameter(0.75, "per year", "what it rises by from there to 1", lo=0, hi=10)
    RESERVE_FACTOR: float = parameter(
        0.0,
        "fraction",
        "the protocol's share of interest",
        lo=0,
        hi=1,
        fits=_isInSteps,
        wanted="a fraction in steps of 0.0001",
    )

    ORACLE_DEVIATION: float = parameter(
        0.0, "fraction", "the oracle writes a price that differs by more from the last one", lo=0, hi=0.05
    )
    ORACLE_HEARTBEAT: int = parameter(0, "s", "and one that is this old; 0 is in every tick", lo=0, hi=S_PER_DAY)

    LIQUIDATORS: int = parameter(1, "liquidators", "how many there are", lo=0, hi=10)
    GAS_COST: float = parameter(0.0, "OCEAN", "what a liquidation costs", lo=0)
    SALE_SLIPPAGE: float = parameter(0.0, "fraction", "what a liquidator loses when it sells", lo=0, hi=0.1)

    def terms(self) -> Terms:
        """The market's."""
        return Terms(
            ltv=self.LTV,
            threshold=self.LIQ_THRESHOLD,
            bonus=self.LIQ_BONUS,
            u_optimal=self.U_OPTIMAL,
            base=self.BASE,
            slope1=self.SLOPE1,
            slope2=self.SLOPE2,
            reserve_factor=self.RESERVE_FACTOR,
        )

    def check(self) -> None:
        """See SimStrategyBase."""
        if self.LTV >= self.LIQ_THRESHOLD:
            why = f"LTV is {self.LTV}, LIQ_THRESHOLD is {self.LIQ_THRESHOLD}"
            raise ParameterError("a new loan could be liquidated at once", why, "LTV below LIQ_THRESHOLD")
        if self.LIQ_THRESHOLD * self.LIQ_BONUS > 1.0:
            why = f"LIQ_THRESHOLD * LIQ_BONUS is {self.LIQ_THRESHOLD * self.LIQ_BONUS:g}"
            raise ParameterError(
                "the collateral could not pay the bonus", why, "a product of at most 1, as Aave demands"
            )
        least = self.LIQ_THRESHOLD / self.LTV
        if self.HF0_RANGE[0] < least:
            why = f"a loan can begin at LIQ_THRESHOLD / LTV = {least:.6g} at the least"
            raise ParameterError(
                f"HF0_RANGE cannot begin at {self.HF0_RANGE[0]:g}", why, "a higher one, or a higher LTV"
            )
