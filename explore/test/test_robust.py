"""Robust: planted artefacts are found under what brings them out, and nowhere else; sound models are left alone."""

from typing import Any

import pytest

from explore.Job import Outcome
from explore.perturbations import NAMES, VARIANTS, Name
from explore.replay import replay, verify
from explore.robust import FRAGILE, ROBUST, SHIFTED, robust
from explore.test.helpers import COIN, IN_PROCESS, PLANTED, Watcher, filesOf, linesOf
from explore.test.planted import contest
from explore.verifyrun import verifyRun
from tokenspice import Simulation
from util.errors import NetlistError, ParameterError

CONTEST = str(PLANTED / "contest.py")


def flagged(report):
    """Factors under which something moves, "order" and "time step" for both of their kinds."""
    moved = [f["factor"] for f in report.facts["findings"] if f["verdict"] in (SHIFTED, FRAGILE)]
    return {next((kind for kind in ("order", "time step") if name.startswith(kind)), name) for name in moved}


@pytest.mark.parametrize("flaw", contest.FLAWS)
def test_an_artefact_is_found_under_its_own_factor(flaw):
    """And under no other."""
    assert flagged(robust(vars(contest), set={"flaw": flaw}, reps=24)) == {contest.FLAWS[flaw]}


@pytest.mark.parametrize("flaw", contest.SOUND)
def test_a_sound_model_is_left_alone(flaw):
    """Nothing moves, so every spec keeps its verdict: exit code 0."""
    report = robust(vars(contest), set={"flaw": flaw}, reps=24)
    assert flagged(report) == set()
    assert report.exit_code == 0


def test_a_spec_that_flips_is_fragile(tmp_path):
    """a0 is rich where it asks first and poor where it asks last. The pair of runs that differ most can be replayed."""
    out = tmp_path / "out"
    report = robust(CONTEST, out, set=["flaw=tie"], reps=6, **IN_PROCESS)
    assert report.exit_code == 3
    worst = next(f for f in report.facts["findings"] if f["verdict"] == FRAGILE)
    assert (worst["what"], worst["factor"]) == ("spec: a0 is poor", "order reversed")
    assert worst["difference"] == pytest.approx(40.0, abs=4.0)
    assert worst["low"] < worst["difference"] < worst["high"]
    assert [text.split()[:2] for text in worst["replay"]] == [["tsp", "replay"]] * 2
    again = [replay(out, i) for i in worst["runs"]]
    assert [one.difference for one in again] == ["", ""]
    margins = [one.outcome.margins["a0 is poor"] for one in again if isinstance(one.outcome, Outcome)]
    assert margins[1] - margins[0] >= worst["difference"]
    # What the replay wrote can be verified as any run can: run.json says what was changed.
    assert verifyRun(again[1].folder) == ""


def test_every_variant_is_made_again(tmp_path):
    """Verify makes all runs once more, in other processes."""
    robust(CONTEST, tmp_path / "out", set=["flaw=lucky", "max_ticks=5"], reps=2, **IN_PROCESS)
    assert {row.get("variant") for row in linesOf(tmp_path / "out")} >= {NAMES, "stream"}
    found = verify(tmp_path / "out", jobs=1)
    assert (found.n, found.differences) == (28, {})


def test_it_goes_on_where_it_was_stopped(tmp_path):
    """To the same folder, whatever had been made before."""
    options: dict[str, Any] = {"set": ["flaw=lucky", "max_ticks=5"], "reps": 3, "pictures": False}
    robust(CONTEST, tmp_path / "whole", jobs=2, **options)
    with pytest.raises(KeyboardInterrupt):
        robust(CONTEST, tmp_path / "part", progress=Watcher(stop_after=20), **options, **IN_PROCESS)
    watcher = Watcher()
    robust(CONTEST, tmp_path / "part", progress=watcher, **options, **IN_PROCESS)
    assert watcher.n_known >= 20
    whole, part = filesOf(tmp_path / "whole"), filesOf(tmp_path / "part")
    for name in whole:
        assert part[name] == whole[name].replace(str(tmp_path / "whole").encode(), str(tmp_path / "part").encode())


def test_a_netlist_on_chain():
    """Its clock may start later, and both engines agree to the last digit; what cannot be tried is named."""
    report = robust("simplepool", set={"max_ticks": 30}, reps=2, measures=["left=final(publisher_OCEAN)"], **IN_PROCESS)
    verdicts = {f["factor"]: f["verdict"] for f in report.facts["findings"]}
    assert {verdicts[name] for name in ("start", "names")} == {ROBUST}
    assert verdicts.get("engine", ROBUST) == ROBUST
    assert report.facts["not_tried"]["order"] == "one agent acts"


