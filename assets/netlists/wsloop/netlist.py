"""wsloop: the Web3 Sustainability Loop, in which what a network earns pays for its growth. No EVM. See about.md."""

from assets.netlists.wsloop.KPIs import KPIs
from assets.netlists.wsloop.logs import netlist_createLogData
from assets.netlists.wsloop.plots import netlist_plotInstructions
from assets.netlists.wsloop.SimState import SimState
from assets.netlists.wsloop.SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
