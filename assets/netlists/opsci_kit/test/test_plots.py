"""Plots of science communities: each line under its own name and unit, and no plot that has nothing to show."""

import numpy
import pytest

from assets.netlists.opsci_kit.plots import ofResearchers, valuePlots
from assets.netlists.opsci_kit.research import netlist_rp_plotInstructions
from util.plotutil import MULT1, MULT100, OCEAN, PERCENT, POINTS, STEPS

PROJECTS = ["Month", "total_rp", "total_rp_engagement", "total_rp_integration", "total_rp_novelty", "total_rp_impact"]
PROJECTS += ["total_rp_value", "researcher0_0_impact", "researcher0_0_engagement"]


def _titles(last_row):
    values = numpy.array([["0"] * len(PROJECTS), last_row])
    return [p.y_pretty_name for p in netlist_rp_plotInstructions(PROJECTS, values)[2]]


def test_what_no_project_has_is_no_plot():
    """Without a community there is no engagement, and without qualities no impact."""
    with_all = _titles(["1", "1", "2", "0.5", "0.5", "7", "30000", "7", "2"])
    assert len(with_all) == 8
    assert "Research projects engagement" in with_all
    assert _titles(["1", "1", "0", "0", "0", "0", "30000", "0", "0"]) == [
        "Total projects funded",
        "Total project value",
    ]


def test_a_line_is_named_after_its_column():
    """researcher1 is not researcher10, the newborn are there, and a project is not a researcher's column."""
    header = [f"{who}_knowledge_access" for who in ("researcher1", "researcher10", "researchera", "new_researcher_12")]
    y = ofResearchers(["Month", "total_rp", *header], "knowledge_access", "Knowledge")
    assert y.y_header_names == header
    assert y.labels == ["researcher1", "researcher10", "researchera", "new_researcher_12"]


def test_projects_are_points():
    """A line for each would begin at 0, and stay where it is from when the project is funded."""
    values = numpy.array([["0"] * len(PROJECTS), ["1"] * len(PROJECTS)])
    styles = {p.y_pretty_name: p.drawn for p in netlist_rp_plotInstructions(PROJECTS, values)[2]}
    assert styles["Research projects impact"] == POINTS
    assert styles["Total projects funded"] == STEPS


@pytest.mark.parametrize("kind", ["algo", "data", "compute"])
def test_assets_say_of_which_type_they_are(kind):
    """The column's name has it, and so has the legend."""
    y = ofResearchers([f"researcher5_private_total_assets_{kind}_in_market"], "private_total_assets_.*", "Assets")
    assert y.labels == [f"researcher5 ({kind})"]


def test_shares_are_percent_and_keep_their_sectors_order():
    """A sector has the same colour in the plot of amounts and in that of shares."""
    amounts, _, shares = valuePlots([])
    assert (amounts.mult, amounts.unit) == (MULT1, OCEAN)
    assert (shares.mult, shares.unit) == (MULT100, PERCENT)
    assert amounts.labels == shares.labels == ["treasury", "researchers", "markets"]
    assert [name.replace("relative", "total") for name in shares.y_header_names] == amounts.y_header_names
