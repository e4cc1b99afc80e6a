"""What growth_public_funding_ps logs and plots."""

from typing import Any

from assets.netlists.opsci_kit import columns
from assets.netlists.opsci_kit.plots import fundingPlots, plotsOf, twoMarketsPlots, valuePlots
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from assets.netlists.opsci_kit.ValueKPIs import ValueKPIs as KPIs

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]


def _generator(state: Any) -> columns.Columns:
    generator = state.getAgent("generator")
    return {"agents_generated": generator.agents_generated, "OCEAN_injected": generator.OCEAN_injected}


netlist_createLogData = columns.logDataOf(
    columns.treasuryColumns,
    columns.twoMarketsColumns,
    columns.valueColumns,
    columns.publicColumns,
    columns.privateColumns,
    _generator,
)
netlist_plotInstructions = plotsOf(valuePlots, fundingPlots, twoMarketsPlots)
