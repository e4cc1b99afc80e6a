"""oceanv4: publishers, a consumer, a staker and a speculator in the pools of Ocean Market V4. EVM. See about.md."""

from assets.netlists.oceanv4.KPIs import KPIs
from assets.netlists.oceanv4.logs import netlist_createLogData
from assets.netlists.oceanv4.plots import netlist_plotInstructions
from assets.netlists.oceanv4.SimState import SimState
from assets.netlists.oceanv4.SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
