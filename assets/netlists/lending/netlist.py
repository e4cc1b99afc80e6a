"""lending: who is liquidated in a market of Aave V3, and when does bad debt appear? EVM. See about.md."""

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_specs
from .logs import netlist_createLogData
from .plots import netlist_plotInstructions
from .SimState import KPIs, SimState
from .SimStrategy import SimStrategy

# fmt: off
__all__ = [
    "KPIs", "SimState", "SimStrategy",
    "netlist_corners", "netlist_createLogData", "netlist_measures", "netlist_parameters", "netlist_plotInstructions",
    "netlist_specs",
]
# fmt: on
