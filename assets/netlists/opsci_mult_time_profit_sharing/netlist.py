"""opsci_mult_time_profit_sharing: projects in a few slots, and a shared knowledge market. No EVM. See about.md."""

from assets.netlists.opsci_kit.invariants import invariant_nobody_owes, invariant_OCEAN_is_conserved

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_rates, netlist_specs
from .KPIs import (
    KPIs,
    netlist_createLogData,
    netlist_plotInstructions,
    netlist_rp_createLogData,
    netlist_rp_plotInstructions,
)
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]
__all__ += ["netlist_corners", "netlist_measures", "netlist_parameters", "netlist_rates", "netlist_specs"]
__all__ += ["invariant_OCEAN_is_conserved", "invariant_nobody_owes"]
