"""Fits of a netlist whose parameters can be told, or cannot, as is known."""

import json
import math
from datetime import datetime, timedelta
from typing import Any

import pytest

import tokenspice as ts
from explore.fit import fit
from explore.observed import readTable
from explore.sampling import hasScipy
from explore.test.helpers import IN_PROCESS, PLANTED, Watcher, filesOf
from explore.test.planted import curve
from util.errors import ParameterError

pytestmark = pytest.mark.skipif(not hasScipy(), reason="scipy is not installed: make explore")

CURVE, NETLIST = str(PLANTED / "curve.py"), vars(curve)
TRUTH = {"a": 8.0, "b": 0.3}
VARY = ["a=1..20", "b=0.02..1"]


@pytest.fixture(scope="module")
def observed(tmp_path_factory):
    """The folder of a run with the parameters that are to be found."""
    out = tmp_path_factory.mktemp("observed") / "run"
    ts.simulate(CURVE, seed=1, set={**TRUTH, "c": 2.0}, out=out)
    return out


def test_exact_data_tell_the_parameters_exactly(observed, tmp_path):
    """In few runs. The point found is saved as a corner, and is the command to type next."""
    report = fit(
        CURVE, tmp_path / "out", to=observed, vary=VARY, save_corners=tmp_path / "c.json", pictures=True, **IN_PROCESS
    )
    assert report.facts["fitted"] == pytest.approx(TRUTH, rel=1e-4)
    assert report.facts["runs"] <= 60
    assert json.loads((tmp_path / "c.json").read_text())["fitted"] == report.facts["fitted"]
    assert f"--set a={report.facts['fitted']['a']}" in report.hint
    assert (tmp_path / "out" / "fit_level.png").stat().st_size > 1000
    assert (tmp_path / "out" / "fit.csv").read_text().startswith("column,day,observed,fitted,nominal\n")


def test_what_the_data_do_not_tell_is_said(observed):
    """A product tells none of its factors; what has no effect is told by nothing. What can be told is told."""
    report = fit(NETLIST, to=observed, vary=[*VARY, "c=0.5..4", "e=0.5..4"])
    known = {name: facts["is_known"] for name, facts in report.facts["parameters"].items()}
    assert known == {"a": True, "b": True, "c": False, "e": False}
    assert report.facts["fitted"]["a"] == pytest.approx(8.0, rel=1e-3)
    assert report.text().count("the data do not tell") == 3
    report = fit(NETLIST, to=observed, vary=["a=1..20", "idle=1..2"])
    assert not report.facts["parameters"]["idle"]["is_known"]
    assert "idle may be anything" in report.text()


def test_with_chance_the_interval_has_the_truth(tmp_path):
    """From four observed runs; the posterior has it, too."""
    files = [tmp_path / f"{seed}" for seed in range(4)]
    for seed, out in enumerate(files):
        ts.simulate(CURVE, seed=100 + seed, set={**TRUTH, "noise": 0.3}, out=out)
    report = fit(NETLIST, to=files, vary=VARY, set=["noise=0.3"], posterior=True)
    for name, facts in report.facts["parameters"].items():
        assert facts["low"] < TRUTH[name] < facts["high"]
        assert facts["posterior"]["low"] < TRUTH[name] < facts["posterior"]["high"]
        assert facts["value"] == pytest.approx(TRUTH[name], rel=0.2)
    assert report.facts["unexplained"] < 3.0


def test_the_same_command_goes_on(observed, tmp_path):
    """Wherever it was stopped: the same files in the end."""
    asked: dict[str, Any] = {"to": observed, "vary": VARY, **IN_PROCESS}
    with pytest.raises(KeyboardInterrupt):
        fit(CURVE, tmp_path / "out", progress=Watcher(20), **asked)
    fit(CURVE, tmp_path / "out", **asked)
    fit(CURVE, tmp_path / "whole", **asked)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "whole")


def test_a_table_may_have_gaps_and_any_time_column(tmp_path):
    """Empty cells are left out; timestamps count from the first."""
    start = datetime(2021, 3, 1)
    lines = [f"{start + timedelta(days=day)},{8 * (1 - math.exp(-0.3 * day)) if day % 3 else ''}" for day in range(30)]
    (tmp_path / "o.csv").write_text("\n".join(["timestamp,level", *lines]))
    report = fit(NETLIST, to=tmp_path / "o.csv", vary=VARY)
    assert report.facts["fitted"] == pytest.approx(TRUTH, rel=1e-4)
    for column, unit in (("Tick", 7200.0), ("Hour", 3600.0), ("Second", 1.0)):
        (tmp_path / "t.csv").write_text(f"{column},x\n{86400 / unit},5\n")
        assert readTable(tmp_path / "t.csv", 7200.0) == {"x": {1.0: 5.0}}


def test_events_of_your_own(tmp_path):
    """What each day's event says, counted and added up by rules on the command line."""
    lines = [f"{day},rise,{2 * 1.5}" for day in range(20)] + ["3,other,7"]
    (tmp_path / "e.csv").write_text("\n".join(["Day,what,by", *lines]))
    rules = ["drift=total(by, what=rise)"]
    report = fit(NETLIST, events=tmp_path / "e.csv", event=rules, vary=["c=0.5..4", "e=1..2"][:1])
    assert report.facts["fitted"] == pytest.approx({"c": 3.0}, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("Day,levle\n1,2\n", {}, "levle"),
        ("Day,level\n50,2\n", {}, "nothing to compare"),
        ("Day,level\n1,x\n", {}, "'x' is not a number"),
        ("level\n1\n", {}, "does not say when"),
        ("Day,level\n", {}, "is empty"),
        ("Day,level\n1,2\n", {"column": ["drift"]}, "drift was not observed"),
        ("Day,level\n1,2\n", {"vary": []}, "nothing varies here"),
        ("Day,level\n1,2\n", {"vary": ["a=1,2"]}, "fit cannot vary a"),
        ("Day,level\n1,2\n", {"goal": ["max level"]}, "goal"),
    ],
)
def test_what_cannot_be_fitted_is_told(tmp_path, text, options, message):
    """In one sentence."""
    (tmp_path / "o.csv").write_text(text)
    with pytest.raises(ParameterError, match=message):
        fit(NETLIST, to=tmp_path / "o.csv", **{"vary": VARY, **options})


def test_there_must_be_something_to_fit_to(tmp_path):
    """Files that are not there, events without rules, rules that are none."""
    with pytest.raises(ParameterError, match="nothing to fit to"):
        fit(NETLIST, vary=VARY)
    with pytest.raises(ParameterError, match="cannot be read"):
        fit(NETLIST, to="nowhere.csv", vary=VARY)
    (tmp_path / "e.csv").write_text("Day,what,by\n1,rise,2\n")
    with pytest.raises(ParameterError, match="no rule makes columns"):
        fit(NETLIST, events=tmp_path / "e.csv", vary=VARY)
    for rule, message in (("drift=sum(by)", "not a rule for events"), ("drift=total(up)", "it has no up")):
        with pytest.raises(ParameterError, match=message):
            fit(NETLIST, events=tmp_path / "e.csv", event=[rule], vary=VARY)
