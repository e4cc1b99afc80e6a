from .KPIs import (
    KPIs,
    netlist_createLogData,
    netlist_plotInstructions,
    netlist_rp_createLogData,
    netlist_rp_plotInstructions,
)
from .SimState import SimState
from .SimStrategy import SimStrategy
