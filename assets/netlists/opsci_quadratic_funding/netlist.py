"""opsci_quadratic_funding: the treasury matches what many donors give. No EVM. See about.md.

It has no log of research projects: there are thousands, each of which would be two columns.
"""

from assets.netlists.opsci_kit.invariants import invariant_nobody_owes, invariant_OCEAN_is_conserved

from .campaign import netlist_corners, netlist_measures, netlist_parameters, netlist_specs
from .KPIs import KPIs, netlist_createLogData, netlist_plotInstructions
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_corners", "netlist_measures", "netlist_parameters", "netlist_specs"]
__all__ += ["invariant_OCEAN_is_conserved", "invariant_nobody_owes"]
