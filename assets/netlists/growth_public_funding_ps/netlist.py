"""growth_public_funding_ps: public funding, and a private sector that grows. No EVM. See about.md."""

from __future__ import annotations

from typing import Any

from assets.netlists.growth_public_funding_ps.KPIs import KPIs
from assets.netlists.growth_public_funding_ps.SimState import SimState
from assets.netlists.growth_public_funding_ps.SimStrategy import SimStrategy
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
    valuePlots,
)
from assets.netlists.opsci_kit.plots import researchInstructions as netlist_rp_plotInstructions

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
    generator = state.getAgent("generator")
    columns = {
        **treasuryColumns(state),
        **twoMarketsColumns(state),
        **state.kpis.values(state),
        **publicColumns(state),
        **privateColumns(state),
        "agents_generated": generator.agents_generated,
        "OCEAN_injected": generator.OCEAN_injected,
    }
    return logData(state, columns)


def netlist_plotInstructions(header: list[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it."""
    plots = [*valuePlots(header), *fundingPlots(header), *twoMarketsPlots(header)]
    return instructions(header, values, plots)
