"""opsci_naive: a university funds researchers until its endowment is gone. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

from assets.netlists.opsci_kit.columns import logData, researcherColumns
from assets.netlists.opsci_kit.columns import researchLogData as netlist_rp_createLogData
from assets.netlists.opsci_kit.plots import Instructions, instructions, ofResearchers, plot
from assets.netlists.opsci_kit.plots import researchInstructions as netlist_rp_plotInstructions
from assets.netlists.opsci_naive.KPIs import KPIs
from assets.netlists.opsci_naive.SimState import SimState
from assets.netlists.opsci_naive.SimStrategy import SimStrategy
from util.plotutil import OCEAN

__all__ = [
    "KPIs",
    "SimState",
    "SimStrategy",
    "netlist_createLogData",
    "netlist_plotInstructions",
    "netlist_rp_createLogData",
    "netlist_rp_plotInstructions",
]


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    columns = researcherColumns(state, n_counters=4, with_OCEAN=False)
    columns["university_OCEAN"] = state.getAgent(state.ss.TREASURY).OCEAN()
    columns["sellers_OCEAN"] = state.getAgent("sellers").OCEAN()
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [
        ofResearchers(header, "no_proposals_funded", "number of proposals funded"),
        ofResearchers(header, "no_proposals", "number of proposals"),
        ofResearchers(header, "total_funding", "OCEAN funding", unit=OCEAN),
        ofResearchers(header, "knowledge_access", "Knowledge access index"),
        plot(["university_OCEAN"], ["university"], "University OCEAN", unit=OCEAN),
    ]
    return instructions(header, values, plots)
