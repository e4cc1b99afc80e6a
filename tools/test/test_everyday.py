"""The verbs that look around and help to begin."""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.Netlist import shippedNames
from tools.test.helpers import assertOneSentence, environment, netlist, requireSolc, tsp
from util.config import HOME
from util.constants import VERSION


def test_list_names_shipped_netlists_and_those_found_here(tmp_path):
    """With a line on each; a netlist that cannot be read is not an obstacle."""
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
    for text in ("granter_n_actions", "number of equal grants", "1 or more", "granter_OCEAN, granter_USD"):
        assert text in done.out
    assert "Plots: OCEAN of the granter (OCEAN); USD of the granter ($)\n" in done.out


def test_info_of_a_netlist_of_ones_own_shows_plain_attributes(tmp_path):
    """They say less, but they are there."""
    done = tsp("info", netlist(tmp_path))
    assert done.code == 0
    assert ["saver_OCEAN", "100"] in [line.split()[:2] for line in done.out.splitlines()]


def test_info_of_a_netlist_that_is_not_there():
    """As tsp run says it."""
    assertOneSentence(tsp("info", "simplegrand"), "there is no netlist simplegrand", "Try: tsp run simplegrant")


NEW = [("netlist", "mine"), ("agent", "FooAgent"), pytest.param("contract", "Jar", marks=pytest.mark.node)]


@pytest.mark.parametrize(("kind", "name"), NEW)
def test_what_is_new_works_and_its_test_passes(kind, name, tmp_path):
    """From an empty folder, by the command that is printed."""
    if kind == "contract":
        requireSolc()
    done = tsp("new", kind, name, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    test = next(tmp_path.rglob("test_*.py"))
    (line,) = (line for line in done.out.splitlines() if line.endswith(f"pytest {test.relative_to(tmp_path)}"))
    env = environment({"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"})
    env.pop("PYTHONPATH", None)
    ran = subprocess.run(
        f"{line} -p no:cacheprovider", cwd=tmp_path, env=env, shell=True, capture_output=True, text=True
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
        (("agent", "None"), "Python keeps that word for itself"),
        (("agent", "fooAgent"), "Try: FooAgent"),
        (("contract", "jar"), "Try: Jar"),
        (("netlist", "taken"), "taken exists already"),
    ],
)
def test_what_cannot_be_new(words, said, tmp_path):
    """Says why, and writes nothing."""
    (tmp_path / "taken").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assertOneSentence(tsp("new", *words, cwd=tmp_path), said)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.node
def test_a_contract_that_does_not_compile_leaves_nothing_behind(tmp_path):
    """A name that the Solidity uses itself. Folders that were there stay."""
    requireSolc()
    (tmp_path / "wrappers").mkdir()
    assert "already declared" in tsp("new", "contract", "IERC20", cwd=tmp_path).err
    assert [path.name for path in tmp_path.rglob("*")] == ["wrappers"]


def test_an_agent_is_never_overwritten(tmp_path):
    """Neither is its test."""
    tsp("new", "agent", "FooAgent", cwd=tmp_path)
    (tmp_path / "agents" / "FooAgent.py").write_text("# mine\n")
    assertOneSentence(tsp("new", "agent", "FooAgent", cwd=tmp_path), "agents/FooAgent.py exists already")
    assert (tmp_path / "agents" / "FooAgent.py").read_text() == "# mine\n"


FOLDER = HOME / "web3engine" / "test" / "contracts"


@pytest.fixture
def wrapped(tmp_path, monkeypatch, lookIn):
    """`wrapped(name)`: the class that is written for one of the contracts that tests have."""
    (tmp_path / "contracts").symlink_to(FOLDER)
    monkeypatch.chdir(tmp_path)
    lookIn(FOLDER)

    def wrap(name):
        done = tsp("new", "wrapper", name)
        path = Path(done.out.split()[1])
        assert (done.code, done.err) == (0, ""), done.err
        text = path.read_text()
        assert max(map(len, text.splitlines())) <= 120
        names: dict[str, Any] = {}
        exec(compile(text, str(path), "exec"), names)
        return names[Path(name).stem]

    return wrap


def test_a_new_wrapper_has_a_typed_method_for_each_function(wrapped, alice, bob):
    """Deploys, sends, pays, reads and decodes; arguments have the contract's names."""
    bank = wrapped("Bank").new(alice, value=5)
    receipt = bank.deposit(alice, value=7)
    assert (bank.begun(), receipt.returned) == (5, 12)
    orders = wrapped("Orders").new(alice)
    orders.place({"who": bob, "price": (7, 6), "sizes": [1]}, alice)
    assert [order.who for order in orders.all()] == [bob.address]
    assert orders.last().count == 1


def test_overloads_have_methods_of_their_own(wrapped, alice):
    """With the types in their names; events are read by theirs."""
    over = wrapped("Over").new(alice)
    assert (over.quote_uint256(5), over.quote_int256(5)) == (5, -5)
    assert [event["amount"] for event in over.events(over.pay(alice), "Paid")] == [1, 2]


