"""simplepool: a publisher creates datatokens and Balancer pools, and lives on them. EVM. See about.md."""

from typing import Any

from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from engine import KPIsBase, SimStateBase, SimStrategyBase
from util.constants import S_PER_HOUR
from util.errors import ParameterError
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList
from util.strutil import prettyBigNum


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: the publisher's money, and how its pools are made."""

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(20, "days")
        self.pub_init_OCEAN: float = 10000.0
        # Minted for each pool, and how many of them go into it.
        self.DT_init: float = 1000.0
        self.DT_stake: float = 20.0
        # In a pool; Balancer shows them as 30 % and 70 %.
        self.pool_weight_DT: float = 3.0
        self.pool_weight_OCEAN: float = 7.0


class SimState(SimStateBase.SimStateBase):
    """One publisher at the start; it adds an agent for each pool that it creates."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        _checkWeights(self.ss)
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
        YParam(["publisher_OCEAN"], ["OCEAN"], "publisher_OCEAN", LINEAR, MULT1, OCEAN),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
    ]
    return "Day", x, y_params


def _checkWeights(ss: SimStrategy) -> None:
    total = ss.pool_weight_DT + ss.pool_weight_OCEAN
    if abs(total - 10.0) > 1e-9:
        why = f"pool_weight_DT + pool_weight_OCEAN is {total}"
        raise ParameterError("the pool weights do not fit", why, "two weights that add up to 10")
