"""simplepool: a publisher creates datatokens and Balancer pools, and lives on them. EVM. See about.md."""

from typing import Any

from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_HOUR
from util.errors import ParameterError
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList
from util.strutil import prettyBigNum


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: the publisher's money, and how its pools are made."""

    pub_init_OCEAN: float = parameter(10000.0, "OCEAN", "what the publisher holds at the start", lo=0)
    DT_init: float = parameter(1000.0, "DT", "datatokens minted for each pool", above=0)
    DT_stake: float = parameter(20.0, "DT", "how many of them go into the pool", above=0)
    # Balancer shows them as 30 % and 70 %.
    pool_weight_DT: float = parameter(3.0, "", "weight of the datatokens in a pool", lo=1, hi=9)
    pool_weight_OCEAN: float = parameter(7.0, "", "weight of the OCEAN in a pool", lo=1, hi=9)

    # Names of 2021, which nothing used then either.
    OCEAN_init = property(lambda ss: 1000.0)
    OCEAN_stake = property(lambda ss: 200.0)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(20, "days")

    def check(self) -> None:
        """Refuses pools that cannot be made.

        Raises:
            ParameterError: the weights do not add up to 10, or more datatokens are staked than minted.
        """
        total = self.pool_weight_DT + self.pool_weight_OCEAN
        if abs(total - 10.0) > 1e-9:
            why = f"pool_weight_DT + pool_weight_OCEAN is {total}"
            raise ParameterError("the pool weights do not fit", why, "two weights that add up to 10")
        if self.DT_stake > self.DT_init:
            why = f"DT_stake is {self.DT_stake}, DT_init is {self.DT_init}"
            raise ParameterError("the publisher cannot stake more datatokens than it mints", why, "a lower DT_stake")


class SimState(SimStateBase.SimStateBase):
    """One publisher at the start; it adds an agent for each pool that it creates."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        pub_ss = PublisherStrategy(
            DT_init=self.ss.DT_init,
            DT_stake=self.ss.DT_stake,
            pool_weight_DT=self.ss.pool_weight_DT,
            pool_weight_OCEAN=self.ss.pool_weight_OCEAN,
        )
        self.addAgent(PublisherAgent(name="pub1", USD=0.0, OCEAN=self.ss.pub_init_OCEAN, pub_ss=pub_ss))
        self.kpis = KPIs(self.ss.time_step)


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the agents."""


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    publisher_OCEAN = state.getAgent("pub1").OCEAN()
    n_pools = len(state.agents.filterToPool())
    text = [f"; publisher OCEAN={prettyBigNum(publisher_OCEAN, False)}", f", # pools={n_pools}"]
    return text, ["publisher_OCEAN", "n_pools"], [publisher_OCEAN, n_pools]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    y_params = [
        YParam(["publisher_OCEAN"], ["OCEAN"], "publisher_OCEAN", LINEAR, MULT1, OCEAN, title="OCEAN of the publisher"),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT, title="Pools"),
    ]
    return "Day", x, y_params


# What campaigns may vary, measure and ask for.
netlist_rates = "per second"
netlist_parameters = {
    "DT_stake": "design(5.0, 100.0)",
    "pub_init_OCEAN": "normal(10000, 1000, lo=1000)",
}
netlist_measures = {
    "OCEAN_left": "final(publisher_OCEAN)",
    "least_OCEAN": "smallest(publisher_OCEAN)",
    "pools": "final(n_pools)",
}
netlist_specs = {"two pools": "pools >= 2", "it gets OCEAN back": "OCEAN_left >= 1500"}
netlist_corners = {"equal weights": {"pool_weight_DT": 5.0, "pool_weight_OCEAN": 5.0}, "few DT": {"DT_stake": 5.0}}
