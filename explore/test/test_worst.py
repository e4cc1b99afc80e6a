"""`worst`: where a spec has the least margin, on netlists whose worst point is known."""

import json
from typing import Any

import numpy as np
import pytest

from explore.needle import candidates
from explore.sampling import hasScipy
from explore.test.helpers import IN_PROCESS, PLANTED, Watcher, filesOf, timeIsUpAfter
from explore.worst import worst
from util.errors import ExperimentError, ParameterError

pytestmark = pytest.mark.skipif(not hasScipy(), reason="scipy and cma are not installed: make explore")
ISHIGAMI = str(PLANTED / "ishigami.py")
# rise is 2 x1 + x2 x2: least at the corner of x1, and in the middle of x2.
RISE: dict[str, Any] = {
    "vary": ["x1=-1..1", "x2=-1..1.5"],
    "specs": {"s": "final(rise) >= -1.5"},
    "runs": 150,
    **IN_PROCESS,
}


def test_a_needle_in_a_slope_that_leads_away():
    """With noise; random points would not meet it."""
    rng = np.random.default_rng(3)
    centre = np.array([0.3, 0.6, 0.75, 0.4])

    def truth(x):
        away = np.linalg.norm(x - centre, axis=1)
        return -0.2 * away - 1.5 * np.exp(-((away / 0.15) ** 2) / 2.0)

    x, _ = candidates(lambda x, _: truth(x) + 0.1 * rng.standard_normal(len(x)), np.zeros((0, 4)), 4, 450, seed=1)
    assert truth(x).min() < -1.2


def test_the_worst_point_of_a_netlist(tmp_path):
    """Without chance each candidate is run once. It comes back as a corner."""
    report = worst(ISHIGAMI, tmp_path / "out", save_corners=tmp_path / "c.json", **RISE)
    first = report.facts["found"][0]["places"][0]
    assert first["set"]["x1"] == pytest.approx(-1.0, abs=0.01)
    assert first["set"]["x2"] == pytest.approx(0.0, abs=0.15)
    assert first["mean"] == pytest.approx(-0.5, abs=0.03)
    assert (first["verdict"], report.holds) == ("FAIL", False)
    saved = json.loads((tmp_path / "c.json").read_text())
    assert saved["worst s"]["x1"] == first["set"]["x1"]
    assert first["command"] in report.text()


def test_noise_does_not_flatter_the_worst():
    """What is told is the mean over new seeds, with its interval; `noisy` at x1 = -1 is -0.55."""
    how: dict[str, Any] = {
        "vary": ["x1=-1..1"],
        "set": {"noise": 0.5},
        "goal": "min final(noisy)",
        "runs": 150,
        **IN_PROCESS,
    }
    place = worst(ISHIGAMI, reps=40, **how).facts["found"][0]["places"][0]
    truth = place["set"]["x1"] * 3**0.5 / np.pi
    assert place["low"] <= truth <= place["high"]
    assert truth < -0.4
    most = worst(ISHIGAMI, **{**how, "goal": "max final(noisy)", "set": {}}).facts["found"][0]["places"][0]
    assert most["mean"] == pytest.approx(3**0.5 / np.pi, abs=1e-3)


def test_choices_are_enumerated_and_chance_may_be_adverse():
    """The worse of two values of x3, and x1 at its third sigma."""
    how: dict[str, Any] = {
        "vary": ["x1=normal(0,1)", "x3=0.0,2.0"],
        "specs": {"s": "final(ishigami) >= 0"},
        "set": {"x2": 0.0},
    }
    place = worst(ISHIGAMI, adverse=True, runs=120, **how, **IN_PROCESS).facts["found"][0]["places"][0]
    assert place["set"]["x3"] == 2.0
    # sin(x1) + 1.6 sin(x1)
    assert place["mean"] == pytest.approx(-2.6, abs=0.02)


def test_an_interrupted_search_comes_to_the_same(tmp_path):
    """By the same command."""
    worst(ISHIGAMI, tmp_path / "whole", **RISE)
    with pytest.raises(KeyboardInterrupt):
        worst(ISHIGAMI, tmp_path / "out", progress=Watcher(77), **RISE)
    worst(ISHIGAMI, tmp_path / "out", **RISE)
    whole, resumed = filesOf(tmp_path / "whole"), filesOf(tmp_path / "out")
    assert whole["runs"] == resumed["runs"]
    assert whole["report.json"].replace(b"whole", b"out") == resumed["report.json"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vary": ["x1=normal(0,1)"]}, "--adverse"),
        ({"vary": ["x1=design(0,1)"]}, "not the world's to choose"),
        ({"vary": []}, "nothing that the world may choose"),
        ({"specs": {}}, "nothing that worst could be about"),
        ({"goal": ["min final(rise)", "max final(g)"]}, "takes 1 of --goal"),
        ({"at": ["x"]}, "there is no corner x"),
    ],
)
def test_what_cannot_be_asked(options, message):
    """Is refused."""
    with pytest.raises(ParameterError, match=message):
        worst(ISHIGAMI, **{**RISE, **options})


def test_the_worst_so_far_when_time_is_up(tmp_path, monkeypatch):
    """Is told, with its parameters."""
    timeIsUpAfter(monkeypatch, 60)
    said = r"so far, the margin of s is down to -0\.\d+ in a single run, at x1=-\S+, x2=\S+\. Try: the same command"
    with pytest.raises(ExperimentError, match=said):
        worst(ISHIGAMI, tmp_path / "out", **RISE)
    timeIsUpAfter(monkeypatch, 100)
    with pytest.raises(ExperimentError, match="so far, max final"):
        worst(ISHIGAMI, **{**RISE, "goal": "max final(rise)"})
