"""Campaigns as a whole: they resume, repeat and refuse, whatever the verb."""

import gc
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.Simulation import Simulation
from explore.corners import corners as check
from explore.mc import mc
from explore.replay import verify
from explore.robust import robust
from explore.sweep import sweep
from explore.test.helpers import COIN, FAULTY, IN_PROCESS, LEAKY, PLANTED, Watcher, filesOf, linesOf, timeIsUpAfter
from explore.test.planted import coin
from util.errors import ExperimentError, ParameterError, TokenSpiceError
from web3engine.chain import Chain

RANDOM = {"set": ["noise=1"], "specs": ["total >= 0"], **IN_PROCESS}


def test_an_interrupted_campaign_goes_on(tmp_path):
    """The same call again makes what is missing; runs and report equal those of one that was not interrupted."""
    mc(COIN, tmp_path / "whole", runs=60, **RANDOM)
    for stop in (1, 20, 30):
        with pytest.raises(KeyboardInterrupt):
            mc(COIN, tmp_path / "parts", runs=60, progress=Watcher(stop), **RANDOM)
    watcher = Watcher()
    mc(COIN, tmp_path / "parts", runs=60, progress=watcher, **RANDOM)
    assert filesOf(tmp_path / "parts") == filesOf(tmp_path / "whole")
    assert (watcher.n_known, watcher.n_new) == (51, 9)
    calls = json.loads((tmp_path / "parts" / "campaign.json").read_text())["calls"]
    assert [call["status"] for call in calls] == ["interrupted"] * 3 + ["finished"]


@pytest.mark.parametrize("netlist", [COIN, "simplepool"])
def test_runs_are_freed_as_they_end(netlist):
    """No circle of references keeps a run or its chain until the collector comes."""

    def runs():
        return [one for one in gc.get_objects() if isinstance(one, (Simulation, Chain))]

    gc.collect()
    gc.disable()
    try:
        others = runs()
        sweep(netlist, reps=3, set=["max_ticks=30"], vary=["time_step=86400"], **IN_PROCESS)
        left = [one for one in runs() if not any(one is other for other in others)]
    finally:
        gc.enable()
    assert left == []


def test_a_finished_campaign_runs_nothing_again(tmp_path):
    """It only reports again."""
    mc(COIN, tmp_path / "out", runs=20, **RANDOM)
    before = filesOf(tmp_path / "out")
    watcher = Watcher()
    mc(COIN, tmp_path / "out", runs=20, progress=watcher, **RANDOM)
    assert (watcher.n_new, filesOf(tmp_path / "out")) == (0, before)


def test_more_than_the_default_number_of_runs(tmp_path):
    """What was not said counts as its default: 1,000 runs of mc."""
    options = {**RANDOM, "vary": ["bias=uniform(0,1)"], "set": ["noise=0"]}
    mc(COIN, tmp_path / "out", plain=True, **options)
    watcher = Watcher()
    mc(COIN, tmp_path / "out", runs=1010, plain=True, more=True, progress=watcher, **options)
    assert (watcher.n_known, watcher.n_new) == (1000, 10)


def test_more_runs_begin_with_those_that_are_there(tmp_path):
    """And come to what asking for all of them at once comes to."""
    mc(COIN, tmp_path / "out", runs=20, plain=True, **RANDOM)
    watcher = Watcher()
    mc(COIN, tmp_path / "out", runs=50, plain=True, more=True, progress=watcher, **RANDOM)
    mc(COIN, tmp_path / "whole", runs=50, plain=True, **RANDOM)
    assert (watcher.n_known, watcher.n_new) == (20, 30)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "whole")


