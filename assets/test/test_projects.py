"""Projects as users of earlier versions have them run here as they are, from a folder of their own.

They are in projects/: of 2021 (single files, folders with relative imports, agents in assets/agents/), of 2022 (science
communities with objects twice), of 2023 (agents/ and netlists/, and Brownie's idioms), and one with modules next to its
netlist.
"""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tokenspice as ts
from util.config import HOME

PROJECTS = Path(__file__).parent / "projects"
HOURS_OF_3_YEARS = {"max_ticks": 26281}

# Project, its netlist, a netlist of ours that has the same numbers, with which overrides, and how exact they are.
SAME = [
    ("y2021", "assets/netlists/pools", "simplepool", {}, 0.0),
    ("y2021", "assets/netlists/loop", "wsloop", {}, 1e-12),
    ("y2022", "assets/netlists/journals", "opsci_naive", HOURS_OF_3_YEARS, 0.0),
    ("y2022", "assets/netlists/sharing", "opsci_profit_sharing", HOURS_OF_3_YEARS, 0.0),
    ("y2023", "netlists/grants", "simplegrant", {}, 0.0),
    ("y2023", "netlists/pools", "simplepool", {}, 0.0),
    ("y2023", "netlists/vesting", "scheduler", {}, 0.0),
    ("y2023", "netlists/market", "oceanv3", {"OCEAN_to_keep": 0.0}, 1e-12),
    ("beside", "mine", "simplegrant", {}, 0.0),
]


