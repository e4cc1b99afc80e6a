"""What community_growth_public_funding_ps logs and plots."""

from collections.abc import Sequence
from typing import Any

from assets.netlists.opsci_kit import columns
from assets.netlists.opsci_kit.plots import fundingPlots, plot, plotsOf, twoMarketsPlots, valuePlots
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from assets.netlists.opsci_kit.ValueKPIs import ValueKPIs as KPIs
from util.plotutil import INDEX, YParam

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]


def _member(state: Any) -> columns.Columns:
    member = state.getAgent("member")
    return {"community_curiosity": member.curiosity, "community_knowledge_access": member.knowledge_access}


def _memberPlots(header: Sequence[str]) -> list[YParam]:
    return [
        plot(["community_curiosity"], ["community"], "Community curiosity", unit=INDEX),
        plot(["community_knowledge_access"], ["community"], "Community knowledge access"),
    ]


netlist_createLogData = columns.logDataOf(
    columns.treasuryColumns,
    columns.twoMarketsColumns,
    columns.valueColumns,
    _member,
    columns.publicColumns,
    columns.privateColumns,
    columns.valueInOthers,
)
netlist_plotInstructions = plotsOf(_memberPlots, valuePlots, fundingPlots, twoMarketsPlots)
