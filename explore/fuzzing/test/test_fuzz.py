"""Fuzzing: planted bugs are found and made short, cases repeat, and what is asked changes nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.Simulation import Simulation
from explore.fuzzing import cases
from explore.fuzzing.fuzz import fuzz, play
from util.config import HOME
from util.errors import InvariantBroken, NetlistError

PLANTED = Path(__file__).parent / "planted"
# Contract → steps of the shortest way to its bug.
BUGS = {"vaulted": 3, "vesting": 4, "doubling": 1, "market": 3, "splitter": 5, "door": 7}

PURSE = '''
"""Somebody who saves; a test adds what is wrong."""
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseNoEvm
from engine.Variation import Agent, Amount, Fraction, Whole


class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.max_ticks = 100
        self.OCEAN = 10.0


class Saver(AgentBaseNoEvm):
    role = "saver"

    def takeStep(self, state):
        state.rng.random()


class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        for name in ("ann", "ben"):
            self.addAgent(Saver(name, 0.0, self.ss.OCEAN))
        self.n = 0


def netlist_createLogData(state):
    return [], ["n"], [state.n]
'''
COUNTER = '''
def action_add(state, n: Whole(0, 9)):
    state.n += n

def invariant_is_small(state):
    """It stays small."""
    return state.n < 100
'''


@pytest.fixture
def purse(tmp_path):
    """`purse(text)`: the path of that netlist, with the text at its end."""

    def written(text):
        (tmp_path / "netlist.py").write_text(PURSE + text)
        return str(tmp_path / "netlist.py")

    return written


def found(netlist, tmp_path, **options):
    """What fuzzing comes to, in few short runs."""
    return fuzz(netlist, tmp_path / "out", **{"runs": 32, "depth": 100, **options})


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found_and_made_short(bug, tmp_path):
    """Within the default budget, and what is kept breaks the same again, at the same call."""
    breaches = fuzz(str(PLANTED / f"{bug}.py"), tmp_path / "out").breaches
    assert [len(breach.case.steps) for breach in breaches] == [BUGS[bug]]
    with pytest.raises(InvariantBroken) as broken:
        play(breaches[0].file)
    assert (broken.value.name, broken.value.call) == (breaches[0].case.broken, BUGS[bug])
    assert [file.name for file in (tmp_path / "out" / "cases").iterdir()] == [breaches[0].case.name()]


@pytest.mark.parametrize("bug", BUGS)
def test_nothing_is_found_where_nothing_is_wrong(bug, tmp_path):
    """The same contracts without their bugs; not even a folder is made."""
    come = found(str(PLANTED / f"{bug}.py"), tmp_path, set={"IS_BROKEN": False})
    assert come.breaches == []
    assert come.n_calls > 2500
    assert not (tmp_path / "out").exists()


def test_processes_and_hash_seeds_change_nothing(tmp_path):
    """The same cases, byte by byte."""
    code = (
        "import sys; from explore.fuzzing.fuzz import fuzz\n"
        f"come = fuzz({str(PLANTED / 'splitter.py')!r}, sys.argv[1], jobs=int(sys.argv[2]), runs=48, depth=200)\n"
        "print(come.n_calls, come.tried, come.refused)"
    )
    seen = []
    for i, (jobs, hash_seed) in enumerate([(1, "1"), (2, "2")]):
        out = tmp_path / str(i)
        command = [sys.executable, "-c", code, str(out), str(jobs)]
        environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(HOME), "PATH": ""}
        said = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
        seen.append((said, {file.name: file.read_bytes() for file in (out / "cases").iterdir()}))
    assert seen[0] == seen[1]
    assert len(seen[0][1]) == 1


def test_numbers_and_agents_are_made_simple(purse, tmp_path):
    """All of 100 at once is not allowed, so twelve steps are needed at least."""
    breach = found(purse(COUNTER), tmp_path).breaches[0]
    assert len(breach.case.steps) == 12
    assert {step.do for step in breach.case.steps} == {"add"}
    assert sum(step.args["n"] for step in breach.case.steps) == 100
    assert breach.case.message == "It stays small"


def test_arguments_of_every_kind(purse, tmp_path):
    """Choices among lists, distributions, booleans, annotations as text, and numbers of one kind that are the same."""
    text = """
from typing import Annotated
from engine.Variation import Choice, Normal

def action_a(state, c: Choice([[1], [2]]), u: Normal(0.0, 1.0), b: bool, d: "Annotated[float, Fraction(0.5, 0.6)]"):
    assert c in ([1], [2]) and type(u) is float and type(b) is bool and 0.5 <= d <= 0.6

def action_put(state, n: Whole(0, 10**24)):
    state.n = n

def action_take(state, n: Whole(0, 10**24)):
    state.n = "taken" if 10**9 < n == state.n else 0

def invariant_nobody_takes(state):
    return state.n != "taken"
