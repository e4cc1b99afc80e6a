"""Revenue models: how the network earns, what it is then worth, and what of that is logged and plotted.

A strategy names one of `REVENUE_MODELS`; everything else in this netlist is the same for all of them.
"""

from abc import ABC, abstractmethod
from typing import Any

from util.constants import S_PER_DAY, S_PER_HOUR
from util.plotutil import DIV1M, DOLLAR, LOG, YParam
from util.strutil import prettyBigNum

# Days per month in the column of sales per day, as in the reference; a month is 30 days everywhere else.
_DAYS_PER_MONTH = 30.5


class RevenueModel(ABC):
    """What distinguishes one way of earning from another.

    Attributes:
        x_label: the column of time that plots are drawn over.
        ratio_column, ratio_label: what R&D per revenue is called, in data.csv and in a legend.
        clock: time step, length and log interval, as a preset of the strategy sets them.
        counts_swaps: whether, where sales are measured, swaps are part of what it takes a toll of.
    """

    x_label: str
    ratio_column: str
    ratio_label: str
    counts_swaps: bool
    clock: dict[str, Any]

    @abstractmethod
    def networkRevenue(self, ss: Any, consume_sales: float) -> float:
        """USD that the network earns when marketplaces sell for `consume_sales` USD; proportional to it."""

    @abstractmethod
    def overallValuation(self, fundamentals: float, speculation: float) -> float:
        """What the network is worth by its revenue and by hope, USD."""

    @abstractmethod
    def columns(self, state: Any) -> dict[str, float]:
        """Columns of sales and revenue, name → value, USD."""

    @abstractmethod
    def texts(self, row: dict[str, float]) -> list[str]:
        """What the console shows of them; `row` has all columns."""

    @abstractmethod
    def plots(self) -> list[YParam]:
        """Plots of them."""


class Toll(RevenueModel):
    """2021: a toll on what marketplaces sell. Fundamentals and speculation add up."""

    x_label = "Day"
    ratio_column = "rnd_to_sales_ratio"
    ratio_label = "R&D/sales ratio"
    counts_swaps = True
    clock = {"time_step": S_PER_HOUR, "max_ticks": lambda ss: ss.ticksIn(10, "days"), "log_interval": S_PER_DAY}

    def networkRevenue(self, ss: Any, consume_sales: float) -> float:
        revenue: float = ss.marketplace_percent_toll_to_ocean * consume_sales
        return revenue

    def overallValuation(self, fundamentals: float, speculation: float) -> float:
        return fundamentals + speculation

    def columns(self, state: Any) -> dict[str, float]:
        kpis = state.kpis
        return {
            "onemkt_rev/mo": kpis.onemktMonthlyRevenueNow(),
            "onemkt_rev/yr": kpis.onemktAnnualRevenueNow(),
            "allmkts_rev/mo": kpis.allmktsMonthlyRevenueNow(),
            "allmkts_rev/yr": kpis.allmktsAnnualRevenueNow(),
            "ocean_rev/mo": kpis.oceanMonthlyRevenueNow(),
            "ocean_rev/yr": kpis.oceanAnnualRevenueNow(),
            "ocean_rev_growth/mo": kpis.oceanMonthlyRevenueGrowth(),
            "ocean_rev_growth/yr": kpis.oceanAnnualRevenueGrowth(),
            "ps30_valuation": kpis.valuationPS(30.0),
        }

    def texts(self, row: dict[str, float]) -> list[str]:
        return [f"; ocean revenue=${prettyBigNum(row['ocean_rev/mo'], False)}/mo"]

    def plots(self) -> list[YParam]:
        columns, labels = ["ocean_rev/yr", "allmkts_rev/yr"], ["Ocean", "All marketplaces"]
        return [YParam(columns, labels, "Annual Revenue", LOG, DIV1M, DOLLAR)]


class Fees(RevenueModel):
    """2023: fees on data sold and on swaps of datatokens. Fundamentals are a floor below speculation."""

    x_label = "Year"
    ratio_column = "rnd_to_cons_sales_ratio"
    ratio_label = "R&D/consume_sales ratio"
    # Swaps have their own fee here, for as many as come with the data sold.
    counts_swaps = False
    clock = {"time_step": S_PER_DAY, "max_ticks": lambda ss: ss.ticksIn(2, "years"), "log_interval": 10 * S_PER_DAY}

    def networkRevenue(self, ss: Any, consume_sales: float) -> float:
        of_consume: float = ss.percent_consume_sales_for_network * consume_sales
        of_swaps: float = ss.percent_swap_sales_for_network * ss.swapSales(consume_sales)
        return of_consume + of_swaps

    def overallValuation(self, fundamentals: float, speculation: float) -> float:
        return max(fundamentals, speculation)

    def columns(self, state: Any) -> dict[str, float]:
        kpis, ss = state.kpis, state.ss
        monthly, annual = kpis.allmktsMonthlyConsumeSalesNow(), kpis.allmktsAnnualConsumeSalesNow()
        daily = monthly / _DAYS_PER_MONTH
        return {
            "onemkt_cons_sales/mo": kpis.onemktMonthlyConsumeSalesNow(),
            "onemkt_cons_sales/yr": kpis.onemktAnnualConsumeSalesNow(),
            "allmkts_cons_sales/mo": monthly,
            "allmkts_cons_sales/yr": annual,
            "allmkts_tot_sales/day": ss.totalSales(daily),
            "allmkts_tot_sales/mo": ss.totalSales(monthly),
            "allmkts_tot_sales/yr": ss.totalSales(annual),
            "tot_staked": ss.totalStaked(daily),
            "network_rev/mo": kpis.monthlyNetworkRevenueNow(),
            "network_rev/yr": kpis.annualNetworkRevenueNow(),
            "network_rev_growth/mo": kpis.monthlyNetworkRevenueGrowth(),
            "network_rev_growth/yr": kpis.annualNetworkRevenueGrowth(),
        }

    def texts(self, row: dict[str, float]) -> list[str]:
        return [
            f"; staked=${prettyBigNum(row['tot_staked'], False)}",
            f"; network revenue=${prettyBigNum(row['network_rev/mo'], False)}/mo",
        ]

    def plots(self) -> list[YParam]:
        columns = ["network_rev/yr", "allmkts_cons_sales/yr", "allmkts_tot_sales/yr"]
        labels = ["Network Revenue", "All marketplaces consume sales", "All marketplaces total sales"]
        staked = ["USD worth of OCEAN"]
        return [
            YParam(columns, labels, "Annual Revenue or Sales", LOG, DIV1M, DOLLAR),
            YParam(["tot_staked"], staked, "Total OCEAN Staked (in USD)", LOG, DIV1M, DOLLAR),
        ]


REVENUE_MODELS: dict[str, RevenueModel] = {"2021": Toll(), "2023": Fees()}
