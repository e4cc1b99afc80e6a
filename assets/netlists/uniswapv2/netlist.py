"""uniswapv2: does it pay to provide liquidity to a Uniswap V2 pair, given volume and volatility? EVM. See about.md."""

from assets.netlists.lvr.KPIs import KPIs
from assets.netlists.lvr.logs import netlist_createLogData

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_specs
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
