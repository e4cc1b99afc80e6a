"""`sens`: indices that are known."""

import json
import math
import re
from typing import Any

import numpy as np
import pytest

from explore.given import given
from explore.mc import mc
from explore.packages import has
from explore.sens import sens
from explore.test.helpers import IN_PROCESS, PLANTED, Watcher, filesOf, timeIsUpAfter
from util.errors import TokenSpiceError

needs_salib = pytest.mark.skipif(not has("SALib"), reason="SALib is not installed: make explore")
ISHIGAMI = str(PLANTED / "ishigami.py")
XS = [f"x{i}=uniform({-math.pi},{math.pi})" for i in (1, 2, 3)]


def _indices(report, key):
    return {row["parameter"]: row[key] for row in report.facts["indices"]}


@needs_salib
def test_shares_of_the_variance(tmp_path):
    """Ishigami's; and whoever uses numpy's generator does not notice."""
    np.random.seed(5)
    before = str(np.random.get_state(legacy=False))
    report = sens(ISHIGAMI, sobol=True, vary=XS, measures={"i": "final(ishigami)"}, runs=5 * 256, **IN_PROCESS)
    assert str(np.random.get_state(legacy=False)) == before
    assert list(_indices(report, "S1").values()) == pytest.approx([0.314, 0.442, 0.0][: len(XS)], abs=0.12)
    assert _indices(report, "ST") == pytest.approx({"x1": 0.558, "x2": 0.442, "x3": 0.244}, abs=0.12)


@needs_salib
def test_indices_of_the_runs_so_far_when_time_is_up(tmp_path, monkeypatch):
    """Are from whole groups of runs; the same command then comes to what it would have come to at once."""
    how = {"vary": XS, "measures": {"i": "final(ishigami)"}, "sobol": True, "runs": 5 * 512, **IN_PROCESS}
    with monkeypatch.context() as patched:
        timeIsUpAfter(patched, 703)
        report = sens(ISHIGAMI, tmp_path / "out", **how)
    (note,) = report.notes
    found = re.fullmatch(r"Time was up: this is from (\d+) of 512 groups of runs. The same command goes on.", note)
    assert found
    assert 140 <= int(found[1]) < 512
    again, whole = (sens(ISHIGAMI, out, **how) for out in (tmp_path / "out", None))
    for key in ("S1", "ST"):
        assert _indices(again, key) == _indices(whole, key)
        assert _indices(report, key) == pytest.approx(_indices(whole, key), abs=0.2)
    with pytest.raises(TokenSpiceError, match="time was up after 0 runs, too few for an answer"):
        sens(ISHIGAMI, **how, seconds=1e-9)


@needs_salib
def test_the_share_of_chance():
    """`noisy` has variance 1 from x1, and 0.65 squared from luck."""
    how: dict[str, Any] = {"set": {"noise": 0.65}, "vary": XS[:1], "measures": {"n": "final(noisy)"}}
    report = sens(ISHIGAMI, sobol=True, runs=3 * 256, **how, **IN_PROCESS)
    assert _indices(report, "S1")["seed"] == pytest.approx(0.65**2 / (1 + 0.65**2), abs=0.06)
    assert any("chance alone" in note for note in report.notes)


@needs_salib
def test_screening_ranks_parameters_and_resumes(tmp_path):
    """By Sobol's g, whose first parameter matters most; the same after an interruption."""
    how: dict[str, Any] = {"vary": ["u1=0..1", "u2=0..1", "u3=0..1"], "measures": {"y": "final(g)"}, **IN_PROCESS}
    effects = _indices(sens(ISHIGAMI, tmp_path / "whole", **how), "mu_star")
    assert effects["u1"] > effects["u2"] > effects["u3"]
    with pytest.raises(KeyboardInterrupt):
        sens(ISHIGAMI, tmp_path / "out", progress=Watcher(30), **how)
    sens(ISHIGAMI, tmp_path / "out", **how)
    assert filesOf(tmp_path / "whole") == filesOf(tmp_path / "out")


