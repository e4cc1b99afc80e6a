"""What opsci_naive logs and plots."""

from collections.abc import Sequence
from typing import Any

from assets.netlists.opsci_kit.columns import Columns, logDataOf, researcherColumns
from assets.netlists.opsci_kit.plots import ofResearchers, plot, plotsOf
from assets.netlists.opsci_kit.research import netlist_rp_createLogData, netlist_rp_plotInstructions
from engine.KPIsBase import KPIsBase as KPIs
from util.plotutil import OCEAN, YParam

__all__ = ["KPIs", "netlist_createLogData", "netlist_plotInstructions"]
__all__ += ["netlist_rp_createLogData", "netlist_rp_plotInstructions"]


def _columns(state: Any) -> Columns:
    return {
        **researcherColumns(state, with_market=False),
        "university_OCEAN": state.getAgent(state.ss.TREASURY).OCEAN(),
        "sellers_OCEAN": state.getAgent("sellers").OCEAN(),
    }


def _plots(header: Sequence[str]) -> list[YParam]:
    return [
        ofResearchers(header, "no_proposals_funded", "number of proposals funded"),
        ofResearchers(header, "no_proposals", "number of proposals"),
        ofResearchers(header, "total_funding", "OCEAN funding", unit=OCEAN),
        ofResearchers(header, "knowledge_access", "Knowledge access index"),
        plot(["university_OCEAN"], ["university"], "University OCEAN", unit=OCEAN),
    ]


netlist_createLogData = logDataOf(_columns)
netlist_plotInstructions = plotsOf(_plots)
