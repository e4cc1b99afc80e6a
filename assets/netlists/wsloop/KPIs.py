"""`KPIs` of wsloop: revenues, R&D, and OCEAN minted and burned, over the last month or year.

Agents and the log ask for them. Whatever looks back costs the same however long the run is.
"""

from collections import deque
from math import ceil
from typing import Any

from engine import KPIsBase
from util.constants import INF, S_PER_MONTH, S_PER_YEAR
from util.valuation import firmValuationPS

from .RateHistory import RateHistory


class KPIs(KPIsBase.KPIsBase):
    """Measures what the loop earns and spends.

    "One market" is one average marketplace, "all markets" all of them, and "ocean" the network, which takes a toll
    from them. "Now" is the month or year up to now, "ago" the one before it. Money is in USD, revenue per second in
    USD per second. Where less than a month or year has passed, it is measured from the start.

    Args:
        time_step: seconds per tick.
    """

    def __init__(self, time_step: int):
        super().__init__(time_step)
        # Growth compares this year with the last one.
        self._onemkt = RateHistory(time_step, 2 * S_PER_YEAR)
        self._allmkts = RateHistory(time_step, 2 * S_PER_YEAR)
        self._ocean = RateHistory(time_step, 2 * S_PER_YEAR)
        # Spending per tick, as if per second of a time step of 1: windows of it are counted in ticks.
        self._granttakers = RateHistory(1, self._ticksOneMonth())
        # Totals up to each of the ticks of the last month, and to the one before it.
        self._OCEAN_minted = self._lastMonth()
        self._OCEAN_burned = self._lastMonth()
        self._OCEAN_minted_USD = self._lastMonth()
        self._OCEAN_burned_USD = self._lastMonth()
        # Agents ask for the price, which depends on it, many times a tick.
        self._ocean_annual_revenue = 0.0

    def takeStep(self, state: Any) -> None:
        super().takeStep(state)
        self._granttakers.append(state.grantTakersSpentAtTick())
        marketplaces = state.getAgent("marketplaces1")
        onemkt = marketplaces.revenuePerMarketplacePerSecond()
        allmkts = onemkt * marketplaces.numMarketplaces()
        self._onemkt.append(onemkt)
        self._allmkts.append(allmkts)
        self._ocean.append(allmkts * state.marketplacePercentTollToOcean())
        now = self.elapsedTime()
        self._ocean_annual_revenue = self._ocean.integral(now - S_PER_YEAR, now)
        minted = state.totalOCEANminted()
        self._OCEAN_minted.append(minted)
        self._OCEAN_burned.append(state.totalOCEANburned())
        # All that was ever minted, at today's price.
        self._OCEAN_minted_USD.append(minted * state.OCEANprice())
        self._OCEAN_burned_USD.append(state.totalOCEANburnedUSD())

    # ---- research and development

    def grantTakersMonthlyRevenueNow(self) -> float:
        """What grant takers spent in the last month: R&D."""
        return self._granttakers.integral(self._tick - self._ticksOneMonth(), self._tick)

    def mktsRNDToSalesRatio(self) -> float:
        """R&D of the last month per ocean revenue of that month; INF if there is R&D and no revenue."""
        RND = self.grantTakersMonthlyRevenueNow()
        if RND == 0.0:
            return 0.0
        sales = self.oceanMonthlyRevenueNow()
        return RND / sales if sales > 0.0 else INF

    # ---- revenue of one market

    def onemktRevenuePerSecond(self, tick: int) -> float:
        """USD per second in that tick."""
        return self._onemkt.rate(tick)

    def onemktMonthlyRevenueNow(self) -> float:
        return self._onemktRevenueOverInterval(*self._now(S_PER_MONTH))

    def onemktAnnualRevenueNow(self) -> float:
        return self._onemktRevenueOverInterval(*self._now(S_PER_YEAR))

    def onemktAnnualRevenueOneYearAgo(self) -> float:
        return self._onemktRevenueOverInterval(*self._ago(S_PER_YEAR))

    def _onemktRevenueOverInterval(self, t1: int, t2: int) -> float:
        return _overInterval(self._onemkt, t1, t2)

    # ---- revenue of all markets

    def allmktsRevenuePerSecond(self, tick: int) -> float:
        """USD per second in that tick."""
        return self._allmkts.rate(tick)

    def allmktsMonthlyRevenueNow(self) -> float:
        return self._allmktsRevenueOverInterval(*self._now(S_PER_MONTH))

    def allmktsAnnualRevenueNow(self) -> float:
        return self._allmktsRevenueOverInterval(*self._now(S_PER_YEAR))

    def allmktsAnnualRevenueOneYearAgo(self) -> float:
        return self._allmktsRevenueOverInterval(*self._ago(S_PER_YEAR))

    def _allmktsRevenueOverInterval(self, t1: int, t2: int) -> float:
        return _overInterval(self._allmkts, t1, t2)

    # ---- revenue of the network

    def oceanRevenuePerSecond(self, tick: int) -> float:
        """USD per second in that tick."""
        return self._ocean.rate(tick)

    def oceanMonthlyRevenueNow(self) -> float:
        return self._oceanRevenueOverInterval(*self._now(S_PER_MONTH))

    def oceanAnnualRevenueNow(self) -> float:
        return self._ocean_annual_revenue

    def oceanMonthlyRevenueOneMonthAgo(self) -> float:
        return self._oceanRevenueOverInterval(*self._ago(S_PER_MONTH))

    def oceanAnnualRevenueOneYearAgo(self) -> float:
        return self._oceanRevenueOverInterval(*self._ago(S_PER_YEAR))

    def oceanMonthlyRevenueGrowth(self) -> float:
        """Fraction by which this month's revenue is above the last one's; INF until two months have passed."""
        return self._growth(S_PER_MONTH, self.oceanMonthlyRevenueNow(), self.oceanMonthlyRevenueOneMonthAgo())

    def oceanAnnualRevenueGrowth(self) -> float:
        """Fraction by which this year's revenue is above the last one's; INF until two years have passed."""
        return self._growth(S_PER_YEAR, self.oceanAnnualRevenueNow(), self.oceanAnnualRevenueOneYearAgo())

    def valuationPS(self, p_s_ratio: float) -> float:
        """What the network is worth by its sales, USD; `p_s_ratio` is price per annual sales."""
        return firmValuationPS(self.oceanAnnualRevenueNow(), p_s_ratio)

    def _oceanRevenueOverInterval(self, t1: int, t2: int) -> float:
        return _overInterval(self._ocean, t1, t2)

    def _growth(self, s_window: int, now: float, before: float) -> float:
        # A window that began before the start is not comparable: it would show growth that is none.
        if self.elapsedTime() < 2 * s_window or before == 0.0:
            return INF
        return now / before - 1.0

    # ---- the same, by the names of the later version, in which markets' revenue is called consume sales

    onemktConsumeSalesPerSecond = onemktRevenuePerSecond
    onemktMonthlyConsumeSalesNow = onemktMonthlyRevenueNow
    onemktAnnualConsumeSalesNow = onemktAnnualRevenueNow
    onemktAnnualConsumeSalesOneYearAgo = onemktAnnualRevenueOneYearAgo
    allmktsConsumeSalesPerSecond = allmktsRevenuePerSecond
    allmktsMonthlyConsumeSalesNow = allmktsMonthlyRevenueNow
    allmktsAnnualConsumeSalesNow = allmktsAnnualRevenueNow
    allmktsAnnualConsumeSalesOneYearAgo = allmktsAnnualRevenueOneYearAgo
    networkRevenuePerSecond = oceanRevenuePerSecond
    monthlyNetworkRevenueNow = oceanMonthlyRevenueNow
    annualNetworkRevenueNow = oceanAnnualRevenueNow
    monthlyNetworkRevenueGrowth = oceanMonthlyRevenueGrowth
    annualNetworkRevenueGrowth = oceanAnnualRevenueGrowth

    # ---- OCEAN

    def OCEANmintedPrevMonth(self) -> float:
        """OCEAN minted in the last month."""
        return self._risen(self._OCEAN_minted)

    def OCEANburnedPrevMonth(self) -> float:
        """OCEAN burned in the last month."""
        return self._risen(self._OCEAN_burned)

    def OCEANmintedInUSDPrevMonth(self) -> float:
        """By how much the worth of all that was ever minted, each time at the price of the day, rose in a month."""
        return self._risen(self._OCEAN_minted_USD)

    def OCEANburnedInUSDPrevMonth(self) -> float:
        """USD for which OCEAN were bought and burned in the last month."""
        return self._risen(self._OCEAN_burned_USD)

    def _risen(self, totals: deque[float]) -> float:
        if not totals:
            return 0.0
        return totals[-1] - totals[0] if len(totals) > self._ticksOneMonth() else totals[-1]

    # ---- time

    def _lastMonth(self) -> deque[float]:
        return deque(maxlen=self._ticksOneMonth() + 1)

    def _ticksOneMonth(self) -> int:
        """Ticks in a month, rounded up."""
        return ceil(S_PER_MONTH / self._time_step)

    def _now(self, s_window: int) -> tuple[int, int]:
        """First and last second of the window that ends now."""
        now = self.elapsedTime()
        return now - s_window, now

    def _ago(self, s_window: int) -> tuple[int, int]:
        """First and last second of the window before; none of its seconds is in the present one."""
        now = self.elapsedTime()
        return now - 2 * s_window, now - s_window - 1


def _overInterval(history: RateHistory, t1: int, t2: int) -> float:
    """What flowed from second `t1` to second `t2`, both included."""
    assert t2 > t1
    return history.integral(t1, t2 + 1)
