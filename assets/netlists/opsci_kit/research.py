"""The research-project log of science communities and its plots: optional parts of a netlist, alike in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.netlists.opsci_kit.columns import projectColumns
from assets.netlists.opsci_kit.plots import Instructions, instructions, ofResearchers, plot
from util.plotutil import COUNT, INDEX, OCEAN, POINTS, YParam, arrayToFloatList


def netlist_rp_createLogData(state: Any) -> tuple[list[str], list[Any]]:
    """Names of columns, and their values."""
    columns = projectColumns(state)
    return list(columns), list(columns.values())


def netlist_rp_plotInstructions(header: Sequence[str], values: Any) -> Instructions:
    """Label of the x axis, its values, and what to plot over it.

    What no project has, such as engagement without a community, is left out.
    """
    plots = [plot(["total_rp"], ["total"], "Total projects funded")]
    for field, unit in (
        ("engagement", COUNT),
        ("integration", INDEX),
        ("novelty", INDEX),
        ("impact", INDEX),
        ("value", OCEAN),
    ):
        plots.append(plot([f"total_rp_{field}"], ["total"], f"Total project {field}", unit=unit))
    for field, unit in (("impact", INDEX), ("engagement", COUNT)):
        title = f"{field.capitalize()} of each research project, by when it began"
        plots.append(ofResearchers(header, field, f"Research projects {field}", unit, title=title, style=POINTS))
    return instructions(header, values, [p for p in plots if _isAnyNonzero(header, values, p)])


def _isAnyNonzero(header: Sequence[str], values: Any, y_param: YParam) -> bool:
    columns = [list(header).index(name) for name in y_param.y_header_names]
    return any(any(arrayToFloatList(values[:, column])) for column in columns)
