"""`MarketplacesAgent`: all data marketplaces together, which grow and pay a toll on their sales."""

from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_YEAR
from util.errors import ParameterError
from util.oldkeywords import oldKeywords
from util.types import enforce_types


@enforce_types
class MarketplacesAgent(AgentBaseNoEvm):
    """The number of marketplaces and the sales of each grow, and a toll is paid on them.

    The marketplaces' own money is not modelled: the toll comes from outside, and the toll agent receives it. Needs
    `state.kpis.mktsRNDToSalesRatio()` and `state.ss.annualMktsGrowthRate()`, and for the toll
    `state.marketplacePercentTollToOcean()` or, as in 2023, `state.ss.networkRevenue(sales)`.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start; it stays there.
        toll_agent_name: the agent that receives the toll, in USD.
        n_marketplaces: number of marketplaces at the start; need not be whole.
        revenue_per_marketplace_per_s: what one of them sells, USD per second, at the start.
        time_step: seconds per tick.
    """

    @oldKeywords(sales_per_marketplace_per_s="revenue_per_marketplace_per_s")
    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        toll_agent_name: str,
        n_marketplaces: float,
        revenue_per_marketplace_per_s: float,
        time_step: int,
    ):
        super().__init__(name, USD, OCEAN)
        self._toll_agent_name = toll_agent_name
        self._n_marketplaces = n_marketplaces
        self._revenue_per_marketplace_per_s = revenue_per_marketplace_per_s
        self._time_step = time_step

    def numMarketplaces(self) -> float:
        """Number of marketplaces."""
        return self._n_marketplaces

    def revenuePerMarketplacePerSecond(self) -> float:
        """What one marketplace sells, USD per second."""
        return self.consumeSalesPerMarketplacePerSecond()

    def consumeSalesPerMarketplacePerSecond(self) -> float:
        """What one marketplace sells, USD per second, under its name of 2023."""
        return self._revenue_per_marketplace_per_s

    def takeStep(self, state) -> None:
        growth = self._growthInTick(state)
        # Both grow, so total sales grow by the square.
        self._n_marketplaces *= growth
        self._revenue_per_marketplace_per_s *= growth
        self._payToll(state)

    def _payToll(self, state) -> None:
        sales = self._consumeSalesPerTick()
        if hasattr(state, "marketplacePercentTollToOcean"):
            toll = sales * state.marketplacePercentTollToOcean()
        else:
            toll = state.ss.networkRevenue(sales)
        state.getAgent(self._toll_agent_name).receiveUSD(toll)

    def _consumeSalesPerTick(self) -> float:
        """The same as `_salesPerTick`; subclasses written for 2023 override this one."""
        return self._salesPerTick()

    def _salesPerTick(self) -> float:
        """What all marketplaces sell in a tick, USD."""
        return self._n_marketplaces * self._revenue_per_marketplace_per_s * self._time_step

    @property
    def _consume_sales_per_marketplace_per_s(self) -> float:
        """`_revenue_per_marketplace_per_s`, under its name of 2023."""
        return self._revenue_per_marketplace_per_s

    @_consume_sales_per_marketplace_per_s.setter
    def _consume_sales_per_marketplace_per_s(self, sales: float) -> None:
        self._revenue_per_marketplace_per_s = sales

    def _growthInTick(self, state) -> float:
        """Growth factor of marketplaces in this tick."""
        ratio = state.kpis.mktsRNDToSalesRatio()
        return 1.0 + self._growthRatePerTick(state.ss.annualMktsGrowthRate(ratio))

    def _growthRatePerTick(self, g_per_year: float) -> float:
        """Growth in one tick that compounds to `g_per_year` in a year.

        Args:
            g_per_year: annual growth, fraction; -1 < g. 0.05 means 5 % a year.
        Returns:
            Fraction per tick, of the same sign.
        Raises:
            ParameterError: g_per_year <= -1: the markets would vanish.
        Source: compound growth, (1 + g_per_tick) ** ticks_per_year = 1 + g_per_year.
        """
        if not g_per_year > -1.0:
            raise ParameterError(
                f"{self.name} cannot grow by {g_per_year} a year",
                "at -1 or below nothing would be left",
                "a growth rate above -1",
            )
        ticks_per_year = S_PER_YEAR / self._time_step
        return (g_per_year + 1.0) ** (1.0 / ticks_per_year) - 1.0
