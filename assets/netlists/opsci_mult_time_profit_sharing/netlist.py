"""opsci_mult_time_profit_sharing: projects in a few slots, and a shared knowledge market. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

from assets.netlists.opsci_kit.columns import (
    logData,
    oneMarketColumns,
    researcherColumns,
    researchLogData,
    treasuryColumns,
)
from assets.netlists.opsci_kit.plots import (
    Instructions,
    fundingPlots,
    instructions,
    oneMarketPlots,
    researchInstructions,
    valuePlots,
)
from assets.netlists.opsci_mult_time_profit_sharing.KPIs import KPIs
from assets.netlists.opsci_mult_time_profit_sharing.SimState import SimState
from assets.netlists.opsci_mult_time_profit_sharing.SimStrategy import SimStrategy

__all__ = [
    "KPIs",
    "SimState",
    "SimStrategy",
    "netlist_createLogData",
    "netlist_plotInstructions",
    "netlist_rp_createLogData",
    "netlist_rp_plotInstructions",
]

netlist_rp_createLogData = researchLogData
netlist_rp_plotInstructions = researchInstructions


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    columns = {
        **researcherColumns(state),
        **treasuryColumns(state),
        **oneMarketColumns(state),
        **state.kpis.values(state),
        "total_value_in_others": state.kpis.others(state),
    }
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [*valuePlots(header), *fundingPlots(header), *oneMarketPlots(header)]
    return instructions(header, values, plots)
