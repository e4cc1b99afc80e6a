"""oceanv3: publishers, a consumer, a staker and a speculator in the pools of Ocean Market V3. EVM. See about.md."""

from .campaign import (
    netlist_corners,
    netlist_events,
    netlist_measures,
    netlist_parameters,
    netlist_rates,
    netlist_specs,
)
from .KPIs import KPIs
from .logs import netlist_createLogData
from .plots import netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += [
    "netlist_corners",
    "netlist_events",
    "netlist_measures",
    "netlist_parameters",
    "netlist_rates",
    "netlist_specs",
]