ODD = [
    {"type": "function", "name": "from", "inputs": [], "outputs": [], "stateMutability": "view"},
    {
        "type": "function",
        "name": "deploy",
        "inputs": [{"type": "uint256", "name": n} for n in ("self", "_x", "x", "", "from", "value")],
        "outputs": [],
        "stateMutability": "payable",
    },
    {"type": "function", "name": "_hidden", "inputs": [], "outputs": [], "stateMutability": "nonpayable"},
    {"type": "function", "name": "$cash", "inputs": [], "outputs": [], "stateMutability": "view"},
    *[
        {
            "type": "function",
            "name": name,
            "inputs": [{"type": kind, "name": "x"}],
            "outputs": [],
            "stateMutability": "view",
        }
        for name, kind in (("f", "uint256[]"), ("f", "uint256"), ("f", "address"), ("f_address", "uint256"))
    ],
]


def test_names_that_Python_does_not_take_are_changed(tmp_path, monkeypatch):
    """Keywords, dollars, names of wrappers' own methods, arguments without names or with one twice; none is lost."""
    (tmp_path / "Odd.json").write_text(json.dumps(ODD))
    monkeypatch.chdir(tmp_path)
    assert tsp("new", "wrapper", "./Odd.json").code == 0
    names: dict[str, Any] = {}
    text = (tmp_path / "wrappers" / "odd.py").read_text()
    exec(text, names)
    odd = names["Odd"]
    assert not hasattr(odd, "new")  # there is no code
    assert odd.CONTRACT == "./Odd.json"
    signature = inspect.signature(odd.deploy_)
    assert list(signature.parameters) == ["self", "self_", "x", "x2", "arg3", "from_", "value_", "from_wallet", "value"]
    assert callable(odd.from_)
    assert callable(odd.call_hidden)
    assert callable(odd.call_cash)
    called = dict(re.findall(r"def (f_\w+)\(.*?_call\(\"(.*?)\"", text, re.DOTALL))
    assert called == {
        "f_uint256": "f(uint256)",
        "f_uint256_": "f(uint256[])",
        "f_address": "f_address",
        "f_address_": "f(address)",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nowhere", "the contract Nowhere is not compiled"),
        ("./2nd.json", "no class can be named '2nd'"),
        ("./Broken.json", "Broken.json is not a compiled contract"),
        ("./Taken.json", "wrappers/taken.py exists already"),
    ],
)
def test_what_cannot_be_wrapped(name, said, tmp_path, monkeypatch):
    """Says why; nothing is overwritten."""
    for file, text in (("2nd.json", "[]"), ("Broken.json", "{"), ("Taken.json", "[]"), ("wrappers/taken.py", "# mine")):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    monkeypatch.chdir(tmp_path)
    assertOneSentence(tsp("new", "wrapper", name), said)
    assert [file.name for file in (tmp_path / "wrappers").iterdir()] == ["taken.py"]
    assert (tmp_path / "wrappers" / "taken.py").read_text() == "# mine"


def test_doctor_names_what_there_is():
    """Versions of what is installed; it fails for nothing that is missing."""
    done = tsp("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"TokenSPICE {VERSION} in ")
    assert "  ok  engine pyevm" in done.out


def test_V4_that_cannot_be_fetched(tmp_path):
    """Says so in a sentence, and leaves nothing."""
    program = "from pathlib import Path\nfrom tools import cli, installv4"
    program += f"\ninstallv4.OCEAN_V4 = Path({str(tmp_path)!r}, 'v4')"
    command = [sys.executable, "-c", f"{program}\nraise SystemExit(cli.main(['install-v4']))"]
    env = environment({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)})
    done = subprocess.run(command, cwd=HOME, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Ocean V4's contracts cannot be installed: No matching distribution")
    assert not (tmp_path / "v4").exists()


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


def completed(*words):
    """What the shell would offer for the last of the words, apart from files."""
    env = {**environment(), "COMP_WORDS": " ".join(["tsp", *words]), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [sys.executable, HOME / "tsp"], env={**env, "_TSP_COMPLETE": "bash_complete"}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [line.removeprefix("plain,") for line in done.stdout.splitlines() if line.startswith("plain,")]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("do",), ["doctor"]),
        (("run", "simp"), ["simplegrant", "simplepool"]),
        (("mc", "wsl"), ["wsloop"]),
        (("run", "simplepool", "out", "--set", "pool_weight"), ["pool_weight_DT=", "pool_weight_OCEAN="]),
        (("mc", "simplepool", "out", "--seed", "1", "--vary", "pub"), ["pub_init_OCEAN="]),
        (("run", "nowhere", "out", "--set", "p"), []),
        (("run", "--set", "p"), []),
    ],
)
def test_the_shell_completes(words, offered):
    """Verbs, netlists, and parameters of the netlist that was typed; nothing, without a word, where there is none."""
    assert completed(*words) == offered
