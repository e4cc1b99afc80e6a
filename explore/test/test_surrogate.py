"""Surrogates of a netlist whose columns are known functions of its parameters. See planted/curve.py."""

import math

import numpy as np
import pytest

import tokenspice as ts
from explore.emulator import Emulator
from explore.mc import mc
from explore.sampling import hasScipy
from explore.surrogate import surrogate
from explore.test.helpers import IN_PROCESS, PLANTED, Watcher, filesOf
from util.errors import ParameterError

pytestmark = pytest.mark.skipif(not hasScipy(), reason="scipy is not installed: make explore")

CURVE = str(PLANTED / "curve.py")
VARY = ["a=1..20", "b=0.05..1", "c=0.5..2"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder, report) of a surrogate."""
    out = tmp_path_factory.mktemp("surrogate") / "out"
    measures = ["end=final(level) - 1"]
    return out, surrogate(CURVE, out, vary=VARY, measures=measures, runs=100, pictures=True, **IN_PROCESS)


def test_it_runs_and_plots_as_the_netlist_that_it_stands_for(made, tmp_path):
    """Same times, same columns; values within a few of the errors that it states."""
    out, report = made
    assert report.holds
    assert report.facts["columns"]["level"]["q2"] > 0.98
    assert (out / "surrogate.png").stat().st_size > 1000
    netlist = str(out / "netlist.py")
    error = {name: facts["error"] for name, facts in report.facts["columns"].items()}
    for a, b, c in ((3.0, 0.2, 0.7), (15.0, 0.5, 1.8), (9.0, 0.9, 1.0)):
        run = ts.simulate(netlist, set={"a": a, "b": b, "c": c})
        days = run.data["Day"]
        assert list(days) == list(range(31))
        assert np.abs(run.data["drift"] - c * days).max() < 5 * error["drift"] + 1e-6
        assert np.abs(run.data["level"] - [a * (1 - math.exp(-b * day)) for day in days]).max() < 10 * error["level"]
    ts.plot(ts.simulate(netlist)).savefig(tmp_path / "plot.png")


def test_it_is_a_netlist_for_campaigns(made):
    """With the same parameters and measures as the original."""
    out, _ = made
    report = mc(str(out / "netlist.py"), vary=["a=normal(8,0.5)"], runs=30, **IN_PROCESS)
    assert report.results.measures == ["end"]
    assert report.results.measure("end").mean() == pytest.approx(8.0 * (1 - math.exp(-3.0)) - 1.0, abs=0.3)


def test_it_refuses_to_extrapolate(made):
    """By the bounds of its parameters, and by itself."""
    out, _ = made
    with pytest.raises(ParameterError, match="a cannot be 21"):
        ts.simulate(str(out / "netlist.py"), set={"a": 21.0})
    with pytest.raises(ParameterError, match=r"b cannot be 2: the surrogate knows 0\.05 to 1"):
        Emulator.load(out / "surrogate.json").series({"a": 2.0, "b": 2.0, "c": 1.0})


def test_what_cannot_be_predicted_is_refused(tmp_path):
    """Noise: no netlist is written, and the exit code is 3. Another column may be asked for."""
    report = surrogate(CURVE, tmp_path / "out", vary=["a=1..1.01"], set=["noise=1"], runs=20, reps=1, **IN_PROCESS)
    assert report.exit_code == 3
    assert not (tmp_path / "out" / "netlist.py").exists()
    assert "level" in report.notes[0]


def test_it_learns_from_a_campaign_that_kept_its_rows(made, tmp_path):
    """Points that were run anyway are points enough."""
    vary = ["a=uniform(1,20)", "c=uniform(0.5,2)"]
    mc(CURVE, tmp_path / "mc", vary=vary, runs=60, keep="rows", **IN_PROCESS)
    report = surrogate(CURVE, tmp_path / "out", vary=["a=1..20", "c=0.5..2"], source=tmp_path / "mc", **IN_PROCESS)
    assert report.holds
    assert ts.simulate(str(tmp_path / "out" / "netlist.py"), set={"c": 1.5}).data["drift"][-1] == pytest.approx(
        45, rel=1e-3
    )
    with pytest.raises(ParameterError, match="c varies in"):
        surrogate(CURVE, tmp_path / "other", vary=["a=1..20"], source=tmp_path / "mc", **IN_PROCESS)


def test_the_same_command_goes_on(tmp_path):
    """The same netlist in the end."""
    asked = {"vary": VARY[:1], "runs": 20, **IN_PROCESS}
    with pytest.raises(KeyboardInterrupt):
        surrogate(CURVE, tmp_path / "out", progress=Watcher(7), **asked)
    surrogate(CURVE, tmp_path / "out", **asked)
    surrogate(CURVE, tmp_path / "whole", **asked)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "whole")
    assert (tmp_path / "out" / "netlist.py").read_bytes() == (tmp_path / "whole" / "netlist.py").read_bytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runs": 5}, "too few to learn from"),
        ({"vary": ["a=1,2"]}, "surrogate cannot vary a"),
        ({"vary": []}, "nothing varies here"),
        ({"source": "nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_learnt_is_told(tmp_path, options, message):
    """In one sentence; and without a folder, there is no file to write."""
    with pytest.raises(Exception, match=message) as raised:
        surrogate(CURVE, tmp_path / "out", **{"vary": VARY, **options, **IN_PROCESS})
    assert "Traceback" not in str(raised.value)
    with pytest.raises(ParameterError, match="a surrogate is a file"):
        surrogate(CURVE, vary=VARY)
