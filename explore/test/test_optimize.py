"""Optimisation of functions whose best points are known. See planted/bowl.py."""

import json
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from explore.optimize import optimize
from explore.selection import selected
from explore.test.helpers import FAULTY, IN_PROCESS, PLANTED, Watcher, filesOf
from explore.test.planted import bowl
from util.errors import ParameterError

pytestmark = pytest.mark.skipif(not find_spec("optuna"), reason="optuna is not installed: make explore")

NETLIST = vars(bowl)
XYZ = ["x=0..1", "y=0..1", "z=0..1"]


def test_a_noisy_bowl():
    """Within the budget; what is said of the best point is true, and the nominal one stands next to it."""
    report = optimize(NETLIST, goal="min sphere", vary=XYZ, set=["noise=0.02"], runs=300, seed=1)
    best = [report.facts["best"][name] for name in "xyz"]
    assert np.linalg.norm(np.subtract(best, bowl.BEST)) < 0.05
    assert report.facts["low"] <= sum(np.subtract(best, bowl.BEST) ** 2) <= report.facts["high"]
    assert report.facts["nominal"] == pytest.approx(0.6525, abs=0.02)
    assert report.facts["runs"] <= 300


def test_specs_are_constraints():
    """The best point lies on the limit; `max` is `min` of the negative."""
    how: dict[str, Any] = {"specs": ["disc <= 1"], "vary": XYZ[:2], "runs": 300}
    report = optimize(NETLIST, goal="min rosen", **how)
    assert report.facts["value"] == pytest.approx(0.045674, rel=0.01)
    assert [report.facts["best"][name] for name in "xy"] == pytest.approx([0.696604, 0.654424], abs=0.002)
    assert (report.holds, report.facts["specs"]) == (True, {"disc <= 1": "PASS"})
    report = optimize(NETLIST, goal="max disc - 0 * rosen", **how)
    assert report.facts["value"] == pytest.approx(1.0, abs=1e-3)


def test_what_cannot_be_fulfilled_is_said():
    """No point fulfils it, so the spec fails, and the exit code is 3."""
    report = optimize(NETLIST, goal="min sphere", specs=["disc <= -1"], vary=XYZ, runs=40)
    assert report.exit_code == 3
    assert "No candidate fulfils every spec" in report.text()


def test_points_at_which_runs_fail_are_told():
    """They are no candidates, but may be a part of the space that somebody wants to know of."""
    report = optimize(FAULTY, goal="max total", vary=["deed=0,1", "bias=1..2"], runs=30, **IN_PROCESS)
    assert report.facts["best"]["deed"] == 0
    assert any(note.endswith("runs failed; their points count as the worst.") for note in report.notes)


def test_a_choice():
    """One of several values is chosen along with the numbers."""
    report = optimize(NETLIST, goal="min sphere", vary=["kind=bad,good", *XYZ[:2]], runs=120)
    assert report.facts["best"]["kind"] == "good"


@pytest.mark.parametrize("how", [{"local": True}, {"sampler": "cma"}])
def test_other_ways(how):
    """Nelder and Mead's simplex, and CMA-ES."""
    report = optimize(NETLIST, goal="min sphere", vary=XYZ, runs=200, **how)
    assert [report.facts["best"][name] for name in "xyz"] == pytest.approx(bowl.BEST, abs=0.02)


def test_two_goals(tmp_path):
    """The front of ZDT1: its points have y = z = 0, and trade one goal for the other."""
    out = tmp_path / "out"
    options: dict[str, Any] = {"save_corners": tmp_path / "c.json", "pictures": True, **IN_PROCESS}
    report = optimize(str(PLANTED / "bowl.py"), out, goal=["min zdt_0", "min zdt_1"], vary=XYZ,
                      set=["a=0", "b=0", "c=0"], runs=600, **options)  # fmt: skip
    front = np.array([list(one["goals"].values()) for one in report.facts["front"]])
    assert len(front) > 15
    assert (np.diff(front[:, 0]) > 0).all()
    assert (np.diff(front[:, 1]) < 0).all()
    assert np.median(front[:, 1] - (1.0 - np.sqrt(front[:, 0]))) < 0.1
    assert report.facts["hypervolume"][-1] > report.facts["hypervolume"][0]
    assert len(json.loads((tmp_path / "c.json").read_text())) == len(front)
    assert (out / "front.png").stat().st_size > 1000


