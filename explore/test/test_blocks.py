"""Runs with blocks of randomness, runs that are asked for twice, goals, and corners that carry blocks."""

import pytest

from engine.Variation import Design
from explore.cornerfile import Corner, cornersOf, saveCorners
from explore.corners import corners
from explore.goals import goalOf
from explore.replay import replay, verify
from explore.Study import Common, Study
from explore.test.helpers import COIN, IN_PROCESS, Watcher, filesOf
from explore.verifyrun import verifyRun
from util.errors import ParameterError

# 5 ticks: the second block begins at tick 1, the third at tick 3.
_BLOCKS = [(11, 12), (11, 13), (10, 12), (11, 12)]


def _asked(out=None, watcher=None, **how):
    common = Common(COIN, out, set={"noise": 1.0}, progress=watcher, **IN_PROCESS)
    with Study("x", common, Design, {}, reps=(1, 1), **how) as study:
        runs = study.campaign.runs([{}] * 4, seeds=[5, 5, 5, 6], blocks=_BLOCKS)
        assert study.campaign.n_runs == 4
        return runs, study.n_stored


def test_a_block_changes_what_comes_after_its_beginning(tmp_path):
    """The last draw is of the last block, so it hangs on its seed alone."""
    runs, _ = _asked(tmp_path / "out")
    draws, totals = runs.measure("draw"), runs.measure("total")
    assert draws[0] == draws[2] == draws[3] != draws[1]
    assert len(set(totals)) == 4


def test_a_run_with_blocks_is_replayed_and_verified(tmp_path):
    """By its number, from its line; and from the run.json of the replay."""
    _asked(tmp_path / "out")
    replayed = replay(tmp_path / "out", 1)
    assert replayed.difference == ""
    assert verify(tmp_path / "out", jobs=1).differences == {}
    assert verifyRun(replayed.folder) == ""


@pytest.mark.parametrize("stop_after", [None, 1])
def test_a_run_that_is_asked_for_twice_is_made_once(tmp_path, stop_after):
    """Also where the campaign was interrupted between."""

    def ask(out, watcher=None):
        common = Common(COIN, out, set={"noise": 1.0}, progress=watcher, **IN_PROCESS)
        with Study("x", common, Design, {}, "common", (1, 1), is_search=True) as study:
            first = study.campaign.runs([{"bias": 1.0}, {"bias": 2.0}, {"bias": 1.0}])
            second = study.campaign.runs([{"bias": 2.0}, {"bias": 3.0}])
            assert [first.number(k) for k in range(3)] == [0, 1, 0]
            return [*first.measure("total"), *second.measure("total")]

    watcher = Watcher(stop_after)
    if stop_after:
        with pytest.raises(KeyboardInterrupt):
            ask(tmp_path / "out", watcher)
    values = ask(tmp_path / "out")
    assert values[0] == values[2]
    assert values[1] == values[3]
    assert filesOf(tmp_path / "out")["runs"].count(b"\n") == 3


def test_corners_carry_blocks(tmp_path):
    """The first replication of such a corner is that run."""
    runs, _ = _asked()
    saveCorners(tmp_path / "c.json", [Corner("lucky", {"bias": 1.0}, 5, (11, 13))])
    report = corners(COIN, corners=tmp_path / "c.json", set={"noise": 1.0}, reps=2, **IN_PROCESS)
    assert report.results.measure("total")[2] == runs.measure("total")[1]
    study = Study("x", Common(COIN, set={"noise": 1.0}, **IN_PROCESS), Design, {})
    with study, pytest.raises(ParameterError, match="cannot have the seed 'a'"):
        cornersOf(study.space, {"bad": {"seed": 1, "blocks": ["a"]}}, None)


def test_goals():
    """A direction and a measure; a verb that searches for nothing takes none."""
    assert str(goalOf("max final(draw)")) == "max final(draw)"
    assert (goalOf("min total").sign, goalOf("max total").sign) == (1.0, -1.0)
    with pytest.raises(ParameterError, match="is not a goal"):
        goalOf("total")
    with pytest.raises(ParameterError, match="cannot be after max total"):
        Study("corners", Common(COIN, goal="max total"), Design, {})
    with Study("x", Common(COIN, goal="max 2 * total", **IN_PROCESS), Design, {}, max_goals=1) as study:
        runs = study.campaign.runs([{"bias": 1.0}])
        assert study.goals[0].of(runs).tolist() == [-2.0 * 4]
    with Study("x", Common(COIN, goal=["min total"], **IN_PROCESS), Design, {}, max_goals=1) as study:
        assert study.goals[0].of(study.campaign.runs([{"bias": 1.0}])).tolist() == [4.0]
