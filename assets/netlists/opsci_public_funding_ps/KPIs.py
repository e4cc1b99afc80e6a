"""What opsci_public_funding_ps logs and plots."""

from assets.netlists.opsci_kit.columns import twoMarketsLogData as netlist_createLogData
from assets.netlists.opsci_kit.plots import twoMarketsInstructions as netlist_plotInstructions
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from engine.KPIsBase import KPIsBase as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]
