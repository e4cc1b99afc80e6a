"""What opsci_mult_profit_sharing logs and plots: all that communities with one market can show."""

from assets.netlists.opsci_kit.columns import oneMarketLogData as netlist_createLogData
from assets.netlists.opsci_kit.plots import oneMarketInstructions as netlist_plotInstructions
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from assets.netlists.opsci_kit.ValueKPIs import ValueKPIs as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]
