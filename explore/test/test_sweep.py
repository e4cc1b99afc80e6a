"""Sweeps and corners on a netlist whose answers are known: total is 4 n_draws (bias + noise)."""

import csv
import json
from typing import Any

import pytest

from engine.Variation import Choice, Design, Worst
from explore.corners import corners
from explore.mc import mc
from explore.sampling import hasScipy
from explore.sweep import sweep
from explore.test.helpers import COIN, IN_PROCESS
from util.errors import ParameterError

needs_scipy = pytest.mark.skipif(not hasScipy(), reason="scipy is not installed: make explore")


def rowsOf(file):
    with open(file, newline="") as f:
        return list(csv.DictReader(f))


def test_one_parameter_at_a_time(tmp_path):
    """Each over its range, the others nominal; differences are to the nominal point, with the same seeds."""
    out = tmp_path / "out"
    sweep(COIN, out, vary=["bias=0..2", "mode=plain,short"], set=["noise=1"], values=5, reps=4, **IN_PROCESS)
    rows = [row for row in rowsOf(out / "sweep.csv") if row["measure"] == "total"]
    biases = [row for row in rows if row["parameter"] == "bias"]
    assert [float(row["value"]) for row in biases] == [0, 0.5, 1, 1.5, 2]
    # Seeds are common, so that chance cancels out of the differences.
    assert [float(row["difference"]) for row in biases] == pytest.approx([-4, -2, 0, 2, 4])
    assert all(float(r["low"]) < float(r["mean"]) < float(r["high"]) for r in biases)
    modes = {row["value"]: float(row["mean"]) for row in rows if row["parameter"] == "mode"}
    assert modes["short"] == pytest.approx(-modes["plain"])


def test_the_nominal_value_is_run_once():
    """It serves every parameter: 1 + 2 + 1 points."""
    report = sweep(COIN, vary=["bias=0..2", "mode=plain,short"], values=3, **IN_PROCESS)
    assert report.results.n == 1 + 2 + 1


def test_the_largest_effect_comes_first():
    """In the table that is shown."""
    report = sweep(COIN, vary=["bias=0.9..1.1", "n_draws=1..4"], measures=["t=final(total)"], **IN_PROCESS)
    assert [row[0] for row in report.tables[0].rows] == ["n_draws", "bias"]
    assert report.tables[0].rows[0][2:] == ["4", "4", "1", "16", "4"]


def test_the_netlist_says_what_varies():
    """Design, Worst and Choice are swept; what is random is not."""
    from explore.test.planted import coin

    parameters = {"bias": Design(0, 1), "n_draws": Worst(1, 2), "mode": Choice(["plain", "short"])}
    report = sweep({**vars(coin), "netlist_parameters": parameters}, values=2)
    assert {row["parameter"] for row in report.facts["rows"]} == {"bias", "n_draws", "mode"}


def test_a_spec_that_fails_somewhere(tmp_path):
    """It says at how many points, and which is the first; exit code 3."""
    report = sweep(COIN, vary=["bias=0..2"], values=5, specs=["total >= 3"], **IN_PROCESS)
    assert report.notes == ["total >= 3 fails in some run at 2 of 5 points, first at bias=0"]
    assert report.exit_code == 3
    assert sweep(COIN, vary=["bias=0..2"], values=5, specs=["total >= 0"], **IN_PROCESS).exit_code == 0


def test_a_grid():
    """All combinations, and the means over each value."""
    report = sweep(
        COIN, vary=["bias=1..2", "n_draws=1..3"], grid=True, values=3, measures=["t=final(total)"], **IN_PROCESS
    )
    found = {(row["bias"], row["n_draws"]): row["mean"] for row in report.facts["rows"]}
    assert found == {(b, n): 4 * b * n for b in (1, 1.5, 2) for n in (1, 2, 3)}
    assert report.tables[0].rows[1] == ["n_draws", "t", "1: 6, 2: 12, 3: 18"]


@needs_scipy
def test_a_surface():
    """total = 4 bias n_draws is a product: almost all of it can be predicted, and some of it only by the pair."""
    report = sweep(COIN, vary=["bias=0..2", "noise=0..1"], full=True, set=["n_draws=3"], measures=["t=final(total)"],
                   seeds="common", reps=1, **IN_PROCESS)  # fmt: skip
    found = report.facts["surfaces"]["t"]
    assert report.results.n == 64
    assert found["q2"] > 0.999
    assert sum(found["alone"].values()) == pytest.approx(1.0, abs=0.03)
    assert found["pairs"]["bias, noise"] < 0.01


@needs_scipy
def test_a_surface_with_a_pair():
    """Of x y over the unit square, 1/7 of the variance is the pair's: (1/144) / (7/144)."""
    from explore.sampling import sobolUnits
    from explore.surface import fitted

    units = sobolUnits(64, 2, 0)
    found = fitted(units, units[:, 0] * units[:, 1])
    assert found.q2 > 0.999
    assert found.mains == pytest.approx([3 / 7, 3 / 7], abs=0.02)
    assert found.pairs[0, 1] == pytest.approx(1 / 7, abs=0.02)


def test_a_full_sweep_without_scipy_or_with_a_choice(monkeypatch):
    """Says what is missing."""
    with pytest.raises(ParameterError, match="full sweep cannot vary mode" if hasScipy() else "make explore"):
        sweep(COIN, vary=["mode=plain,short"], full=True, **IN_PROCESS)
    monkeypatch.setattr("explore.packages.find_spec", lambda name: None)
    with pytest.raises(ParameterError, match="scipy is not installed. Try: make explore"):
        sweep(COIN, vary=["bias=0..1"], full=True, **IN_PROCESS)


