"""simplegrant: one agent gives grants, another takes them. No EVM. See about.md."""

from typing import Any

from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.GrantTakingAgent import GrantTakingAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_DAY, S_PER_HOUR
from util.plotutil import DOLLAR, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: how much is granted, when, and in how many parts."""

    granter_init_OCEAN: float = parameter(1.0, "OCEAN", "what the granter gives away in total", lo=0)
    granter_s_between_grants: int = parameter(3 * S_PER_DAY, "s", "time from one grant to the next", lo=0)
    granter_n_actions: int = parameter(4, "grants", "number of equal grants", lo=1)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(10, "days")


class SimState(SimStateBase.SimStateBase):
    """Wires granter1 to taker1."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        self.addAgent(
            GrantGivingAgent(
                name="granter1",
                USD=0.0,
                OCEAN=self.ss.granter_init_OCEAN,
                receiving_agent_name="taker1",
                s_between_grants=self.ss.granter_s_between_grants,
                n_actions=self.ss.granter_n_actions,
            )
        )
        self.addAgent(GrantTakingAgent(name="taker1", USD=0.0, OCEAN=0.0))
        self.kpis = KPIs(self.ss.time_step)

    def OCEANprice(self) -> float:
        """USD per OCEAN."""
        return 1.0


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the agents."""


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    granter = state.getAgent("granter1")
    text = [f"; granter OCEAN={granter.OCEAN()}, USD={granter.USD()}"]
    return text, ["granter_OCEAN", "granter_USD"], [granter.OCEAN(), granter.USD()]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    y_params = [
        YParam(["granter_OCEAN"], ["OCEAN"], "granter_OCEAN", LINEAR, MULT1, OCEAN, title="OCEAN of the granter"),
        YParam(["granter_USD"], ["USD"], "granter_USD", LINEAR, MULT1, DOLLAR, title="USD of the granter"),
    ]
    return "Day", x, y_params


# What campaigns may vary, measure and ask for.
netlist_rates = "per second"
netlist_parameters = {
    "granter_n_actions": "design(1, 10)",
    "granter_init_OCEAN": "design(0.5, 5.0)",
    "granter_s_between_grants": "worst(43200, 432000)",
}
netlist_measures = {"left": "final(granter_OCEAN)", "held_on_average": "mean(granter_OCEAN)"}
netlist_specs = {"all is granted": "left <= 1e-9"}
netlist_corners = {"rarely": {"granter_s_between_grants": 432_000}, "in small parts": {"granter_n_actions": 10}}
