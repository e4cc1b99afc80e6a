"""A market in several modules, with agents of TokenSPICE: the numbers are those of oceanv3 with OCEAN_to_keep=0."""

from .KPIs import KPIs, netlist_createLogData, netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy
