"""`KPIs` of wsloop: revenues, R&D, and OCEAN minted and burned, over the last month or year.

Agents and the log ask for them. Whatever looks back costs the same however long the run is.
"""

from collections.abc import Callable
from math import ceil
from typing import Any

from engine import KPIsBase, SimStrategyBase
from util.constants import INF, S_PER_MONTH, S_PER_YEAR
from util.mathutil import addUp
from util.valuation import firmValuationPS

from .logs import netlist_createLogData
from .plots import netlist_plotInstructions
from .RateHistory import RateHistory
from .TickHistory import TickHistory

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]


class KPIs(KPIsBase.KPIsBase):
    """Measures what the loop earns and spends.

    "One market" is one average marketplace, "all markets" all of them, and "ocean" the network, which takes a toll
    from them. "Now" is the month or year up to now, "ago" the one before it. Money is in USD, revenue per second in
    USD per second. Where less than a month or year has passed, it is measured from the start.

    Args:
        time_step: seconds per tick; or, as in 2023, the strategy, which then is the attribute `ss`.
    """

    def __init__(self, time_step: int | SimStrategyBase.SimStrategyBase):
        if isinstance(time_step, SimStrategyBase.SimStrategyBase):
            self.ss = time_step
            time_step = self.ss.time_step
        super().__init__(time_step)
        # Growth compares this year with the last one.
        self._revenue_per_marketplace_per_s__per_tick = RateHistory(time_step, 2 * S_PER_YEAR)
        self._allmkts = RateHistory(time_step, 2 * S_PER_YEAR)
        self._ocean = RateHistory(time_step, 2 * S_PER_YEAR)
        # Spending per tick, as if per second of a time step of 1: windows of it are counted in ticks.
        self._granttakers_revenue_per_tick__per_tick = RateHistory(1, self._ticksOneMonth())
        # Totals up to each of the ticks of the last month, and to the one before it.
        self._total_OCEAN_minted__per_tick = self._lastMonth()
        self._total_OCEAN_burned__per_tick = self._lastMonth()
        self._total_OCEAN_minted_USD__per_tick = self._lastMonth()
        self._total_OCEAN_burned_USD__per_tick = self._lastMonth()
        # Not used here: KPIs that are derived from these may look at them, as in 2021.
        self._n_marketplaces__per_tick = self._lastMonth()
        self._marketplace_percent_toll_to_ocean__per_tick = self._lastMonth()
        # Agents ask for the price, which depends on it, many times a tick.
        self._ocean_annual_revenue = 0.0

    def takeStep(self, state: Any) -> None:
        super().takeStep(state)
        self._granttakers_revenue_per_tick__per_tick.append(state.grantTakersSpentAtTick())
        marketplaces = state.getAgent("marketplaces1")
        onemkt, n_marketplaces = _salesPerSecond(marketplaces), marketplaces.numMarketplaces()
        allmkts = onemkt * n_marketplaces
        toll = self._toll(state, allmkts)
        self._revenue_per_marketplace_per_s__per_tick.append(onemkt)
        self._n_marketplaces__per_tick.append(n_marketplaces)
        self._marketplace_percent_toll_to_ocean__per_tick.append(toll)
        self._allmkts.append(allmkts)
        self._ocean.append(allmkts * toll)
        now = self.elapsedTime()
        self._ocean_annual_revenue = self._ocean.integral(now - S_PER_YEAR, now)
        minted = state.totalOCEANminted()
        self._total_OCEAN_minted__per_tick.append(minted)
        self._total_OCEAN_burned__per_tick.append(state.totalOCEANburned())
        # All that was ever minted, at today's price.
        self._total_OCEAN_minted_USD__per_tick.append(minted * state.OCEANprice())
        self._total_OCEAN_burned_USD__per_tick.append(state.totalOCEANburnedUSD())

    def _toll(self, state: Any, allmkts: float) -> float:
        """What the network takes of sales, a fraction. A state of 2023 does not know it, but its strategy does."""
        if hasattr(state, "marketplacePercentTollToOcean"):
            toll: float = state.marketplacePercentTollToOcean()
            return toll
        return getattr(self, "ss", state.ss).networkRevenue(allmkts) / allmkts if allmkts else 0.0

    # ---- research and development

    def grantTakersMonthlyRevenueNow(self) -> float:
        """What grant takers spent in the last month: R&D."""
        return self._granttakers_revenue_per_tick__per_tick.integral(self._tick - self._ticksOneMonth(), self._tick)

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
        return self._revenue_per_marketplace_per_s__per_tick.rate(tick)

    def onemktMonthlyRevenueNow(self) -> float:
        return self._onemktRevenueOverInterval(*self._now(S_PER_MONTH))

    def onemktAnnualRevenueNow(self) -> float:
        return self._onemktRevenueOverInterval(*self._now(S_PER_YEAR))

    def onemktAnnualRevenueOneYearAgo(self) -> float:
        return self._onemktRevenueOverInterval(*self._ago(S_PER_YEAR))

    def _onemktRevenueOverInterval(self, t1: int, t2: int) -> float:
        return _overInterval(self._revenue_per_marketplace_per_s__per_tick, t1, t2)

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

    def _revenueOverInterval(self, t1: int, t2: int, revenue_per_s: Callable[[int], float]) -> float:
        """What flowed from second `t1` to second `t2`, both included, if `revenue_per_s` is tick → flow per second.

        The methods above do not need it: they know their integrals. KPIs derived from these may measure flows with it.
        """
        assert t2 > t1
        step, begin = self._time_step, max(0, t1)
        end = min(t2 + 1, self.elapsedTime())
        ticks = range(begin // step, ceil(end / step))
        return addUp((min(end, (i + 1) * step) - max(begin, i * step)) * revenue_per_s(i) for i in ticks)

    _salesOverInterval = _revenueOverInterval

    def _oceanRevenueOverInterval(self, t1: int, t2: int) -> float:
        return _overInterval(self._ocean, t1, t2)

    def _growth(self, s_window: int, now: float, before: float) -> float:
        # A window that began before the start is not comparable: it would show growth that is none.
        if self.elapsedTime() < 2 * s_window or before == 0.0:
            return INF
        return now / before - 1.0

    # ---- the same, by the names of the later version, in which markets' revenue is called consume sales

    @property
    def _consume_sales_per_marketplace_per_s__per_tick(self) -> RateHistory:
        return self._revenue_per_marketplace_per_s__per_tick

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
        return self._risen(self._total_OCEAN_minted__per_tick)

    def OCEANburnedPrevMonth(self) -> float:
        """OCEAN burned in the last month."""
        return self._risen(self._total_OCEAN_burned__per_tick)

    def OCEANmintedInUSDPrevMonth(self) -> float:
        """By how much the worth of all that was ever minted, each time at the price of the day, rose in a month."""
        return self._risen(self._total_OCEAN_minted_USD__per_tick)

    def OCEANburnedInUSDPrevMonth(self) -> float:
        """USD for which OCEAN were bought and burned in the last month."""
        return self._risen(self._total_OCEAN_burned_USD__per_tick)

    def _risen(self, totals: TickHistory) -> float:
        if not totals:
            return 0.0
        latest: float = totals[-1]
        n_month = self._ticksOneMonth()
        return latest - totals[-1 - n_month] if len(totals) > n_month else latest

    # ---- time

    def _lastMonth(self) -> TickHistory:
        return TickHistory(self._ticksOneMonth() + 1)

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


def _salesPerSecond(marketplaces: Any) -> float:
    """What one marketplace sells, USD per second, by its name of 2021 or of 2023."""
    names = ("revenuePerMarketplacePerSecond", "consumeSalesPerMarketplacePerSecond")
    sales: float = next(getattr(marketplaces, name) for name in names if hasattr(marketplaces, name))()
    return sales


def _overInterval(history: RateHistory, t1: int, t2: int) -> float:
    """What flowed from second `t1` to second `t2`, both included."""
    assert t2 > t1
    return history.integral(t1, t2 + 1)
