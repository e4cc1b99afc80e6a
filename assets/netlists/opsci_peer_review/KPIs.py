"""What opsci_peer_review logs and plots: what opsci_public_funding_ps does, and columns and plots of reviews."""

from assets.netlists.opsci_kit.columns import (
    logDataOf,
    privateColumns,
    publicColumns,
    treasuryColumns,
    twoMarketsColumns,
)
from assets.netlists.opsci_kit.plots import fundingPlots, plotsOf, twoMarketsPlots
from engine.KPIsBase import KPIsBase as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]

netlist_createLogData = logDataOf(publicColumns, privateColumns, treasuryColumns, twoMarketsColumns)
netlist_plotInstructions = plotsOf(fundingPlots, twoMarketsPlots)
