"""`SimStrategy` of wsloop: what one would tune. about.md explains each value."""

from math import isfinite
from typing import Any

from assets.netlists.wsloop.revenue import REVENUE_MODELS, RevenueModel
from engine import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_YEAR
from util.errors import ParameterError

_FRACTIONS = (
    "percent_burn",
    "marketplace_percent_toll_to_ocean",
    "percent_consume_sales_for_network",
    "percent_swap_sales_for_network",
)
_ABOVE_ZERO = (
    "tau",
    "init_speculation_valuation",
    "INIT_OCEAN_SUPPLY",
    "eco_init_OCEAN",
    "eco_perc_to_create",
    "eco_s_between_create",
    "eco_s_between_unstake",
    "eco_s_between_sellDT",
    "eco_s_between_stakes",
    "eco_s_between_speculates",
    "eco_s_between_buys",
    "eco_max_agents",
)
_ABOVE_MINUS_ONE = ("growth_rate_if_0_sales", "max_growth_rate")
_ZERO_OR_MORE = (
    "init_n_marketplaces",
    "init_revenue_per_marketplace_per_month",
    "swap_to_consume_sales_ratio",
    "p_s_ratio",
    "eco_profit_margin_on_consume",
)
# With it begin the names of what a DataecosystemAgent takes.
_ECO = "eco_"
_DATA_ECOSYSTEMS = ("model", "agents")


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """The parameters of the loop. "Percent" in a name is a fraction here, 0 to 1, as in the reference.

    Setting `revenue_model` also sets time step, length and log interval to those of the model, so set it first.
    A name with an underscore before it, as some had in the reference, is the same value: `ss._percent_burn = 0.1`.

    Args:
        revenue_model: "2021", a toll on sales, or "2023", fees on sales and swaps.
    """

    def __init__(self, revenue_model: str = "2021") -> None:
        super().__init__()
        self.revenue_model = revenue_model

        # Growth of marketplaces per year, fractions, and the R&D to sales ratio at which half of the gap is closed.
        self.growth_rate_if_0_sales: float = -0.118
        self.max_growth_rate: float = 0.415
        self.tau: float = 0.6

        # Marketplaces at the start, and what one of them sells, USD per month.
        self.init_n_marketplaces: int = 1
        self.init_revenue_per_marketplace_per_month: float = 20e3

        # What the network earns: "2021" has the first of these, "2023" the others.
        self.marketplace_percent_toll_to_ocean: float = 0.002
        self.percent_consume_sales_for_network: float = 0.03
        self.percent_swap_sales_for_network: float = 0.001
        self.swap_to_consume_sales_ratio: float = 100.0

        # Where sales come from: "model", a number that grows, or "agents", who trade on chain. The rest is for these.
        self.data_ecosystem: str = "model"
        self._setEcosystem()

        # What of it is spent on burning OCEAN; the DAO gets the rest.
        self.percent_burn: float = 0.05

        # What the network is worth: USD per USD of annual revenue; hope at the start, USD, and its growth.
        self.p_s_ratio: float = 30.0
        self.init_speculation_valuation: float = 150e6
        self.percent_increase_speculation_valuation_per_s: float = 0.10 / S_PER_YEAR

        # OCEAN.
        self.TOTAL_OCEAN_SUPPLY: float = 1.41e9
        self.INIT_OCEAN_SUPPLY: float = 0.49 * self.TOTAL_OCEAN_SUPPLY
        self.UNMINTED_OCEAN_SUPPLY: float = self.TOTAL_OCEAN_SUPPLY - self.INIT_OCEAN_SUPPLY

        # Treasuries of the Ocean Protocol Foundation (OPF) and of BigchainDB (BDB), USD and OCEAN.
        self.OPF_TREASURY_USD: float = 2e6
        self.OPF_TREASURY_OCEAN: float = 200e6
        self.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO: float = 100e6
        self.OPF_TREASURY_OCEAN_FOR_OPF_MGMT: float = self.OPF_TREASURY_OCEAN - self.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO
        self.BDB_TREASURY_USD: float = 2e6
        self.BDB_TREASURY_OCEAN: float = 20e6

    def _setEcosystem(self) -> None:
        # OCEAN of each newcomer: with so many, the first month's sales are of the model's size.
        self.eco_init_OCEAN: float = 100e3
        # Publishers: part of that with which they publish again, and times between their deeds, seconds.
        self.eco_perc_to_create: float = 0.2
        self.eco_s_between_create: int = 7 * S_PER_DAY
        self.eco_s_between_unstake: int = 3 * S_PER_DAY
        self.eco_s_between_sellDT: int = 15 * S_PER_DAY
        # The others: times between their deeds, and what data bring beyond what they cost, a fraction.
        self.eco_s_between_stakes: int = 8 * S_PER_HOUR
        self.eco_s_between_speculates: int = S_PER_DAY
        self.eco_s_between_buys: int = 3 * S_PER_DAY
        self.eco_profit_margin_on_consume: float = 0.2
        # Of each kind, pools included.
        self.eco_max_agents: int = 50

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") and name[1:] in vars(self):
            name = name[1:]
        if name == "revenue_model":
            self._follow(value)
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there.
        if name.startswith("_") and name[1:] in vars(self):
            return vars(self)[name[1:]]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def check(self) -> None:
        """Called when a state is made of it.

        Raises:
            ParameterError: a value with which the loop makes no sense.
        """
        for names, fits, wanted in (
            (_FRACTIONS, lambda x: 0 <= x <= 1, "a fraction, 0 to 1"),
            (_ABOVE_ZERO, lambda x: x > 0, "above zero"),
            (_ABOVE_MINUS_ONE, lambda x: x > -1, "above -1, which means that all vanishes within a year"),
            (_ZERO_OR_MORE, lambda x: x >= 0, "zero or more"),
        ):
            for name in names:
                value = getattr(self, name)
                if not (fits(value) and isfinite(value)):
                    raise ParameterError(f"{name} cannot be {value}", f"it is {wanted}", "look at about.md of wsloop")
        if self.data_ecosystem not in _DATA_ECOSYSTEMS:
            known = " and ".join(_DATA_ECOSYSTEMS)
            raise ParameterError(f"there is no data ecosystem {self.data_ecosystem!r}", f"there are {known}")

    def ecosystem(self) -> dict[str, Any]:
        """What a DataecosystemAgent takes of these parameters: its name of each → value."""
        given = {name[len(_ECO) :]: value for name, value in vars(self).items() if name.startswith(_ECO)}
        return {**given, "count_swaps": self._model().counts_swaps}

    # ---- growth

    def annualMktsGrowthRate(self, ratio_RND_to_sales: float) -> float:
        """By what fraction marketplaces grow in a year, in number as well as in sales of each.

        Args:
            ratio_RND_to_sales: R&D spending per revenue of the network, zero to INF.
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

    # ---- the revenue model

    def _model(self) -> RevenueModel:
        return REVENUE_MODELS[self.revenue_model]

    def _follow(self, revenue_model: str) -> None:
        """Takes up time step, length and log interval of that model."""
        if revenue_model not in REVENUE_MODELS:
            known = " and ".join(REVENUE_MODELS)
            raise ParameterError(f"there is no revenue model {revenue_model!r}", f"there are {known}")
        REVENUE_MODELS[revenue_model].setClock(self)
