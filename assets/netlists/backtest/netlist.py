"""backtest: a liquidity provider's strategy against the recorded history of a Uniswap V2 pair. EVM. See about.md."""

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_specs
from .KPIs import KPIs
from .logs import netlist_createLogData
from .plots import netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy

# fmt: off
__all__ = [
    "KPIs", "SimState", "SimStrategy",
    "netlist_corners", "netlist_createLogData", "netlist_measures", "netlist_parameters", "netlist_plotInstructions",
    "netlist_specs",
]
# fmt: on
