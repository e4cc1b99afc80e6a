"""What opsci_peer_review logs and plots: what opsci_public_funding_ps does, and columns and plots of reviews."""

from assets.netlists.opsci_kit.columns import twoMarketsLogData as netlist_createLogData
from assets.netlists.opsci_kit.plots import twoMarketsInstructions as netlist_plotInstructions
from engine.KPIsBase import KPIsBase as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