"""
    assert found(purse(text), tmp_path).broken() == {"invariant_nobody_takes"}


def test_kept_cases_are_played_first_and_are_mended_later(purse, tmp_path):
    """They lie in the folder of results, and next to the netlist where that has a folder for them."""
    (tmp_path / "fuzz").mkdir()
    netlist = purse(COUNTER)
    found(netlist, tmp_path)
    kept = next((tmp_path / "fuzz").iterdir())
    assert kept.read_bytes() == (tmp_path / "out" / "cases" / kept.name).read_bytes()
    again = found(netlist, tmp_path, runs=1)
    assert [breach.run for breach in again.breaches] == [None]
    mended = found(purse(COUNTER.replace("< 100", "< 10**9")), tmp_path, runs=1)
    assert (mended.breaches, mended.mended) == ([], [tmp_path / "fuzz" / kept.name])
    assert "another version of the netlist" in mended.notes[0]


def test_the_printed_test_fails_as_long_as_it_is_broken(purse, tmp_path):
    """It stands alone."""
    netlist = purse(COUNTER)
    (tmp_path / "test_it.py").write_text(found(netlist, tmp_path).breaches[0].case.test())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]

    def result():
        return subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(HOME)}, capture_output=True, text=True)

    assert "InvariantBroken: invariant_is_small does not hold, at call 12" in result().stdout
    purse(COUNTER.replace("< 100", "< 10**9"))
    assert result().returncode == 0


def test_what_is_refused_is_counted_and_what_is_raised_is_a_crash(purse, tmp_path):
    """A wallet that has too little refuses, as a contract does; False says that an action does not apply."""
    text = """
def action_pay(state, who: Agent["saver"], amount: Amount(11.0, 12.0)):
    who._transferOCEAN(None, amount)

def action_skip(state):
    return False

def action_fail(state, part: Fraction):
    if part == 1.0:
        raise ValueError("all of it")
"""
    come = found(purse(text), tmp_path)
    assert come.refused["pay"] == come.tried["pay"] > 0
    assert come.refused["skip"] == come.tried["skip"] > 0
    assert any("pay was refused" in note for note in come.notes)
    breach = come.breaches[0]
    assert (breach.case.broken, [str(step) for step in breach.case.steps]) == (
        "crash in fail: ValueError",
        ["fail(part=1.0)"],
    )
    strict = found(purse(text), tmp_path, fail_on_revert=True)
    assert "crash in pay: InsufficientFunds" in [breach.case.broken for breach in strict.breaches]


def test_without_actions_seeds_and_parameters_vary(purse, tmp_path):
    """What is found is an ordinary run."""
    netlist = purse("""
FUZZ = {"OCEAN": Amount(0.0, 100.0)}

def invariant_is_poor(state):
    return state.agents["ann"].OCEAN() < 50.0 or state.tick < 7
""")
    case = found(netlist, tmp_path).breaches[0].case
    assert [str(step) for step in case.steps] == ["tick(n=7)"]
    with pytest.raises(InvariantBroken, match="is_poor does not hold, at tick 7"):
        Simulation(netlist, case.seed, case.overrides, check="tick").run()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "defines no invariant and no action"),
        ("def invariant_x(state): return 3", "invariant_x returned 3"),
        ("def invariant_x(state): state.rng.random()", "invariant_x changes what it looks at"),
        ("def invariant_x(state): state.agents['ann'].receiveOCEAN(1.0)", "invariant_x changes what it looks at"),
        ("def action_x(state, a): pass", "nothing says what a of action_x may be"),
        ("def action_x(state, a: float): pass", "nothing says what a of action_x may be"),
        ("FUZZ = {'OCAEN': Amount(0, 1)}\ndef invariant_x(state): pass", "names OCAEN"),
        ("FUZZ = {'OCEAN': 3}\ndef invariant_x(state): pass", "FUZZ of"),
        ("invariant_x = 3", "invariant_x is not a function"),
    ],
)
def test_what_cannot_be_fuzzed_is_refused(text, said, purse, tmp_path):
    """In one sentence."""
    with pytest.raises(NetlistError, match=said):
        found(purse(text), tmp_path)


def test_a_breach_that_depends_on_earlier_runs_is_no_breach(purse, tmp_path):
    """It is said, and nothing is kept."""
    netlist = purse("COUNT = []\ndef invariant_x(state):\n    COUNT.append(1)\n    return len(COUNT) != 2000")
    come = found(netlist, tmp_path)
    assert come.breaches == []
    assert any("did not come again" in note for note in come.notes)


def test_a_case_breaks_what_it_was_found_for(purse, tmp_path):
    """Though another invariant breaks sooner in the same sequence."""
    netlist = purse(COUNTER + "\ndef invariant_is_tiny(state):\n    return state.n < 10")
    broken = {breach.case.broken: breach.case for breach in found(netlist, tmp_path).breaches}
    assert {name: len(case.steps) for name, case in broken.items()} == {
        "invariant_is_tiny": 2,
        "invariant_is_small": 12,
    }
    for name, case in broken.items():
        with pytest.raises(InvariantBroken, match=name):
            play(case)


def test_a_case_that_is_none(tmp_path):
    """As a file or as data."""
    (tmp_path / "case.json").write_text(json.dumps({"seed": 1}))
    with pytest.raises(ValueError, match="cannot be played"):
        cases.load(tmp_path / "case.json")
