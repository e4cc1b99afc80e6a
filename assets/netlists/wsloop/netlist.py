"""wsloop: the Web3 Sustainability Loop, in which what a network earns pays for its growth. No EVM. See about.md."""

from .KPIs import KPIs, netlist_createLogData, netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
