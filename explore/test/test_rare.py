"""`rare`: probabilities that are known, from few runs."""

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from explore.corners import corners
from explore.Job import Outcome
from explore.rare import rare, shareOfChance
from explore.rarity import IMPORTANCE, PLAIN, SUBSET, rarity
from explore.replay import replay
from explore.test.helpers import COIN, IN_PROCESS, PLANTED, Watcher, filesOf, linesOf, timeIsUpAfter
from util.errors import ExperimentError, ParameterError

ISHIGAMI = str(PLANTED / "ishigami.py")
NORMAL = NormalDist()
# rise is 2 x1 + 1, and fails beyond 3.5 standard deviations.
RISE: dict[str, Any] = {"vary": ["x1=normal(0,1)"], "specs": {"s": "final(rise) <= 8"}, "runs": 500, **IN_PROCESS}
# total is normal with mean 4 and standard deviation 1, by the luck of four draws.
LUCK: dict[str, Any] = {"set": {"noise": 0.5}, "specs": {"s": "total <= 7.5"}, "runs": 500, **IN_PROCESS}
TRUTH = NORMAL.cdf(-3.5)


def _linear(p, d):
    beta = -NORMAL.inv_cdf(p)
    return lambda u, b: beta - u.sum(axis=1) / d**0.5


@pytest.mark.parametrize(("p", "d"), [(1e-3, 2), (1e-4, 20), (1e-6, 5), (1e-9, 10)])
def test_a_plane_at_a_known_distance(p, d):
    """In few dimensions by importance sampling, in many by subset simulation."""
    found = rarity(_linear(p, d), d, 0, seed=1)
    assert found.interval.low <= p <= found.interval.high
    assert found.interval.high < 2.5 * found.p
    assert found.method == (SUBSET if d == 20 else IMPORTANCE)
    assert (_linear(p, d)(found.failures.u, found.failures.b) < 0.0).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_margin_that_levels_off(seed):
    """As that of a uniform parameter does: no failure beyond where the quadratic turns is left out."""
    found = rarity(lambda u, b: 0.5 * np.array([math.erfc(x / 2**0.5) for x in u[:, 0]]) - 1e-5, 1, 0, seed, 1000)
    assert found.interval.low <= 1e-5 <= found.interval.high


def test_more_precision_takes_more_runs_and_both_numbers_are_kept():
    """Of what is tried, the answer of the subset simulation remains."""
    rough, fine = (rarity(_linear(1e-4, 20), 20, 0, 2, precision=r) for r in (0.5, 0.1))
    assert fine.runs > 3 * rough.runs
    assert fine.is_precise
    assert fine.interval.high / fine.p < 1.12
    both = rarity(_linear(1e-4, 3), 3, 0, 2)
    assert both.averaged[0] == pytest.approx(both.p, rel=0.5)


def test_what_is_frequent_is_counted():
    """No method is better for it."""
    found = rarity(_linear(0.1, 2), 2, 0, seed=2)
    assert found.method == PLAIN
    assert found.interval.low <= 0.1 <= found.interval.high


def test_what_never_happens_is_below_1e_12():
    """After some 14 levels."""
    found = rarity(lambda u, b: 50.0 - u[:, 0], 1, 0, seed=1, n=500)
    assert (found.p, found.interval.high) == (0.0, 1e-12)


def test_a_margin_that_is_0_or_1_is_refused():
    """It does not tell in which direction failure lies."""
    with pytest.raises(ParameterError, match="how near a run is to failing"):
        rarity(lambda u, b: np.where(u[:, 0] > 3.5, -1.0, 1.0), 2, 0, seed=1)


