"""oceanv3: publishers, a consumer, a staker and a speculator in the pools of Ocean Market V3. EVM. See about.md."""

from assets.netlists.oceanv3.KPIs import KPIs
from assets.netlists.oceanv3.logs import netlist_createLogData
from assets.netlists.oceanv3.plots import netlist_plotInstructions
from assets.netlists.oceanv3.SimState import SimState
from assets.netlists.oceanv3.SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
