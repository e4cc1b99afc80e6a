"""Series of campaigns that keep rows: quantiles over the runs, as numbers and as pictures."""

import csv

import numpy as np
import pytest
from matplotlib.figure import Figure

from engine.Netlist import Netlist
from explore.mc import mc
from explore.Question import Question
from explore.robust import robust
from explore.series import seriesOf
from explore.Store import ROWS
from explore.test.helpers import COIN, IN_PROCESS
from util.plotcampaign import saveBands

RANDOM = {"set": ["noise=1"], "keep": "rows", **IN_PROCESS}


def columnsOf(folder, name):
    """float[n_runs, n_rows] of a column."""
    found = []
    for file in folder.iterdir():
        with open(file, newline="") as f:
            found.append([float(row[name]) for row in csv.DictReader(f)])
    return np.array(found)


def written(tmp_path, *runs):
    """A folder of rows, each run a text, and its series by name."""
    for i, text in enumerate(runs):
        (tmp_path / f"{i}.csv").write_text(text)
    series, others = seriesOf(tmp_path, Question(Netlist(COIN)))
    return {one.name: one for one in series}, others


def test_bands_are_quantiles_of_the_rows(tmp_path):
    """At each day, those that numpy computes from data.csv of all runs."""
    mc(COIN, tmp_path / "out", runs=40, **RANDOM)
    with open(tmp_path / "out" / "bands.csv", newline="") as f:
        rows = [row for row in csv.DictReader(f) if row["series"] == "total"]
    expected = np.percentile(columnsOf(tmp_path / "out" / ROWS, "total"), [5, 25, 50, 75, 95], axis=0)
    assert [float(row["day"]) for row in rows] == [0, 1, 2, 3, 4]
    assert [int(row["n"]) for row in rows] == [40] * 5
    got = np.array([[float(row[f"q{percent}"]) for percent in (5, 25, 50, 75, 95)] for row in rows])
    assert got.T.tolist() == expected.tolist()


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are saved, in order."""
    figures = []
    save = Figure.savefig

    def watched(figure, *args, **kwargs):
        figures.append(figure)
        save(figure, *args, **kwargs)

    monkeypatch.setattr(Figure, "savefig", watched)
    return figures


@pytest.mark.parametrize(("values", "style"), [([3, 3, 3, 1, 1, 1], "steps-post"), ([3, 2, 4, 1, 5, 1], "default")])
def test_what_mostly_stands_still_is_drawn_in_steps(values, style, tmp_path, drawn):
    """As in the plots of a run: no balance lies between what it was and what it is."""
    lines = np.array([values, values], dtype=float)
    saveBands(
        tmp_path / "b.png", "x", np.array(range(6), dtype=float), np.array([values] * 5, dtype=float), lines, 2, ""
    )
    assert {line.get_drawstyle() for line in drawn[-1].axes[0].lines} == {style}


def test_a_picture_of_each_series(tmp_path, drawn):
    """It has a line per run, two bands and the median; netlist, seed and overrides stand in it."""
    mc(COIN, tmp_path / "out", runs=6, vary=["bias=uniform(0,1)"], pictures=True, **RANDOM)
    assert (tmp_path / "out" / "series_total.png").read_bytes().startswith(b"\x89PNG")
    assert "![series_total](series_total.png)" in (tmp_path / "out" / "report.md").read_text()
    figure = drawn[-1]
    assert len(figure.axes[0].lines) == 6 + 1
    assert len(figure.axes[0].collections) == 2
    assert figure.get_supxlabel() == "coin; seed 0; noise=1.0; varied: bias"


def test_series_that_measures_read_come_first(tmp_path):
    """Of many, 12 are drawn; the others are named."""
    names = [f"c{i}" for i in range(20)]
    (tmp_path / "0.csv").write_text(f"Second,{','.join(names)}\n0,{','.join('1' * 20)}\n")
    series, others = seriesOf(tmp_path, Question(Netlist(COIN), {"m": "drawdown(c19)", "n": "2 * c18"}))
    assert [one.name for one in series] == ["c19", "c18", *names[:10]]
    assert others == names[10:18]


def test_runs_that_end_early(tmp_path):
    """After their end, the bands are those of the others."""
    found, _ = written(tmp_path, "Second,a\n0,1\n86400,2\n", "Second,a\n0,3\n", "Second,a\n")
    assert found["a"].days.tolist() == [0, 1]
    assert found["a"].n == [2, 1]
    assert found["a"].bands()[2].tolist() == [2, 2]


def test_runs_with_different_time_steps(tmp_path):
    """Only moments that they have in common, so that bands do not jump between runs."""
    found, _ = written(tmp_path, "Second,a\n0,1\n50,9\n100,2\n", "Second,a\n0,3\n100,4\n")
    assert found["a"].values.tolist() == [[1, 2], [3, 4]]


def test_cells_that_are_no_numbers(tmp_path):
    """A column of texts is not a series; a run without a column, or with inf, has no value there."""
    found, _ = written(tmp_path, "Second,a,b,text\n0,1,inf,x\n1,1,5,y\n", "Second,a\n0,2\n1,2\n")
    assert list(found) == ["a", "b"]
    assert found["b"].n == [0, 1]
    assert np.isnan(found["b"].bands()[:, 0]).all()


def test_every_verb_draws_them(tmp_path):
    """Robust has other time steps, too."""
    robust(COIN, tmp_path / "out", reps=2, **RANDOM)
    with open(tmp_path / "out" / "bands.csv", newline="") as f:
        assert {row["series"] for row in csv.DictReader(f)} == {"draw", "total"}


@pytest.mark.parametrize("n", [1, 2])
def test_few_runs(tmp_path, n):
    """Their quantiles are what numpy says; the picture appears."""
    mc(COIN, tmp_path / "out", runs=n, pictures=True, **RANDOM)
    assert (tmp_path / "out" / "series_draw.png").exists()