def test_the_worst_corner_counts():
    """The nominal optimum is 0.7; with the world against us, it is 0.3. What the world does may be at no end."""
    vary = ["x=0..1", "threat=worst(0,1)"]
    assert optimize(NETLIST, goal="min saddle", vary=vary[:1], runs=60).facts["best"]["x"] == pytest.approx(
        0.7, abs=0.01
    )
    for robust in ("corners", "worst"):
        report = optimize(NETLIST, goal="min saddle", vary=vary, robust=robust, runs=600)
        assert report.facts["best"]["x"] == pytest.approx(0.3, abs=0.01)
    report = optimize(NETLIST, goal="min hidden", vary=vary, robust="worst", runs=1200)
    assert report.facts["best"]["x"] == pytest.approx(0.3, abs=0.02)
    assert any(abs(corner.get("threat", 0.0) - 0.5) < 0.05 for corner in report.facts["corners"].values())


def test_many_worlds_count():
    """The mean over a random shift is best half a shift away; and the share of worlds that fulfil a spec is a goal."""
    how: dict[str, Any] = {"vary": ["x=0..1", "shift=normal(0.1,0.05)"], "robust": "mc", "runs": 1600}
    report = optimize(NETLIST, goal="min shifted", **how)
    assert report.facts["best"]["x"] == pytest.approx(0.6, abs=0.02)
    report = optimize(NETLIST, goal="max yield", specs=["shifted <= 0.005"], **how)
    assert report.facts["best"]["x"] == pytest.approx(0.6, abs=0.04)
    assert 0.7 < report.facts["value"] < 1.0


def test_the_same_command_goes_on(tmp_path):
    """Wherever it was stopped: the same files in the end; and the same for two workers."""
    asked: dict[str, Any] = {"goal": "min sphere", "vary": XYZ, "set": ["noise=0.02"], "runs": 60}
    netlist = str(PLANTED / "bowl.py")
    with pytest.raises(KeyboardInterrupt):
        optimize(netlist, tmp_path / "out", progress=Watcher(33), **asked, jobs=1)
    optimize(netlist, tmp_path / "out", **asked, jobs=1)
    optimize(netlist, tmp_path / "whole", **asked, jobs=2)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "whole")


def test_when_time_is_up_the_best_so_far_is_told():
    """And that nothing more was run, however many goals there are."""
    how: dict[str, Any] = {"vary": XYZ[:2], "set": ["noise=0.02"], "seconds": 1e-6}
    report = optimize(NETLIST, goal="min sphere", runs=300, **how)
    assert report.facts["value"] is None
    assert "Time was up" in report.text()
    assert optimize(NETLIST, goal=["min sphere", "max disc"], runs=300, **how).facts["front"] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"goal": []}, "there is no goal"),
        ({"goal": "best sphere"}, "is not a goal"),
        ({"goal": "min spheer"}, "spheer"),
        ({"runs": 3}, "3 runs are too few"),
        ({"vary": []}, "nothing varies here"),
        ({"vary": ["x=0..1", "shift=normal(0,1)"]}, "shift=.* is not ours to choose"),
        ({"vary": ["x=0..1", "threat=worst(0,1)"]}, "threat=.* is not ours to choose"),
        ({"robust": "worst"}, "no corners"),
        ({"robust": "everything"}, "robust cannot be"),
        ({"reps": 4}, "optimize chooses replications by itself"),
        ({"local": True, "sampler": "cma"}, "a local search does not use cma"),
        ({"k_sigma": 2.0}, "2 sigma is of random worlds"),
        ({"at": ["a"]}, "corners count only where"),
        ({"goal": "max yield"}, "the yield cannot be a goal"),
        ({"goal": ["min sphere", "min rosen"], "local": True}, "a local search cannot be after several goals"),
        ({"vary": ["kind=good,bad", "x=0..1"], "sampler": "cma"}, "CMA-ES cannot choose"),
        ({"goal": "min spheer", "vary": ["kind=good,bad", "x=0..1"], "runs": 12}, "no run has a value for min spheer"),
    ],
)
def test_what_cannot_be_optimised_is_told(options, message):
    """In one sentence."""
    with pytest.raises(ParameterError, match=message):
        optimize(NETLIST, **{"goal": "min sphere", "vary": XYZ, **options})


