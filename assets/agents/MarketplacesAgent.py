"""`MarketplacesAgent`: all data marketplaces together, which grow and pay a toll on what they sell."""

from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_YEAR
from util.errors import ParameterError
from util.types import enforce_types


@enforce_types
class MarketplacesAgent(AgentBaseNoEvm):
    """Grows in number of marketplaces and in sales of each, and pays a toll.

    Their own money is outside of the model: the toll comes in from there, at the agent who takes it. Needs
    `state.kpis.mktsRNDToSalesRatio()`, `state.ss.annualMktsGrowthRate()` and `state.marketplacePercentTollToOcean()`.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start; it stays there.
        toll_agent_name: who gets the toll, in USD.
        n_marketplaces: how many there are at the start; fractions of one are fine.
        revenue_per_marketplace_per_s: what one of them sells, USD per second, at the start.
        time_step: seconds per tick.
    """

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
        """How many marketplaces there are."""
        return self._n_marketplaces

    def revenuePerMarketplacePerSecond(self) -> float:
        """What one marketplace sells, USD per second."""
        return self._revenue_per_marketplace_per_s

    def consumeSalesPerMarketplacePerSecond(self) -> float:
        """The same, by the name it has where sales of data to consumers are told from swaps."""
        return self._revenue_per_marketplace_per_s

    def takeStep(self, state) -> None:
        growth = self._growthInTick(state)
        # Both grow, so what is sold in total grows by the square.
        self._n_marketplaces *= growth
        self._revenue_per_marketplace_per_s *= growth
        self._payToll(state)

    def _payToll(self, state) -> None:
        toll = self._salesPerTick() * state.marketplacePercentTollToOcean()
        state.getAgent(self._toll_agent_name).receiveUSD(toll)

    def _salesPerTick(self) -> float:
        """What all marketplaces sell in a tick, USD."""
        return self._n_marketplaces * self._revenue_per_marketplace_per_s * self._time_step

    def _growthInTick(self, state) -> float:
        """Factor by which marketplaces grow in this tick."""
        ratio = state.kpis.mktsRNDToSalesRatio()
        return 1.0 + self._growthRatePerTick(state.ss.annualMktsGrowthRate(ratio))

    def _growthRatePerTick(self, g_per_year: float) -> float:
        """Growth in one tick that compounds to `g_per_year` in a year.

        Args:
            g_per_year: annual growth, fraction; -1 < g. 0.05 means 5 % a year.
        Returns:
            Fraction per tick, of the same sign.
        Raises:
            ParameterError: the markets would vanish.
        """
        if not g_per_year > -1.0:
            raise ParameterError(
                f"{self.name} cannot grow by {g_per_year} a year",
                "from -1 on downward nothing would be left",
                "a growth rate above -1",
            )
        ticks_per_year = S_PER_YEAR / self._time_step
        return (g_per_year + 1.0) ** (1.0 / ticks_per_year) - 1.0
