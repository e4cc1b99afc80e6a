"""opsci_profit_sharing: one grant per round, and a shared knowledge market. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

from assets.netlists.opsci_kit.columns import logData, oneMarketColumns, researcherColumns
from assets.netlists.opsci_kit.columns import researchLogData as netlist_rp_createLogData
from assets.netlists.opsci_kit.plots import (
    Instructions,
    fundingPlots,
    instructions,
    oneMarketPlots,
)
from assets.netlists.opsci_kit.plots import researchInstructions as netlist_rp_plotInstructions
from assets.netlists.opsci_profit_sharing.KPIs import KPIs
from assets.netlists.opsci_profit_sharing.SimState import SimState
from assets.netlists.opsci_profit_sharing.SimStrategy import SimStrategy

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
    columns = {
        **researcherColumns(state),
        "dao_treasury_OCEAN": state.getAgent(state.ss.TREASURY).OCEAN(),
        **oneMarketColumns(state),
    }
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [*fundingPlots(header, with_quality=False), *oneMarketPlots(header)]
    return instructions(header, values, plots)
