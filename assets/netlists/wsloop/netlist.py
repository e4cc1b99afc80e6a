"""wsloop: the Web3 Sustainability Loop, in which what a network earns pays for its growth. No EVM. See about.md."""

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_rates, netlist_specs
from .KPIs import KPIs, netlist_createLogData, netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_corners", "netlist_measures", "netlist_parameters", "netlist_rates", "netlist_specs"]
