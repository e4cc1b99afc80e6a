"""What opsci_profit_sharing logs and plots."""

from functools import partial

from assets.netlists.opsci_kit.columns import logDataOf, oneMarketColumns, researcherColumns, treasuryOCEAN
from assets.netlists.opsci_kit.plots import fundingPlots, oneMarketPlots, plotsOf
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from engine.KPIsBase import KPIsBase as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]

netlist_createLogData = logDataOf(researcherColumns, treasuryOCEAN, oneMarketColumns)
netlist_plotInstructions = plotsOf(partial(fundingPlots, with_quality=False), oneMarketPlots)
