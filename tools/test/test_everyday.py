"""The verbs that look around and help to begin."""

import subprocess
import sys

import pytest

from engine.Netlist import shippedNames
from tools.test.helpers import assertOneSentence, environment, netlist, tsp
from util.config import HOME
from util.constants import VERSION


def test_list_names_shipped_netlists_and_those_found_here(tmp_path):
    """With a line on each; a netlist that cannot be read is no obstacle."""
    netlist(tmp_path / "mine", top="")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "netlist.py").write_text("def f(:")
    done = tsp("list", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    for name in shippedNames():
        assert f"  {name} " in done.out
    own = done.out.split("Netlists found here:")[1]
    assert "mine" in own
    assert "A netlist made for a test." in own
    assert "broken  (cannot be read: invalid syntax" in own


def test_list_shows_no_heading_without_a_netlist_of_ones_own(tmp_path):
    """Only those that come with the program."""
    assert "found here" not in tsp("list", cwd=tmp_path).out


def test_info_describes_parameters_columns_and_plots():
    """Defaults, units, bounds and meanings, as in about.md."""
    done = tsp("info", "simplegrant")
    assert (done.code, done.err) == (0, "")
    for text in ("granter_n_actions", "number of equal grants", "1 or more", "granter_OCEAN, granter_USD", "Plots: "):
        assert text in done.out


def test_info_of_a_netlist_of_ones_own_shows_plain_attributes(tmp_path):
    """They say less, but they are there."""
    done = tsp("info", netlist(tmp_path))
    assert done.code == 0
    assert ["saver_OCEAN", "100"] in [line.split()[:2] for line in done.out.splitlines()]


def test_info_of_a_netlist_that_is_not_there():
    """As tsp run says it."""
    assertOneSentence(tsp("info", "simplegrand"), "there is no netlist simplegrand", "Try: tsp run simplegrant")


@pytest.mark.parametrize(("kind", "name"), [("netlist", "mine"), ("agent", "FooAgent")])
def test_what_is_new_works_and_its_test_passes(kind, name, tmp_path):
    """From an empty folder, as pytest finds it."""
    done = tsp("new", kind, name, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    test = next(tmp_path.rglob("test_*.py"))
    assert f"pytest {test.relative_to(tmp_path)}" in done.out
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout


def test_a_new_netlist_runs_and_plots(tmp_path):
    """The commands that are printed next."""
    tsp("new", "netlist", "mine", cwd=tmp_path)
    assert tsp("run", "mine", "out", "--seed", "1", "--set", "share=0.5", cwd=tmp_path).code == 0
    assert tsp("plot", "mine", "out", "png", cwd=tmp_path).code == 0
    assert [file.name for file in (tmp_path / "png").iterdir()] == ["OCEAN_LINEAR.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("netlist", "my-netlist"), "no netlist can be named 'my-netlist'"),
        (("netlist", "2nd"), "no netlist can be named '2nd'"),
        (("agent", "fooAgent"), "Try: FooAgent"),
        (("netlist", "taken"), "taken exists already"),
    ],
)
def test_what_cannot_be_new(words, said, tmp_path):
    """Says why, and writes nothing."""
    (tmp_path / "taken").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assertOneSentence(tsp("new", *words, cwd=tmp_path), said)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_agent_is_never_overwritten(tmp_path):
    """Neither is its test."""
    tsp("new", "agent", "FooAgent", cwd=tmp_path)
    (tmp_path / "agents" / "FooAgent.py").write_text("# mine\n")
    assertOneSentence(tsp("new", "agent", "FooAgent", cwd=tmp_path), "agents/FooAgent.py exists already")
    assert (tmp_path / "agents" / "FooAgent.py").read_text() == "# mine\n"


def test_doctor_names_what_there_is():
    """Versions of what is installed; it fails for nothing that is missing."""
    done = tsp("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"TokenSPICE {VERSION} in ")
    assert "  ok  engine pyevm" in done.out


def test_shell_steps_through_a_simulation(tmp_path):
    """What is typed is Python, with the simulation at hand; its chain is in use."""
    typed = "step(168)\nprint(state.tick, chain.name, row()['n_pools'])\nprint(state.getAgent('pub1').OCEAN())\n"
    done = subprocess.run(
        [sys.executable, HOME / "tsp", "shell", "simplepool", "--seed", "1", "--set", "pub_init_OCEAN=1000"],
        cwd=tmp_path,
        env=environment(),
        input=typed,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.replace(">>> ", "").splitlines()
    assert lines[0].split()[0] == "168"
    assert float(lines[1]) < 1000.0
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_told():
    """As the package's."""
    assert tsp("--version").out == f"TokenSPICE {VERSION}\n"


def test_a_mistyped_verb_is_answered_with_the_nearest():
    """Exit code 2, as for any wrong call."""
    done = tsp("rum", "simplegrant", "out")
    assert done.code == 2
    assert "Did you mean" in done.err
    assert "'run'" in done.err
