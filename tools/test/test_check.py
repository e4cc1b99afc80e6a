"""`tsp run --check` and `tsp fuzz`."""

import csv
import json

import pytest

from engine.Variation import Agent, Whole
from tools.test.helpers import assertOneSentence, netlist, tsp

POOR = '''
def invariant_is_poor(state):
    """Nobody is rich."""
    assert state.getAgent("saver1").OCEAN() < 103, "somebody is"
'''


@pytest.fixture
def saver(tmp_path):
    """A netlist whose agent gets an OCEAN in each tick, with an invariant next to it; rows every 2 ticks."""
    path = netlist(tmp_path, step="self.receiveOCEAN(1.0)", strategy="self.setLogInterval(2 * self.time_step)")
    path.with_name("invariants.py").write_text(POOR)
    return path


@pytest.mark.parametrize(("check", "tick", "rows"), [(["--check", "tick"], 3, 2), (["--check"], 4, 2)])
def test_a_breach_ends_a_run(check, tick, rows, saver, tmp_path):
    """Rows are kept; without a chain, one looks before each row, and at the end."""
    done = tsp("run", saver, tmp_path / "out", "--quiet", *check)
    assertOneSentence(done, f"invariant_is_poor does not hold, at tick {tick}: Nobody is rich; somebody is")
    assert json.loads((tmp_path / "out" / "run.json").read_text())["status"] == "error"
    with (tmp_path / "out" / "data.csv").open() as file:
        assert len(list(csv.reader(file))) == 1 + rows


def test_a_run_is_not_checked_unless_one_asks(saver, tmp_path):
    """It ends well."""
    assert tsp("run", saver, tmp_path / "out", "--quiet").code == 0


def test_a_netlist_without_invariants_cannot_be_checked(tmp_path):
    """It is said rather than passed over, and nothing is left behind."""
    done = tsp("run", netlist(tmp_path), tmp_path / "out", "--check")
    assertOneSentence(done, "has nothing to check", "def invariant_NAME(state)")
    assert not (tmp_path / "out").exists()


def test_fuzz_prints_the_shortest_way_and_a_test(tmp_path):
    """And what to type to see it again."""
    saver = netlist(tmp_path)
    saver.with_name("invariants.py").write_text(POOR)
    with saver.with_name("invariants.py").open("a") as file:
        file.write("\nfrom engine.Variation import Agent, Whole\n")
        file.write("def action_tip(state, who: Agent['Saver'], n: Whole(0, 2)):\n    who.receiveOCEAN(float(n))\n")
    done = tsp("fuzz", saver, "--out", tmp_path / "fuzzed", "--runs", "4", "-j", "1", "--time", "10min")
    assert done.code == 1
    for text in (
        "invariant_is_poor does not hold: Nobody is rich",
        "1  tip(who=saver1, n=",
        "ts.play(CASE)",
        "1 broken",
    ):
        assert text in done.out
    case = next((tmp_path / "fuzzed" / "cases").iterdir())
    again = tsp("fuzz", saver, "--replay", case)
    assert again.code == 1
    assert "2  tip(who=saver1, n=" in again.out
    assert "is_poor does not hold, at call 2, tick 0" in again.out


def test_fuzz_that_finds_nothing_ends_with_0(saver, tmp_path):
    """And with what it tried."""
    saver.with_name("invariants.py").write_text(POOR.replace("103", "1e9"))
    done = tsp("fuzz", saver, "--out", tmp_path / "fuzzed", "--runs", "3", "-j", "1")
    assert (done.code, done.out.splitlines()[-1]) == (0, "3 runs, 3 calls: nothing broken")


def test_a_netlist_that_has_nothing_to_fuzz(tmp_path):
    """The error says what to define; other mistakes are those of the command line."""
    done = tsp("fuzz", netlist(tmp_path))
    assertOneSentence(done, "has nothing to fuzz", "def action_NAME(state, ...)")
    assert tsp("fuzz", netlist(tmp_path / "other"), "--runs", "0").code == 2


def test_kinds_that_only_a_fuzzer_has():
    """Whole numbers span a range, and any of several kinds of agents will do, in the order of the simulation."""
    assert Whole(0, 9).values(4) == [0, 3, 6, 9]
    assert Agent(("b", "str")).among({"a": "", "b": 1, "c": 2}) == ["a", "b"]
    assert Agent().among({"a": ""}) == ["a"]
