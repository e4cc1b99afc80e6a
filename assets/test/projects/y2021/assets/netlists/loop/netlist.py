"""In several files that import each other relatively: the numbers are those of wsloop."""

from .KPIs import KPIs, netlist_createLogData, netlist_plotInstructions
from .SimState import SimState, funcOne
from .SimStrategy import SimStrategy
