"""`SimStrategy` of wsloop: what one would tune."""

from typing import Any

from engine import SimStrategyBase
from engine.Parameter import computed, parameter, parametersOf, preset
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_YEAR
from util.errors import ParameterError
from util.mathutil import addUp

from .revenue import REVENUE_MODELS, RevenueModel

# With it begin the names of what a DataecosystemAgent takes.
_ECO = "eco_"
_DATA_ECOSYSTEMS = ("model", "agents")
_CLOCKS = {name: model.clock for name, model in REVENUE_MODELS.items()}
# Sums of floats are compared with this much leeway.
_LEEWAY = 1 + 1e-12


class _Alias:
    """A parameter by its name with an underscore before it.

    A `__getattr__` would do the same for all of them, and make every other value three times as slow to read.
    """

    def __init__(self, name: str):
        self._name = name

    def __get__(self, ss: Any, owner: type) -> Any:
        return self if ss is None else getattr(ss, self._name)

    def __set__(self, ss: Any, value: Any) -> None:
        setattr(ss, self._name, value)


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """The parameters of the loop. "Percent" in a name is a fraction here, 0 to 1, as in the reference.

    A name with an underscore before it, as some had in the reference, is the same value: `ss._percent_burn = 0.1`.

    Args:
        revenue_model: "2021", a toll on sales, or "2023", fees on sales and swaps.
    """

    revenue_model: str = preset("2021", _CLOCKS, "how the network earns: a toll on sales, or fees on sales and swaps")

    growth_rate_if_0_sales: float = parameter(
        -0.118, "per year", "growth without R&D, of the number of marketplaces and of the sales of each", above=-1
    )
    max_growth_rate: float = parameter(0.415, "per year", "the same with unlimited R&D", above=-1)
    tau: float = parameter(0.6, "", "R&D/sales ratio that closes half of the gap between the two", above=0)

    init_n_marketplaces: int = parameter(1, "marketplaces", "how many there are at the start", lo=0)
    init_revenue_per_marketplace_per_month: float = parameter(
        20e3, "USD per month", "what one of them sells at the start", lo=0
    )

    marketplace_percent_toll_to_ocean: float = parameter(
        0.002, "fraction", "model 2021: what the network takes of sales", lo=0, hi=1
    )
    percent_consume_sales_for_network: float = parameter(
        0.03, "fraction", "model 2023: what the network takes of data sold", lo=0, hi=1
    )
    percent_swap_sales_for_network: float = parameter(
        0.001, "fraction", "model 2023: what the network takes of swaps", lo=0, hi=1
    )
    swap_to_consume_sales_ratio: float = parameter(100.0, "USD per USD", "model 2023: swaps per data sold", lo=0)

    percent_burn: float = parameter(
        0.05, "fraction", "part of the network's revenue that burns OCEAN; ocean_dao gets the rest", lo=0, hi=1
    )

    p_s_ratio: float = parameter(30.0, "years", "price/sales: worth of the network per annual revenue", lo=0)
    init_speculation_valuation: float = parameter(
        150e6, "USD", "what people hope the network is worth, at the start", above=0
    )
    percent_increase_speculation_valuation_per_s: float = parameter(
        0.10 / S_PER_YEAR, "per s", "how that grows, compounded each tick"
    )

    TOTAL_OCEAN_SUPPLY: float = parameter(1.41e9, "OCEAN", "all that will ever exist", above=0)
    INIT_OCEAN_SUPPLY: float = computed(
        lambda ss: 0.49 * ss.TOTAL_OCEAN_SUPPLY, "OCEAN", "supply at the start, by default 49 % of the total", above=0
    )
    UNMINTED_OCEAN_SUPPLY: float = computed(
        lambda ss: ss.TOTAL_OCEAN_SUPPLY - ss.INIT_OCEAN_SUPPLY,
        "OCEAN",
        "what ocean_51 mints, by default the rest of the total",
        lo=0,
    )

    # Treasuries of the Ocean Protocol Foundation (OPF) and of BigchainDB (BDB).
    OPF_TREASURY_USD: float = parameter(2e6, "USD", "the foundation's treasury, for opf_mgmt", lo=0)
    OPF_TREASURY_OCEAN: float = parameter(200e6, "OCEAN", "the foundation's treasury", lo=0)
    OPF_TREASURY_OCEAN_FOR_OCEAN_DAO: float = parameter(100e6, "OCEAN", "its part for ocean_dao", lo=0)
    OPF_TREASURY_OCEAN_FOR_OPF_MGMT: float = computed(
        lambda ss: ss.OPF_TREASURY_OCEAN - ss.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO,
        "OCEAN",
        "its part for opf_mgmt, by default the rest",
        lo=0,
    )
    BDB_TREASURY_USD: float = parameter(2e6, "USD", "BigchainDB's treasury", lo=0)
    BDB_TREASURY_OCEAN: float = parameter(20e6, "OCEAN", "BigchainDB's treasury", lo=0)

    data_ecosystem: str = parameter(
        "model",
        "",
        "where sales come from: a number that grows, or agents who trade on chain",
        choices=_DATA_ECOSYSTEMS,
    )
    eco_init_OCEAN: float = parameter(
        100e3, "OCEAN", "what each newcomer brings; sales are proportional to it", above=0
    )
    eco_perc_to_create: float = parameter(
        0.2, "fraction", "part of that with which a publisher publishes again", above=0, hi=1
    )
    eco_s_between_create: int = parameter(7 * S_PER_DAY, "s", "publishers: time between two pools", lo=1)
    eco_s_between_unstake: int = parameter(3 * S_PER_DAY, "s", "publishers: time between two unstakings", lo=1)
    eco_s_between_sellDT: int = parameter(15 * S_PER_DAY, "s", "publishers: time between two sales", lo=1)
    eco_s_between_stakes: int = parameter(8 * S_PER_HOUR, "s", "stakers: time between two actions", lo=1)
    eco_s_between_speculates: int = parameter(S_PER_DAY, "s", "speculators: time between two actions", lo=1)
    eco_s_between_buys: int = parameter(3 * S_PER_DAY, "s", "consumers: time between two purchases", lo=1)
    eco_profit_margin_on_consume: float = parameter(
        0.2, "fraction of cost", "consumers: profit on what they pay for data", lo=0
    )
    eco_max_agents: int = parameter(50, "agents", "the most of each kind, pools included", lo=1)

    def __init__(self, revenue_model: str = "2021") -> None:
        super().__init__()
        self.revenue_model = revenue_model

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _addAliases(cls)

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not isinstance(getattr(type(self), name, None), _Alias)]

    def check(self) -> None:
        """Refuses what contradicts itself.

        Raises:
            ParameterError: there are more OCEAN than there will ever be, or hope is lost at once.
        """
        supply = addUp([self.INIT_OCEAN_SUPPLY, self.UNMINTED_OCEAN_SUPPLY])
        if supply > self.TOTAL_OCEAN_SUPPLY * _LEEWAY:
            raise ParameterError(
                "INIT_OCEAN_SUPPLY + UNMINTED_OCEAN_SUPPLY is more than TOTAL_OCEAN_SUPPLY",
                f"{supply} is more than {self.TOTAL_OCEAN_SUPPLY}",
                "a larger TOTAL_OCEAN_SUPPLY",
            )
        lost_per_tick = -self.percent_increase_speculation_valuation_per_s * self.time_step
        if lost_per_tick >= 1:
            name = "percent_increase_speculation_valuation_per_s"
            raise ParameterError(f"{name} cannot be {getattr(self, name)}", "all hope would be lost within a tick")

    def ecosystem(self) -> dict[str, Any]:
        """What a DataecosystemAgent takes of these parameters: its name of each → value."""
        names = [name for name in parametersOf(type(self)) if name.startswith(_ECO)]
        given = {name[len(_ECO) :]: getattr(self, name) for name in names}
        return {**given, "count_swaps": self._model().counts_swaps}

    # ---- growth

    def annualMktsGrowthRate(self, ratio_RND_to_sales: float) -> float:
        """By what fraction marketplaces grow in a year, in number as well as in sales of each.

        Args:
            ratio_RND_to_sales: R&D spending per revenue of the network, zero to INF.
        Source: Ocean Protocol's reference simulation of 2021.
        """
        g0, gmax = self.growth_rate_if_0_sales, self.max_growth_rate
        growth: float = g0 + (gmax - g0) * (1.0 - 0.5 ** (ratio_RND_to_sales / self.tau))
        return growth

    # ---- sales and revenue; any span of time, the same for argument and result

    def networkRevenue(self, consume_sales: float) -> float:
        """USD that the network earns when marketplaces sell data for `consume_sales` USD."""
        return self._model().networkRevenue(self, consume_sales)

    def swapSales(self, consume_sales: float) -> float:
        """USD of swaps of datatokens that come with `consume_sales` USD of data sold."""
        return self.swap_to_consume_sales_ratio * consume_sales

    def totalSales(self, consume_sales: float) -> float:
        """Both together, USD."""
        return consume_sales + self.swapSales(consume_sales)

    def totalStaked(self, daily_consume_sales: float) -> float:
        """Worth of OCEAN staked, USD: as much as is traded in a day."""
        return self.totalSales(daily_consume_sales)

    def percentToBurn(self) -> float:
        """Share of revenue for burning; a fraction."""
        return self.percent_burn

    def percentToOceanDao(self) -> float:
        """Share of revenue for the DAO; a fraction."""
        return 1.0 - self.percent_burn

    # ---- valuation

    def fundamentalsValuation(self, annual_revenue: float) -> float:
        """What the network is worth by what it earns, USD."""
        return annual_revenue * self.p_s_ratio

    def overallValuation(self, fundamentals: float, speculation: float) -> float:
        """What it is worth by what it earns and by what people hope, USD."""
        return self._model().overallValuation(fundamentals, speculation)

    def _model(self) -> RevenueModel:
        return REVENUE_MODELS[self.revenue_model]


def _addAliases(strategy: type) -> None:
    """Gives a strategy's parameters their second names."""
    for name in parametersOf(strategy):
        if not hasattr(strategy, f"_{name}"):
            setattr(strategy, f"_{name}", _Alias(name))


_addAliases(SimStrategy)