def test_slopes():
    """rise is 2 x1 + x2 x2, at 1, 1: slopes of 2 per unit; and noise gives an interval."""
    how: dict[str, Any] = {"vary": ["x1=0..2", "x2=0..3"], "measures": {"r": "final(rise)"}, **IN_PROCESS}
    report = sens(ISHIGAMI, local=True, **how)
    assert _indices(report, "elasticity") == pytest.approx({"x1": 2 / 3, "x2": 2 / 3})
    assert _indices(report, "per range") == pytest.approx({"x1": 4.0, "x2": 6.0})
    noisy: dict[str, Any] = {"vary": ["x1=0..2"], "measures": {"r": "final(noisy)"}, "set": {"noise": 1.0}}
    (row,) = sens(ISHIGAMI, local=True, **noisy, **IN_PROCESS).facts["indices"]
    # With common seeds, luck cancels out.
    assert row["per range"] == pytest.approx(2.0 * 3**0.5 / math.pi)


@needs_salib
def test_runs_that_are_there(tmp_path):
    """Cost nothing."""
    mc(ISHIGAMI, tmp_path / "mc", vary=XS[:2], measures={"r": "final(rise)"}, runs=60, **IN_PROCESS)
    report = sens(ISHIGAMI, source=tmp_path / "mc", **IN_PROCESS)
    assert sens(ISHIGAMI, source=tmp_path / "mc", **IN_PROCESS).facts == report.facts
    assert _indices(report, "delta")["x1"] > _indices(report, "delta")["x2"] > 0.0
    assert report.facts["runs"] == 0
    assert report.notes == []


@needs_salib
def test_few_runs_that_are_there(tmp_path, recwarn, capfd):
    """Are called so in our words. A value far from all others, and a name that SALib refuses, do not matter."""
    file = tmp_path / "runs.jsonl"
    rng = np.random.default_rng(1)
    rows = []
    for i in range(60):
        u, step = float(rng.lognormal(0.0, 5.0)), float(rng.random())
        rows.append(
            {
                "i": i,
                "key": "",
                "status": "ok",
                "set": {"u": u, "time_step": step},
                "m": {"y": math.log(u), "z": max(0.0, math.log(u) - 3.0)},
            }
        )
    rows.append({"i": 60, "key": "", "status": "failed", "set": {"u": 1.0, "time_step": 0.5}})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    notes: list[str] = []
    found = {one.parameter: one.indices["delta"][0] for one in given(1, tmp_path, notes) if one.measure == "y"}
    assert found["u"] > 0.3 > found["time_step"]
    # Most values of z are 0.
    assert notes.pop(0) == "1 of 61 runs failed and were left out."
    assert [note.split(":")[0] for note in notes] == ["60 runs are few for the delta of time_step on z"]
    assert [str(warning.message) for warning in recwarn] == []
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sobol": True, "local": True}, "one thing at a time"),
        ({}, "nothing varies here"),
        ({"vary": ["x1=0..2"], "reps": 3}, "sens chooses seeds by itself"),
        ({"vary": ["x1=2..3"], "local": True}, "its nominal value 1.0 is not in it"),
        ({"vary": ["x1=0..2"], "runs": 3}, "3 runs are too few: this takes"),
        ({"vary": ["x1=0..2"], "runs": 3, "sobol": True}, "3 runs are too few: this takes"),
        ({"source": "nowhere"}, "there is no folder nowhere"),
        ({"source": "nowhere", "vary": ["x1=0..2"]}, "the runs in nowhere are taken as they are"),
    ],
)
@needs_salib
def test_what_cannot_be_asked(options, message):
    """Is refused."""
    with pytest.raises(TokenSpiceError, match=message):
        sens(ISHIGAMI, **options, **IN_PROCESS)
