"""The notebook in docs/ runs as it stands, in a real Jupyter kernel."""

import nbformat
import pytest
from nbclient import NotebookClient

from util.config import HOME


@pytest.fixture(scope="module")
def executed():
    """The notebook after all its cells were run, with the program's folder as the one that is worked in."""
    notebook = nbformat.read(HOME / "docs" / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(HOME)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell, kind="text/plain"):
    """What a cell shows; "" if it shows nothing of that kind."""
    return "".join(output.get("data", {}).get(kind, "") for output in cell.outputs)


def test_a_run_shows_itself_as_a_table(executed):
    """Netlist, seed, and the last rows."""
    assert "simplegrant" in shown(executed[0], "text/html")
    assert "<td>241" not in shown(executed[0], "text/html")
    assert "granter_OCEAN" in shown(executed[0], "text/html")


def test_its_numbers_are_those_of_the_command_line(executed):
    """Four grants in ten days."""
    assert shown(executed[1]) == ("array([1.  , 0.75, 0.75, 0.75, 0.5 , 0.5 , 0.5 , 0.25, 0.25, 0.25, 0.  ])")
    assert shown(executed[2]).split()[-2:] == ["10.0", "0.00"]


def test_a_plot_is_drawn_where_it_stands(executed):
    """As its own picture."""
    assert len(shown(executed[3], "image/png")) > 1000


def test_a_netlist_may_be_made_in_the_notebook(executed):
    """It runs, is stepped, saved and loaded; nothing is printed."""
    assert shown(executed[5]).startswith("array([")
    assert float(shown(executed[6])) > 0
    assert shown(executed[7]) == "['data.csv', 'run.json']"
    assert shown(executed[8]) == "(7, {'income': 50.0}, True)"
    assert not any(output.output_type == "stream" for cell in executed for output in cell.outputs)