def test_a_parameter_of_a_netlist(tmp_path):
    """With runs that fail, their replays, and corners at which they fail again."""
    report = rare(ISHIGAMI, tmp_path / "out", save_corners=tmp_path / "c.json", most=1e-2, **RISE)
    found = report.facts["found"][0]
    assert found["low"] <= TRUTH <= found["high"]
    assert report.holds
    first = found["failing"][0]
    # The most probable failure lies where the plane is nearest.
    assert first["u"] == pytest.approx([3.5], abs=0.05)
    again = replay(tmp_path / "out", first["run"])
    assert isinstance(again.outcome, Outcome)
    assert again.outcome.margins["s"] == first["margin"] < 0.0
    failing = corners(ISHIGAMI, corners=tmp_path / "c.json", specs=RISE["specs"], reps=1, **IN_PROCESS)
    assert len(failing.facts["corners"]) == 1 + len(found["failing"])
    assert [row["verdict"] for row in failing.facts["specs"]].count("FAIL") == len(found["failing"])
    files = {file.suffix for file in (tmp_path / "out").iterdir()}
    assert {".json", ".md", ".csv"} <= files


def test_agents_luck_cut_into_blocks(tmp_path):
    """A failing run is replayed by its seed and its blocks."""
    report = rare(COIN, tmp_path / "out", **LUCK)
    found = report.facts["found"][0]
    assert found["low"] <= TRUTH <= found["high"]
    assert found["share_of_chance"] == 1.0
    # Five ticks.
    assert {len(row["blocks"]) for row in linesOf(tmp_path / "out")} == {4}
    assert replay(tmp_path / "out", found["failing"][0]["run"]).difference == ""


def test_share_of_chance():
    """A sum of three equal parts, one of which is luck; and one that has none."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal((400_000, 3))
    fails = z.sum(axis=1) > 3.0 * 3**0.5
    assert shareOfChance(z[fails][:, :2], float(fails.mean())) == pytest.approx(1 / 3, abs=0.05)
    assert shareOfChance(z[fails], float(fails.mean())) == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("asked", [(ISHIGAMI, RISE), (COIN, LUCK)], ids=["parameter", "luck"])
def test_an_interrupted_search_comes_to_the_same(tmp_path, asked):
    """By the same command: files, numbers of runs and report."""
    netlist, how = asked
    rare(netlist, tmp_path / "whole", **how)
    with pytest.raises(KeyboardInterrupt):
        rare(netlist, tmp_path / "out", progress=Watcher(777), **how)
    watcher = Watcher()
    rare(netlist, tmp_path / "out", progress=watcher, **how)
    texts = [{name: data.replace(f"{tmp_path}/{folder}".encode(), b"") for name, data in files.items()}
             for folder in ("whole", "out") for files in [filesOf(tmp_path / folder)]]  # fmt: skip
    assert texts[0] == texts[1]
    assert watcher.n_known >= 777


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"specs": {}}, "nothing that rare could be about"),
        ({"only": ["t"]}, "there is no spec t"),
        ({"reps": 2}, "rare chooses seeds by itself"),
        ({"vary": ["x1=0..1,2"]}, "cannot"),
        ({"vary": ["x1=worst(0,1)"]}, "rare cannot draw x1"),
        ({"vary": []}, "nothing is random here"),
    ],
)
def test_what_cannot_be_asked(tmp_path, options, message):
    """Is refused, and leaves nothing behind."""
    with pytest.raises(ParameterError, match=message):
        rare(ISHIGAMI, tmp_path / "out", **{**RISE, **options})
    assert not (tmp_path / "out").exists()


def test_too_little_time(tmp_path):
    """Is an error that says how to go on."""
    with pytest.raises(ExperimentError, match="time was up"):
        rare(ISHIGAMI, tmp_path / "out", seconds=1e-9, **RISE)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            1000,
            r"so far, s has a margin below \S+ with a probability of 0\.0\d+ \(0\.0\d+ to 0\.0\d+\), and fails less",
        ),
        (2300, r"so far, s fails with a probability of 0\.000\d+ \(0\.000\d+ to 0\.000\d+\)\. "),
    ],
    ids=["level", "estimate"],
)
def test_what_is_known_when_time_is_up(tmp_path, monkeypatch, after, said):
    """A bound, or a first estimate, and the command that goes on."""
    timeIsUpAfter(monkeypatch, after)
    with pytest.raises(ExperimentError, match=said + r".*the same command"):
        rare(ISHIGAMI, tmp_path / "out", **RISE)
