"""What holds for every netlist there is: it loads, runs, repeats itself exactly, and plots.

A netlist that is added to assets/netlists/ is found and tested here without further ado.
"""

import os
import re
import subprocess
import sys

import matplotlib.image
import numpy
import pytest

import tokenspice as ts
from assets.test.runs import DEAR
from engine.invariants import Properties
from engine.Measure import Measure, Reduced
from engine.Netlist import Netlist
from engine.Simulation import Simulation
from explore.perturbations import REVERSED, VARIANTS
from explore.Question import Question
from util.config import HOME
from util.plotcsv import csvToHeaderValues
from util.plotutil import BOTH, csvToPngs
from web3engine.test.packages import requireNetlist

FOUND = sorted(file.parent.name for file in (HOME / "assets" / "netlists").glob("*/netlist.py"))

# Netlists that run for years end here: three weeks of hourly ticks, in which every agent has acted.
MOST_TICKS = 500


@pytest.fixture(scope="module", params=FOUND)
def netlist(request):
    """Each netlist, loaded."""
    requireNetlist(request.param)
    return Netlist(HOME / "assets" / "netlists" / request.param)


def run(netlist, folder, seed=1):
    """Runs it from the start; returns data.csv."""
    most = DEAR.get(netlist.path.parent.name, MOST_TICKS)
    ts.simulate(netlist, seed, {"max_ticks": min(netlist["SimStrategy"]().max_ticks, most)}, out=folder)
    return folder / "data.csv"


@pytest.fixture(scope="module")
def data(netlist, tmp_path_factory):
    """data.csv of such a run."""
    return run(netlist, tmp_path_factory.mktemp("first") / "csv")


def drawn(png):
    """bool[n_rows, n_columns], whether a pixel differs from that in the corner by more than a tenth."""
    image = matplotlib.image.imread(png)
    differs = [abs(image[:, :, i] - image[0, 0, i]) > 0.1 for i in range(3)]
    return differs[0] | differs[1] | differs[2]


def test_netlists_are_found():
    """Those that the README shows are among them."""
    assert {"simplegrant", "simplepool", "scheduler", "oceanv3", "wsloop", "opsci_naive"} <= set(FOUND)


def test_it_defines_what_tsp_asks_for(netlist):
    """A strategy, a state, a log function and plot instructions; and it is explained."""
    for name in ("SimStrategy", "SimState", "netlist_createLogData", "netlist_plotInstructions"):
        assert callable(netlist[name])
    assert (netlist.path.parent / "about.md").is_file()
    assert netlist.module.__doc__


def test_it_can_be_given_a_strategy(netlist):
    """A SimState uses the strategy that it is given, as `tsp run --set` does; without one it makes its own."""
    ss = netlist["SimStrategy"]()
    with Simulation(netlist) as simulation, simulation.inUse():
        assert netlist["SimState"](ss).ss is ss
        assert vars(simulation.state.ss).keys() == vars(ss).keys()


def test_it_runs_and_repeats_itself_exactly(netlist, data, tmp_path):
    """The same seed gives the same bytes; every row is complete, and something happens."""
    assert data.read_bytes() == run(netlist, tmp_path / "second").read_bytes()
    header, values = csvToHeaderValues(str(data))
    assert len(header) > 7
    assert len(values) > 1
    assert len({tuple(row[7:]) for row in values}) > 1


def test_its_numbers_are_numbers(data):
    """None of them is undefined, nor infinite, but for growth where there is nothing yet to compare with."""
    header, values = csvToHeaderValues(str(data))
    unfit = set()
    for i, name in enumerate(header):
        column = values[:, i].astype(float)
        fit = ~numpy.isnan(column) if "_growth/" in name else numpy.isfinite(column)
        if not fit.all():
            unfit.add(name)
    assert unfit == set()


def test_it_plots(netlist, data, tmp_path, capsys):
    """Each png that is announced is there, and something is drawn in it."""
    out = tmp_path / "png"
    csvToPngs(str(data), str(out), netlist["netlist_plotInstructions"])
    y_params = netlist["netlist_plotInstructions"](*csvToHeaderValues(str(data)))[-1]
    pngs = sorted(out.iterdir())
    assert len(pngs) == sum(2 if y_param.y_scale == BOTH else 1 for y_param in y_params) > 0
    assert [png.name for png in pngs if not re.fullmatch(r"[\w.-]+", png.name)] == []
    assert [y_param.words for y_param in y_params if re.search("[_#]", y_param.words)] == []
    assert sorted(line.split(" ")[-1] for line in capsys.readouterr().out.splitlines()) == [str(png) for png in pngs]
    for png in pngs:
        pixels = drawn(png)
        assert min(pixels.shape) >= 200, png
        assert 0.002 < pixels.mean() < 0.5, png


def test_the_order_of_hashes_plays_no_part(tmp_path):
    """`tsp run` with a seed gives the same bytes whatever Python's hash seed is."""
    data = []
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        done = subprocess.run(
            [sys.executable, HOME / "tsp", "run", HOME / "assets/netlists/simplepool/netlist.py", out]
            + ["--engine", "pyevm", "--seed", "1"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        data.append((out / "data.csv").read_bytes())
    assert data[0] == data[1]
    assert data[0].count(b"\n") == 22


# Measures of events that a run of this length may not have seen.
SHORT_TICKS = 60
LATER = {"crossing", "at"}


def test_what_it_offers_to_campaigns_can_be_used(netlist):
    """All that is measured has a value somewhere, every spec a verdict, and every corner is one of its strategy."""
    if netlist.get("netlist_measures") is None:
        return
    ss = netlist["SimStrategy"]()
    short = {"max_ticks": min(ss.max_ticks, SHORT_TICKS), "log_interval": ss.time_step}
    report = ts.corners(vars(netlist.module), set=short, reps=1)
    runs = report.results
    assert not runs.failures
    assert set(netlist["netlist_corners"]) < set(report.facts["corners"])
    for name in netlist["netlist_measures"]:
        assert numpy.isfinite(runs.measure(name)).any() or isLater(netlist, name), name
    assert set(runs.specs) >= set(netlist["netlist_specs"])


def isLater(netlist, name):
    """Whether a measure is of an event."""
    measured = (Question(netlist).measures or {})[name]
    return isinstance(measured, Measure) and any(isinstance(p, Reduced) and p.how in LATER for p in measured.parts())


def test_its_agents_can_act_in_reverse_order(netlist):
    """As `tsp robust` has them do: none of them relies on another one having acted before it in the first tick."""
    with Simulation(netlist, 1, {"max_ticks": 1}) as simulation:
        VARIANTS[REVERSED].begin(simulation)
        simulation.run()
    assert simulation.is_over


def test_its_invariants_hold(netlist):
    """It has some, and thirty ticks break none."""
    assert Properties(netlist).invariants
    most = min(netlist["SimStrategy"]().max_ticks, 30)
    with Simulation(netlist, 2, {"max_ticks": most}, check="tick") as simulation:
        simulation.run()
