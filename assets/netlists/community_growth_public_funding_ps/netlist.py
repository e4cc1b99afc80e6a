"""community_growth_public_funding_ps: public research with salaries, and a curious community. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

from assets.netlists.community_growth_public_funding_ps.KPIs import KPIs
from assets.netlists.community_growth_public_funding_ps.SimState import SimState
from assets.netlists.community_growth_public_funding_ps.SimStrategy import SimStrategy
from assets.netlists.opsci_kit.columns import (
    logData,
    privateColumns,
    publicColumns,
    treasuryColumns,
    twoMarketsColumns,
)
from assets.netlists.opsci_kit.columns import researchLogData as netlist_rp_createLogData
from assets.netlists.opsci_kit.plots import (
    Instructions,
    fundingPlots,
    instructions,
    plot,
    twoMarketsPlots,
    valuePlots,
)
from assets.netlists.opsci_kit.plots import researchInstructions as netlist_rp_plotInstructions
from util.plotutil import INDEX

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
    member = state.getAgent("member")
    columns = {
        **treasuryColumns(state),
        **twoMarketsColumns(state),
        **state.kpis.values(state),
        "community_curiosity": member.curiosity,
        "community_knowledge_access": member.knowledge_access,
        **publicColumns(state),
        **privateColumns(state),
        "total_value_in_others": state.kpis.others(state),
    }
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [
        plot(["community_curiosity"], ["community"], "Community curiosity", unit=INDEX),
        plot(["community_knowledge_access"], ["community"], "Community knowledge access"),
        *valuePlots(header),
        *fundingPlots(header),
        *twoMarketsPlots(header),
    ]
    return instructions(header, values, plots)