def test_more_replications_than_by_default(tmp_path):
    """8 where there is chance; those that are there are kept, and no two runs share a number or a file of rows."""
    out, options = tmp_path / "out", {"vary": ["bias=1,2"], "keep": "rows", **RANDOM}
    sweep(COIN, out, **options)
    before = {row["key"]: row["i"] for row in linesOf(out)}
    with pytest.raises(TokenSpiceError, match="its options reps is 8, not 11. Try: --more"):
        sweep(COIN, out, reps=11, **options)
    watcher = Watcher()
    report = sweep(COIN, out, reps=11, more=True, progress=watcher, **options)
    assert (watcher.n_known, watcher.n_new) == (16, 6)
    sweep(COIN, tmp_path / "whole", reps=11, **options)
    assert (out / "sweep.csv").read_bytes() == (tmp_path / "whole" / "sweep.csv").read_bytes()
    after = linesOf(out)
    assert [row["i"] for row in after] == sorted({row["i"] for row in after})
    assert before.items() <= {row["key"]: row["i"] for row in after}.items()
    for row in after:
        last = (out / "rows" / f"{row['i']}.csv").read_text().splitlines()[-1]
        assert float(last.split(",")[-1]) == row["m"]["total"]
    # The report calls runs by these numbers.
    by_number = {row["i"]: row["m"]["total"] for row in after}
    found = report.results
    assert [by_number[found.number(k)] for k in range(found.n)] == found.measure("total").tolist()


def test_added_replications_that_were_interrupted_go_on(tmp_path):
    """With the same numbers as the runs that are there; what was added needs no --more again."""
    options = {"vary": ["bias=1,2"], **RANDOM}
    sweep(COIN, tmp_path / "out", **options)
    with pytest.raises(KeyboardInterrupt):
        sweep(COIN, tmp_path / "out", reps=12, more=True, progress=Watcher(3), **options)
    watcher = Watcher()
    report = sweep(COIN, tmp_path / "out", reps=12, progress=watcher, **options)
    assert (watcher.n_known, watcher.n_new) == (19, 5)
    assert sorted(report.results.number(k) for k in range(24)) == [row["i"] for row in linesOf(tmp_path / "out")]


def test_the_default_number_of_replications_may_be_said(tmp_path):
    """It asks the same."""
    options = {"vary": ["bias=1,2"], **RANDOM}
    sweep(COIN, tmp_path / "out", **options)
    watcher = Watcher()
    sweep(COIN, tmp_path / "out", reps=8, progress=watcher, **options)
    assert watcher.n_new == 0


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_workers_comes_to_the_same(tmp_path, jobs):
    """To the byte."""
    out = tmp_path / "out"
    mc(COIN, out, runs=100, **{**RANDOM, "jobs": jobs})
    mc(COIN, tmp_path / "one", runs=100, **RANDOM)
    assert filesOf(out) == filesOf(tmp_path / "one")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"set": ["noise=2"]}, "its set noise is 1.0, not 2.0"),
        ({"specs": ["total >= 1"]}, "its specs"),
        ({"runs": 30}, "its options runs is 20, not 30"),
        ({"seed": 1}, "its options seed is 0, not 1"),
        ({"vary": ["bias=normal(0,1)"]}, "its parameters bias is absent"),
    ],
)
def test_a_folder_takes_one_question_only(tmp_path, change, why):
    """Another one is refused, with what is different; nothing changes."""
    mc(COIN, tmp_path / "out", **{"runs": 20, **RANDOM})
    before = filesOf(tmp_path / "out")
    with pytest.raises(TokenSpiceError, match=why):
        mc(COIN, tmp_path / "out", **{"runs": 20, **RANDOM, **change})
    assert filesOf(tmp_path / "out") == before


def test_an_edited_netlist_is_another_question(tmp_path):
    """Runs of two versions never mix in one folder."""
    netlist = tmp_path / "mine.py"
    shutil.copy(COIN, netlist)
    mc(netlist, tmp_path / "out", runs=20, **RANDOM)
    netlist.write_text(netlist.read_text() + "\n# edited\n")
    with pytest.raises(TokenSpiceError, match="its netlist is "):
        mc(netlist, tmp_path / "out", runs=20, **RANDOM)


def test_another_file_of_a_folder_is_another_netlist(tmp_path):
    """Though all Python around it is the same; runs of one never stand for those of the other."""
    for name in ("one.py", "other.py"):
        shutil.copy(COIN, tmp_path / name)
    mc(tmp_path / "one.py", tmp_path / "out", runs=20, **RANDOM)
    with pytest.raises(TokenSpiceError, match="its netlist is another one"):
        mc(tmp_path / "other.py", tmp_path / "out", runs=20, **RANDOM)