def command(folder, *words, **variables):
    """Runs a command in `folder`; returns what it printed."""
    typed = [sys.executable, *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": "", **variables}
    done = subprocess.run(typed, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path):
    """A copy of a project, in its own folder."""

    def copied(name):
        shutil.copytree(PROJECTS / name, tmp_path / name)
        return tmp_path / name

    return copied


def rows(folder):
    with open(folder / "data.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "netlist", "ours", "overrides", "rel"), SAME, ids=[f"{s[0]}-{s[2]}" for s in SAME])
def test_a_netlist_of_an_earlier_version_has_the_numbers_of_ours(
    project, tmp_path, name, netlist, ours, overrides, rel
):
    """Column by column; and it is plotted."""
    theirs = project(name)
    command(theirs, HOME / "tsp", "run", f"{netlist}/netlist.py", "outdir_csv", "--seed", "1", "--quiet")
    ts.simulate(ours, 1, overrides, out=tmp_path / "ours_csv")
    found, expected = rows(theirs / "outdir_csv"), rows(tmp_path / "ours_csv")
    assert len(found) == len(expected) > 10
    for column in found[0]:
        values, wanted = ([float(row[column]) for row in table] for table in (found, expected))
        assert values == (wanted if rel == 0.0 else pytest.approx(wanted, rel=rel))
    command(theirs, HOME / "tsp", "plot", f"{netlist}/netlist.py", "outdir_csv", "outdir_png")
    assert list((theirs / "outdir_png").glob("*.png"))


def test_a_strategy_that_reads_the_clock_of_the_chain_is_described_and_varied(project):
    """As that of 2023's scheduler: `tsp info` shows it, and a campaign varies what stands next to it."""
    theirs, netlist = project("y2023"), "netlists/vesting/netlist.py"
    assert "start_timestamp" in command(theirs, HOME / "tsp", "info", netlist)
    vary = ("--vary", "OCEAN_funded=uniform(1,9)", "--measure", "held=beneficiary_OCEAN")
    command(theirs, HOME / "tsp", "mc", netlist, "outdir", "--runs", "2", "--jobs", "1", "--seed", "1", *vary)
    shown = command(theirs, HOME / "tsp", "runs", "outdir")
    assert "OCEAN_funded" in shown
    assert "held" in shown


def test_a_netlist_that_takes_no_strategy_says_so(project):
    """Where it asserts that there is none: `--set` is refused with what to write instead."""
    words = (HOME / "tsp", "run", "netlists/grants/netlist.py", "out", "--set", "granter_init_OCEAN=2.0")
    done = subprocess.run([sys.executable, *words], cwd=project("y2023"), capture_output=True, text=True)
    assert done.returncode == 1
    assert "--set has no effect" in done.stderr
    assert "SimState() takes no strategy. Try: def __init__(self, ss=None) and super().__init__(ss or" in done.stderr


def test_the_same_bytes_whatever_the_hash_seed(project):
    """A netlist of 2021 that wires up agents in a set repeats itself, from whatever folder it is run."""
    theirs = project("y2021")
    written = []
    for i, folder in enumerate((theirs, theirs / "assets" / "netlists" / "loop")):
        netlist = os.path.relpath(theirs / "assets" / "netlists" / "loop" / "netlist.py", folder)
        words = ("run", netlist, theirs / f"out{i}", "--seed", "1", "--quiet")
        command(folder, HOME / "tsp", *words, PYTHONHASHSEED=str(i))
        written.append((theirs / f"out{i}" / "data.csv").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("name", "netlist", "copies"),
    [
        (
            "y2021",
            "assets/netlists/pools",
            ("engine/AgentBase", "util/constants", "web3engine/bpool", "web3tools/web3util"),
        ),
        ("y2023", "netlists/pools", ("engine/AgentBase", "util/globaltokens", "sol057/contracts/oceanv3/oceanv3util")),
    ],
)
def test_a_whole_clone_runs_on_this_engine(project, name, netlist, copies):
    """Its own floors are not used, and the log says so."""
    theirs = project(name)
    for copy in copies:
        (theirs / f"{copy}.py").write_text("raise RuntimeError('a copy is used')\n")
    said = command(theirs, HOME / "tsp", "run", f"{netlist}/netlist.py", "outdir_csv", "--seed", "1")
    for floor in {copy.split("/")[0] for copy in copies}:
        assert said.count(f"{floor} is not used: TokenSPICE has its own {floor}") == 1
    assert rows(theirs / "outdir_csv")[-1]["n_pools"] == "2"
    assert pytestIn(theirs, "-p", "tokenspice.testing").startswith(f"{N_TESTS[name]} passed")


# ---- their tests

N_TESTS = {"y2021": 80, "y2022": 12, "y2023": 66}


def pytestIn(folder, *options):
    """The last line that pytest prints there."""
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", *options)
    return command(folder, *words, PYTHONPATH=str(HOME)).splitlines()[-1]


@pytest.mark.parametrize("name", N_TESTS)
def test_their_tests_pass(project, name):
    """With the plugin, and without a conftest of ours: they open no chain and import `web3tools`."""
    assert pytestIn(project(name), "-p", "tokenspice.testing").startswith(f"{N_TESTS[name]} passed")


def test_each_of_their_tests_is_isolated(project):
    """In any order, and alone: the god account, which they call Alice, is never richer than its wallet says."""
    theirs = project("y2021")
    plugin, wallets = ("-p", "tokenspice.testing"), "engine/test/test_AgentWallet.py"
    for one in (f"{wallets}::test_buyDT", "assets/agents/test/test_agents.py::test_PoolAgent"):
        assert pytestIn(theirs, *plugin, one).startswith("1 passed")
    assert pytestIn(theirs, *plugin, "web3engine/test", wallets).startswith("28 passed")


@pytest.mark.parametrize(
    ("ini", "conftest"),
    [
        ("[pytest]\naddopts = -p tokenspice.testing\n", ""),
        (f"[pytest]\npythonpath = {HOME}\n", "pytest_plugins = ['tokenspice.testing']\n"),
    ],
    ids=["ini", "conftest"],
)
def test_the_plugin_is_switched_on_by_an_ini_or_a_conftest_as_well(project, ini, conftest):
    """As a project may prefer."""
    theirs = project("y2022")
    (theirs / "pytest.ini").write_text(ini)
    (theirs / "conftest.py").write_text(conftest)
    assert pytestIn(theirs).startswith(f"{N_TESTS['y2022']} passed")