def test_runs_go_where_they_tell_most():
    """Two close candidates get more than one that is far behind, and the better one is chosen."""
    from explore.objective import Scores

    rng = np.random.default_rng(1)
    means = [0.0, 0.05, 5.0]
    drawn = [rng.normal(mean, 0.2, size=(400, 1)) for mean in means]

    def evaluate(which, first, reps):
        return [Scores(drawn[i][first : first + reps], np.zeros((reps, 0))) for i in which]

    found = selected(3, evaluate, 300)
    sizes = [len(one.values) for one in found.scores]
    assert found.best == 0
    assert sum(sizes) <= 300
    assert sizes[2] == 10 < min(sizes[:2])


def _netlistAt(**nominal: float) -> dict[str, Any]:
    """The bowl with other nominal values."""
    strategy = type("Moved", (bowl.SimStrategy,), nominal)

    def state(ss: Any = None) -> bowl.SimState:
        return bowl.SimState(ss or strategy())

    return {**NETLIST, "SimStrategy": strategy, "SimState": state}


_LOWEST = _netlistAt(**dict(zip("xyz", bowl.BEST)))


@pytest.mark.parametrize("noise", ["0.02", "0"])
@pytest.mark.parametrize("how", [{}, {"local": True}, {"sampler": "cma"}, {"vary": ["kind=bad,good", *XYZ]}])
def test_the_nominal_point_is_the_answer_where_nothing_is_better(how, noise):
    """It is a candidate from the first run to the last, so that a search never makes things worse."""
    asked: dict[str, Any] = {"goal": "min sphere", "vary": XYZ, "set": [f"noise={noise}"], "runs": 60, "seed": 1, **how}
    report = optimize(_LOWEST, **asked)
    assert [report.facts["best"][name] for name in "xyz"] == list(bowl.BEST)
    assert report.facts["value"] == report.facts["nominal"]
    assert any("better than the nominal one" in note for note in report.notes)
    assert report.facts["runs"] <= 60
    report = optimize(NETLIST, **asked)
    assert report.facts["nominal"] > report.facts["value"]
    assert not any("the nominal" in note for note in report.notes)


def test_the_nominal_point_is_on_the_front_or_beaten():
    """The only point with the least of one goal, as no random one is."""
    report = optimize(_LOWEST, goal=["min sphere", "min zdt_0"], vary=XYZ, runs=40)
    assert dict(zip("xyz", bowl.BEST)) in [one["set"] for one in report.facts["front"]]


@pytest.mark.parametrize("vary", ["x=0.5..1", "x=design(0.5,1,log)", "x=design(0.1,1,step=0.3)"])
def test_a_nominal_point_that_may_not_be_chosen_is_no_candidate(vary):
    """The report says so where it is better."""
    report = optimize(_LOWEST, goal="min sphere", vary=[vary], runs=20)
    assert report.facts["nominal"] < report.facts["value"]
    assert any("not among those that may be chosen" in note for note in report.notes)


@pytest.mark.parametrize("noise", ["0.02", "0"])
@pytest.mark.parametrize("goal", ["min sphere", ["min sphere", "max disc"]])
@pytest.mark.parametrize("runs", [21, 25, 40])
def test_the_budget_is_not_exceeded(goal, noise, runs):
    """Small as it may be."""
    watcher = Watcher()
    optimize(NETLIST, goal=goal, vary=["x=0..1"], set=[f"noise={noise}"], runs=runs, progress=watcher)
    assert 0 < watcher.n_new + watcher.n_known <= runs


@pytest.mark.parametrize(("noise", "runs"), [("0.02", 300), ("0.02", 700), ("0", 450)])
def test_answers_of_the_world_are_within_the_budget(noise, runs):
    """Each makes an evaluation dearer. Where none could be paid, the report says so."""
    watcher = Watcher()
    how: dict[str, Any] = {"vary": ["x=0..1", "threat=worst(0,1)"], "robust": "worst", "set": [f"noise={noise}"]}
    report = optimize(NETLIST, goal="min hidden", runs=runs, progress=watcher, **how)
    assert watcher.n_new + watcher.n_known <= runs
    assert any("an answer of the world" in note for note in report.notes) == (runs == 300)