# ---- corners


def test_all_extremes_of_the_world():
    """2^k corners, and the nominal point."""
    options = {"vary": ["bias=-1..2", "n_draws=worst(1,3)"], "specs": {"pays": "total >= 0"}, **IN_PROCESS}
    report = corners(COIN, **options)
    found = {row["corner"]: (row["verdict"], row["mean"]) for row in report.facts["specs"]}
    assert found == {
        "nominal": ("PASS", 4.0),
        "bias=-1.0, n_draws=1": ("FAIL", -4.0),
        "bias=-1.0, n_draws=3": ("FAIL", -12.0),
        "bias=2.0, n_draws=1": ("PASS", 8.0),
        "bias=2.0, n_draws=3": ("PASS", 24.0),
    }
    assert report.exit_code == 3


def test_many_parameters_have_few_corners():
    """Beyond five, each by itself, and all together."""
    names = ["bias", "noise", "n_draws", "idle", "time_step", "log_interval"]
    from explore.test.planted import coin

    parameters = {name: Worst(1, 2) for name in names}
    report = corners({**vars(coin), "netlist_parameters": parameters})
    assert len(report.facts["corners"]) == 1 + 2 * 6 + 2
    assert report.facts["corners"]["all high"]["n_draws"] == 2


def test_named_corners(tmp_path):
    """Of the netlist and of a file; --at chooses."""
    from explore.test.planted import coin

    netlist = {**vars(coin), "netlist_corners": {"crash": {"bias": -5.0}}, "netlist_specs": {"pays": "total >= 0"}}
    report = corners(netlist)
    assert [row["verdict"] for row in report.facts["specs"]] == ["PASS", "FAIL"]
    assert "pays fails at crash" in report.notes
    file = tmp_path / "corners.json"
    file.write_text(json.dumps({"boom": {"bias": 9}}))
    found = corners(netlist, corners=file)
    assert list(found.facts["corners"]) == ["nominal", "crash", "boom"]
    assert list(corners(netlist, corners=file, at=["boom"]).facts["corners"]) == ["nominal", "boom"]
    assert len(corners(netlist, corners=file, at=["boom", "boom"]).results.points) == 2
    both = [{"boom": {"bias": 9}, "bust": {"bias": -9}}, file]
    assert list(corners(netlist, corners=both).facts["corners"]) == ["nominal", "crash", "boom", "bust"]
    with pytest.raises(ParameterError, match="two corners boom"):
        corners(netlist, corners=[{"boom": {"bias": 8}}, file])


def test_a_measure_without_a_value_is_never_left_out_in_silence():
    """Nor a mean over some of the runs."""
    how: dict[str, Any] = {"set": ["noise=1"], "measures": ["late=crossing(total, 4)", "never=crossing(total, 1e9)"]}
    for report in (
        corners(COIN, corners={"c": {}}, **how, **IN_PROCESS),
        sweep(COIN, vary=["bias=0,1"], **how, **IN_PROCESS),
        sweep(COIN, vary=["bias=0,1"], grid=True, **how, **IN_PROCESS),
        mc(COIN, runs=16, **how, **IN_PROCESS),
    ):
        assert any(note.startswith("late has no value in ") and "over the others" in note for note in report.notes)
        assert "never has no value in any run." in report.notes


@pytest.mark.parametrize(("bound", "verdict"), [(-200.0, "PASS"), (4.0, "UNSURE"), (200.0, "FAIL")])  # total is N(4, 2)
def test_chance_makes_corners_unsure(bound, verdict):
    """The interval of the mean margin decides."""
    report = corners(COIN, corners={"c": {}}, set=["noise=1"], specs=[f"total >= {bound}"], reps=8, **IN_PROCESS)
    assert report.facts["specs"][0]["verdict"] == verdict


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "holds no corners"),
        ('{"a": {"bias": "high"}}', "the corner a cannot be used: bias=high does not fit"),
        ("[1]", "is not an object of objects"),
        ('{"a": {"bais": 1}}', "SimStrategy has no bais"),
        ('{"a": {"bias": "x"}}', "bias=x does not fit"),
        ('{"a": {"bias": 1, "seed": 0.5}}', "cannot have the seed 0.5"),
    ],
)
def test_a_file_that_holds_no_corners(tmp_path, content, why):
    """Says what is wrong."""
    file = tmp_path / "corners.json"
    file.write_text(content)
    with pytest.raises(Exception, match=why):
        corners(COIN, corners=file, **IN_PROCESS)


def test_a_class_constant_varies(tmp_path):
    """It is a parameter for --set, so it is one here."""
    file = tmp_path / "netlist.py"
    file.write_text(
        "from engine import SimStateBase, SimStrategyBase\n"
        "class SimStrategy(SimStrategyBase.SimStrategyBase):\n    RATE = 0.5\n    max_ticks = 1\n"
        "class SimState(SimStateBase.SimStateBase):\n"
        "    def __init__(self, ss=None):\n        super().__init__(ss or SimStrategy())\n"
        "def netlist_createLogData(state):\n    return [], ['rate'], [state.ss.RATE]\n"
    )
    report = sweep(file, vary={"RATE": "0.1,0.2"}, measures={"rate": "final(rate)"}, **IN_PROCESS)
    assert sorted(report.results.measure("rate")) == [0.1, 0.2, 0.5]


def test_no_corners_at_all():
    """Says how to get some."""
    with pytest.raises(ParameterError, match="there are no corners"):
        corners(COIN, **IN_PROCESS)