@pytest.mark.parametrize(("log_hours", "ticks", "last_day"), [(24, 100, 4.0), (120, 120, 5.0)])
def test_the_slower_engine_does_little_of_a_long_run(log_hours, ticks, last_day):
    """Both engines do the same first ticks, and what those come to says nothing of how the nominal runs vary."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    measures = ["day=final(Day)", "left=final(publisher_OCEAN)"]
    short = {"max_ticks": 240, "log_interval": log_hours * 3600}
    report = robust("simplepool", set=short, reps=2, measures=measures, **IN_PROCESS)
    findings = {(f["what"], f["factor"]): f for f in report.facts["findings"]}
    assert findings["day", f"engine, {ticks} ticks"]["baseline"] == last_day
    assert {findings["day", factor]["baseline"] for factor in ("names", "start")} == {10.0}
    assert findings["left", f"engine, {ticks} ticks"]["verdict"] == ROBUST
    # Of days, which are the same in every nominal run.
    assert findings["day", "start"]["margin"] == pytest.approx(0.01)


def test_what_scales_a_model():
    """A parameter that says how large it is is multiplied; any other one may matter, so it is refused."""
    report = robust(COIN, vary=["n_draws=scale(0.5,2)"], reps=4, measures=["t=final(total)"], **IN_PROCESS)
    found = [f for f in report.facts["findings"] if f["factor"] == "n_draws × 2"]
    assert [(f["verdict"], f["difference"]) for f in found] == [(SHIFTED, 4.0)]
    with pytest.raises(ParameterError, match="robust does not vary"):
        robust(COIN, vary=["bias=0..1"], **IN_PROCESS)


@pytest.mark.parametrize("options", [{"margin": 0.0}, {"reps": 1}, {"reps": 10_001}])
def test_what_cannot_be_asked(options, tmp_path):
    """Nothing is left behind."""
    with pytest.raises(ParameterError):
        robust(COIN, tmp_path / "out", **options)
    assert list(tmp_path.iterdir()) == []


def test_rates_are_per_second_or_per_tick():
    """Only the former lets the time step be changed."""
    assert "time step" in robust({**vars(contest), "netlist_rates": "per tick"}, reps=2).facts["not_tried"]
    with pytest.raises(NetlistError, match="netlist_rates"):
        robust({**vars(contest), "netlist_rates": "per minute"}, reps=2)


def test_a_run_that_fails_under_a_factor(tmp_path):
    """Is fragile, and the report says which run it was."""

    class Picky(contest.Contestant):
        def takeStep(self, state):
            if list(state.agents)[-1] != "picky":
                raise ValueError("I am not last")

    class SimState(contest.SimState):
        def __init__(self, ss=None):
            super().__init__(ss)
            self.addAgent(Picky("picky", worth=1.0))

    report = robust({**vars(contest), "SimState": SimState}, reps=4, set={"max_ticks": 3}, keep_going=True)
    assert report.exit_code == 3
    assert "runs fail that do not otherwise" in report.facts["failing"]["names"]


def test_names_are_the_same_texts_in_another_order():
    """Whoever looks for a name finds it; only order changes, and that of other texts does not."""
    names = [Name(f"a{i}", "salt") for i in range(20)]
    assert names == [f"a{i}" for i in range(20)]
    assert names.index("a3") == 3  # type: ignore[arg-type]
    assert {"a3"} & set(names) == {"a3"}
    in_order = sorted(names)
    assert in_order != sorted(map(str, names))
    shuffled = [*names[7:], *names[:7]]
    assert in_order == sorted(shuffled)
    assert all((a < b) == (b > a) == (not a >= b) == (not b <= a) for a in names for b in names)
    assert sorted(["zebra", names[0], "ant"]) == [names[0], "ant", "zebra"]


def test_newborns_get_such_names_too():
    """And act from the next step on, after the others."""
    with Simulation(vars(contest), 1) as simulation:
        VARIANTS[NAMES].begin(simulation)
        state = simulation.state
        state.addAgent(contest.Contestant("b0", worth=1.0))
        assert isinstance(state.getAgent("b0").name, Name)
        assert [a.name for a in state.agents.acting()] == [f"a{i}" for i in range(10)] + ["b0"]
        assert list(state.agents) != [a.name for a in state.agents.acting()]