def test_an_edited_part_of_its_project_is_another_question(tmp_path):
    """As an agent in another folder."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "parts").mkdir()
    part = tmp_path / "parts" / "factor.py"
    netlist = tmp_path / "mine" / "netlist.py"
    netlist.parent.mkdir()
    netlist.write_text(
        Path(COIN).read_text().replace("import random", "import random\nfrom parts.factor import FACTOR")
    )
    part.write_text("FACTOR = 1\n")
    for _ in range(2):
        mc(netlist, tmp_path / "out", runs=20, **RANDOM)
    part.write_text("FACTOR = 10\n")
    assert verify(tmp_path / "out", 1, jobs=1).changes == "the netlist was edited"
    with pytest.raises(TokenSpiceError, match="a Python file next to it or of its project was"):
        mc(netlist, tmp_path / "out", runs=20, **RANDOM)


def test_an_edited_netlist_is_read_again_in_the_same_process(tmp_path):
    """As in a notebook that stays open."""
    netlist = tmp_path / "mine.py"
    shutil.copy(COIN, netlist)
    assert sweep(netlist, vary=["n_draws=1..2"], **IN_PROCESS).results.measure("total").tolist() == [4.0, 8.0]
    netlist.write_text(netlist.read_text().replace("self.total += self.draw", "self.total += 10 * self.draw"))
    assert sweep(netlist, vary=["n_draws=1..2"], **IN_PROCESS).results.measure("total").tolist() == [40.0, 80.0]


def test_two_netlists_of_one_name_with_parts_of_one_name(tmp_path):
    """Each has its own parts."""
    for folder, factor in (("a", 1), ("b", 10)):
        mine = tmp_path / folder / "mine"
        mine.mkdir(parents=True)
        shutil.copy(COIN, mine / "netlist.py")
        text = (mine / "netlist.py").read_text()
        (mine / "netlist.py").write_text(text.replace("self.total +=", "self.total += FACTOR *").replace(
            "import random", "import random\nfrom parts import FACTOR"))  # fmt: skip
        (mine / "parts.py").write_text(f"FACTOR = {factor}\n")
    for jobs in (1, 2):
        for folder, wanted in (("a", [4.0, 8.0]), ("b", [40.0, 80.0])):
            report = sweep(tmp_path / folder / "mine", vary=["n_draws=1..2"], jobs=jobs)
            assert report.results.measure("total").tolist() == wanted


def test_a_netlist_that_remembers_is_isolated():
    """What an earlier run left behind is seen, told with the cell, and kept from the runs that count."""
    watcher = Watcher()
    report = sweep(LEAKY, vary=["n_draws=1,2"], jobs=1, progress=watcher)
    assert report.results.measure("total").tolist() == [4.0, 8.0]
    assert watcher.said[0].startswith("runs of one seed differ, first in row 1, column total: 0.0 and 10.0")


@pytest.mark.parametrize("limit", [{"timeout": 1.0}, {"memory": 500.0}, {"isolate": True}])
def test_a_netlist_in_no_file_cannot_be_limited(limit):
    """Its runs are in this process, which is said rather than the limit forgotten."""
    with pytest.raises(ParameterError, match="it is in no file"):
        sweep(vars(coin), vary=["bias=1..2"], **limit)


def test_without_chance_one_replication_says_all():
    """And it is said; with chance there are eight."""
    watcher = Watcher()
    assert sweep(COIN, vary=["n_draws=1,2"], progress=watcher, **IN_PROCESS).results.reps == 1
    assert watcher.said == ["another seed gives the same rows, so each point is run once"]
    assert sweep(COIN, vary=["n_draws=1,2"], set=["noise=1"], **IN_PROCESS).results.reps == 8


def test_common_seeds_are_shared_by_points():
    """So their differences are differences of parameters."""
    runs = sweep(COIN, vary=["bias=0,1"], set=["noise=1"], **IN_PROCESS).results
    total = runs.measure("total").reshape(-1, 8)
    assert (total[0] - total[1]).tolist() == pytest.approx([4.0] * 8)
    apart = sweep(COIN, vary=["bias=0,1"], set=["noise=1"], seeds="independent", **IN_PROCESS).results
    total = apart.measure("total").reshape(-1, 8)
    assert (total[0] - total[1]).std() > 0.5


# ---- failures


def test_one_of_each_disaster(tmp_path):
    """Of 40 runs, one raises, one kills its process, one eats memory, one hangs: 36 have results, 4 say why not."""
    deeds = {5: 1, 11: 2, 23: 3, 31: 4}
    corners = {f"c{i}": {"deed": deeds.get(i, 0)} for i in range(1, 40)}
    check(FAULTY, tmp_path / "out", corners=corners, reps=1, jobs=2, timeout=3.0, memory=800, specs=["total >= 0"])
    rows = linesOf(tmp_path / "out")
    failed = {row["i"]: row["error"] for row in rows if row["status"] != "ok"}
    assert (len(rows), set(failed)) == (40, set(deeds))
    assert [failed[i]["status"] for i in deeds] == ["failed", "crashed", "failed", "timeout"]
    assert failed[5] == {
        "status": "failed", "text": "ValueError: enough", "stage": "running", "tick": 2,
        "where": f"explore/test/planted/faulty.py, line {_lineOf('enough')}",
    }  # fmt: skip
    assert failed[11]["text"] == "its process was ended by SIGKILL"
    assert failed[23]["text"] == "MemoryError"


def _lineOf(text):
    return 1 + next(i for i, line in enumerate(Path(FAULTY).read_text().splitlines()) if text in line)


def test_failed_runs_count_against_the_yield():
    """A world in which the simulation breaks down does not fulfil a spec."""
    report = mc(FAULTY, vary=["deed=discrete(0: 0.9, 1: 0.1)"], specs=["total >= 0"], runs=200, plain=True, jobs=1)
    found = report.facts["at"]["nominal"]
    assert 0.82 < found["specs"]["total >= 0"]["yield"] < 0.96
    assert found["specs"]["total >= 0"]["yield"] == 1.0 - found["failed"] / 200
    assert "count as fulfilling no spec" in report.notes[0]


def test_a_campaign_in_which_most_runs_fail_stops():
    """It does not go through a thousand of them, unless it is told to."""
    watcher = Watcher()
    with pytest.raises(ExperimentError, match="of the first 50 runs failed, one of them: ValueError: enough"):
        mc(FAULTY, vary=["deed=discrete(0: 0.5, 1: 0.5)"], runs=200, jobs=1, progress=watcher)
    assert watcher.n_new == 50
    assert mc(FAULTY, vary=["deed=discrete(0: 0.5, 1: 0.5)"], runs=60, jobs=1, keep_going=True).results.n == 60


def test_a_campaign_in_which_all_runs_fail_is_an_error(tmp_path):
    """There is nothing to report, but a command that shows how one of them ends."""
    how: dict[str, Any] = {"set": ["deed=1", "noise=1"], "runs": 20, "jobs": 1}
    with pytest.raises(ExperimentError, match="all 20 runs failed.*Try: tsp run .* --set deed=1"):
        mc(FAULTY, **how)
    with pytest.raises(ExperimentError, match="all 20 runs failed.*Try: tsp replay .*out 0 .* another folder"):
        mc(FAULTY, tmp_path / "out", **how)


def test_a_column_that_the_nominal_run_lacks_is_told_where_others_may_have_it():
    """A choice may bring columns, so it is no error; but it may be a mistyped name."""
    watcher = Watcher()
    how: dict[str, Any] = {"vary": ["kind=good,bad"], "specs": ["spheer >= 0"], **IN_PROCESS}
    report = sweep(str(PLANTED / "bowl.py"), progress=watcher, **how)
    assert "no row of the nominal run has a column spheer: did you mean sphere" in watcher.said[0]
    assert "spheer >= 0 holds in no run, because what it limits has no value." in report.notes


# ---- when time is up


@pytest.mark.parametrize(
    ("verb", "how", "so_far"),
    [
        (sweep, {"vary": ["bias=0..1"]}, r"\d+ of 11 points have all their runs"),
        (
            sweep,
            {"vary": ["bias=0..1", "noise=1..2"], "grid": True, "set": []},
            r"\d+ of 25 points have all their runs",
        ),
        (check, {"vary": ["bias=worst(0,1)", "noise=worst(1,2)"], "set": []}, r"\d of 5 points have all their runs"),
        (robust, {}, r"\d of 3 factors were tried"),
    ],
)
def test_nothing_is_concluded_from_half_the_runs_when_time_is_up(tmp_path, monkeypatch, verb, how, so_far):
    """What was not run is no failure and no verdict; the same call again goes on, to the same report."""
    out, how = tmp_path / "out", {"set": ["noise=1"], "specs": ["total >= -1e9"], "reps": 60, **IN_PROCESS, **how}
    with monkeypatch.context() as patched:
        timeIsUpAfter(patched, 100)
        with pytest.raises(ExperimentError, match=f"time was up after .* so far, {so_far}.*same command"):
            verb(COIN, out, **how)
    assert verb(COIN, out, **how).exit_code == 0
    verb(COIN, tmp_path / "at_once", **how)
    # Commands name the folder.
    whole = filesOf(tmp_path / "at_once")["report.json"].replace(b"at_once", b"out")
    assert filesOf(out)["report.json"] == whole


def test_a_sample_of_worlds_is_told_as_one_when_time_is_up(monkeypatch):
    """Its intervals are as wide as so few runs make them. No run at all is no sample."""
    with monkeypatch.context() as patched:
        timeIsUpAfter(patched, 20)
        report = mc(COIN, runs=3000, **RANDOM)
    assert 20 <= report.results.n < 3000
    assert f"Time was up after {report.results.n:,} of 3,000 runs; the same command again goes on." in report.notes
    with pytest.raises(ExperimentError, match="time was up after 0 runs"):
        mc(COIN, runs=60, seconds=1e-9, **RANDOM)


# ---- what is refused, before anything is made


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"vary": ["bais=1..2"]}, "SimStrategy has no bais: did you mean bias"),
        ({"vary": ["bias=2..1"]}, "low end"),
        ({"vary": ["bias"]}, "not of the form NAME=VALUE"),
        ({"vary": ["bias=1..2", "bias=5..6"]}, "bias twice"),
        ({"vary": ["bias=1..2"], "measures": ["m=final(total)", "m=mean(total)"]}, "m twice"),
        ({"vary": ["bias=1..2"], "runs": 5}, "runs cannot be limited here"),
        ({"vary": ["bias=1..2"], "full": True, "values": 5}, "a full sweep has no values"),
        ({"vary": ["bias=1..2"], "reps": 0}, "reps cannot be 0"),
        ({"vary": ["bias=1..2"], "timeout": 0}, "timeout cannot be 0"),
        ({"vary": ["bias=1..2"], "values": 1}, "values cannot be 1"),
        ({"vary": ["mode=1..2"]}, "mode cannot vary like design"),
        ({"vary": ["idle=1..2"]}, "idle has no effect"),
        ({"vary": ["n_draws=a,b"]}, "n_draws=a does not fit"),
        ({"vary": ["bias=1..2"], "set": ["bias=1"]}, "bias cannot both vary and be set"),
        ({"vary": ["bias=1..2"], "set": ["x=1"]}, "SimStrategy has no x"),
        ({"vary": ["bias=1..2"], "specs": ["profit >= 0"]}, "no row has a column profit"),
        ({"vary": ["bias=1..2"], "specs": ["totl >= 0"]}, "did you mean total"),
        ({"vary": ["bias=1..2"], "specs": ["total"]}, "is not a spec"),
        ({"vary": ["bias=1..2"], "measures": ["m=final(nothing)"]}, "no row has a column nothing"),
        ({"vary": ["bias=1..2"], "measures": ["m=m + 1"]}, "defined by itself"),
        ({"vary": ["bias=1..2"], "seeds": "same"}, "seeds cannot be 'same'"),
        ({"vary": []}, "nothing varies here"),
        ({"vary": ["bias=1..2"], "grid": True, "full": True}, "both a grid and full"),
        ({"vary": [f"{n}=1..9" for n in ("bias", "noise", "n_draws")], "grid": True, "values": 200}, "is too much"),
        ({"vary": ["bias=design()"]}, "its declaration has no bounds"),
        ({"vary": {"bias": 3}}, "bias cannot vary like 3"),
    ],
)
def test_a_question_that_cannot_be_asked_leaves_nothing_behind(tmp_path, options, why):
    """No folder, and a sentence that says what is wrong."""
    with pytest.raises(ParameterError, match=why):
        sweep(COIN, tmp_path / "out", **IN_PROCESS, **options)
    assert list(tmp_path.iterdir()) == []
