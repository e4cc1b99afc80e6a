"""opsci_public_funding_ps: grants for public research only; a public and a private market. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

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
    twoMarketsPlots,
)
from assets.netlists.opsci_kit.plots import researchInstructions as netlist_rp_plotInstructions
from assets.netlists.opsci_public_funding_ps.KPIs import KPIs
from assets.netlists.opsci_public_funding_ps.SimState import SimState
from assets.netlists.opsci_public_funding_ps.SimStrategy import SimStrategy

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
        **publicColumns(state),
        **privateColumns(state),
        **treasuryColumns(state),
        **twoMarketsColumns(state),
    }
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [*fundingPlots(header), *twoMarketsPlots(header)]
    return instructions(header, values, plots)
