"""`tsp run`, when something goes wrong: one sentence, and nothing half-made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.test.helpers import (
    SIMPLEGRANT,
    SIMPLEPOOL,
    assertOneSentence,
    door,
    environment,
    facts,
    lineOf,
    netlist,
    table,
    tsp,
)
from util.config import HOME


def _refused(folder, *arguments):
    """What `tsp run … out` says from `folder`, having made nothing there."""
    before = sorted(folder.rglob("*"))
    done = tsp("run", *arguments, cwd=folder)
    assert [path for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts] == before
    return done


# ---- before the run: nothing is made


@pytest.mark.parametrize("path", ["simplegrants", "assets/netlists/nosuch/netlist.py", "", "netlist"])
def test_a_missing_netlist(path, tmp_path):
    """Says which ones there are, and how to run one."""
    done = _refused(tmp_path, path, "out")
    assertOneSentence(done, "there is no netlist", "simplegrant, simplepool", "Try: tsp run simplegrant")


def test_a_folder_without_a_netlist(tmp_path):
    """Says which file it looked for."""
    (tmp_path / "empty").mkdir()
    assertOneSentence(_refused(tmp_path, "empty", "out"), "there is no netlist empty/netlist.py", "Try: ")


@pytest.mark.parametrize("text", ["not Python", "Python"])
def test_a_netlist_must_be_a_Python_file(text, tmp_path):
    """By its name."""
    (tmp_path / "netlist.txt").write_text("x = 1\n")
    assertOneSentence(
        _refused(tmp_path, "netlist.txt", "out"), "netlist.txt is not a Python file", "Try: name it netlist.py"
    )


@pytest.mark.parametrize("name", ["SimState", "netlist_createLogData"])
def test_a_netlist_without_a_name_that_it_needs(name, tmp_path):
    """Says which name."""
    netlist(tmp_path, bottom=f"del {name}")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), f"netlist.py has no {name}", f"Try: define {name} in it")


@pytest.mark.parametrize(
    ("name", "written"),
    [("SimState", "Simstate"), ("netlist_createLogData", "netlist_createLogdata")],
)
def test_a_netlist_with_nearly_the_name_that_it_needs(name, written, tmp_path):
    """Says which one looks like it."""
    netlist(tmp_path, bottom=f"{written} = {name}\ndel {name}")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), f"has no {name}", f"{written}, which looks like it")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("import nosuch", "ModuleNotFoundError: No module named 'nosuch'"),
        ("FEE = 1 / 0", "ZeroDivisionError: division by zero"),
        ("def f(:", "SyntaxError: invalid syntax"),
        ("if True:\nFEE = 1", "IndentationError: expected an indented block"),
        ("raise AssertionError", "AssertionError"),
        ("from .SimState import SimState", "there is no module named SimState next to it"),
    ],
)
def test_a_netlist_that_cannot_be_imported(line, fault, tmp_path):
    """Says what is wrong, in which file and line."""
    file = netlist(tmp_path, top=line)
    number = lineOf(file, line.splitlines()[-1])
    done = _refused(tmp_path, "netlist.py", "out")
    assertOneSentence(done, "netlist.py cannot be imported", fault, f"(netlist.py, line {number})", "Try: ", "--debug")


def test_a_sibling_that_cannot_be_imported_is_blamed_itself(tmp_path):
    """Not the netlist that imports it."""
    netlist(tmp_path, top="import broken_sibling")
    (tmp_path / "broken_sibling.py").write_text("\n\nprice = 1 / 0\n")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), "ZeroDivisionError", "(broken_sibling.py, line 3)")


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"state": "self.fee = 1 / 0"}, "ZeroDivisionError: division by zero"),
        ({"strategy": "self.fee = self.nosuch"}, "AttributeError: 'SimStrategy' object has no attribute 'nosuch'"),
    ],
)
def test_a_state_that_cannot_be_built(parts, fault, tmp_path):
    """Says what is wrong, in which line of the netlist."""
    file = netlist(tmp_path, **parts)
    number = lineOf(file, *parts.values())
    done = _refused(tmp_path, "netlist.py", "out")
    assertOneSentence(done, "netlist.py cannot be built", fault, f"(netlist.py, line {number})", "Try: tsp run --debug")


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (
            {"strategy": "self.setMaxTime(3, 'weeks')"},
            "setMaxTime() does not know the unit 'weeks', while the netlist was built: it knows ticks, min,",
        ),
        ({"strategy": "self.setTimeStep(0)"}, "time_step cannot be 0"),
        ({"strategy": "self.setLogInterval(1.5)"}, "log_interval cannot be 1.5"),
        ({"strategy": "self.setMaxTicks(-1)"}, "max_ticks cannot be -1"),
        ({"strategy": "self.saver_OCEAN = -5.0"}, "saver1 was asked to move -5.0 OCEAN"),
        ({"state": "self.addAgent(Saver('saver1', 0.0, 0.0))"}, "two agents are named 'saver1'"),
        ({"state": "self.getAgent('nobody')"}, "no agent is named 'nobody'"),
    ],
)
def test_what_a_netlist_may_not_do_when_it_is_built(parts, fault, tmp_path):
    """Says what it may do."""
    netlist(tmp_path, **parts)
    done = _refused(tmp_path, "netlist.py", "out")
    assert fault.lower() in done.err.lower()
    assertOneSentence(done, "while the netlist was built")


def test_a_state_without_a_strategy(tmp_path):
    """It would not know when to stop."""
    netlist(tmp_path, bottom="class SimState(SimStateBase):\n    pass")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), "no strategy in self.ss", "Try: super().__init__(ss)")


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ("time_step, max_ticks, log_interval = 0, 10, 3600", "time_step cannot be 0"),
        ("time_step, max_ticks, log_interval = 3600, -1, 3600", "max_ticks cannot be -1"),
        ("time_step, max_ticks = 3600, 10", "the strategy SimStrategy has no log_interval"),
    ],
)
def test_times_of_a_strategy_of_any_class_are_checked(times, words, tmp_path):
    """A run of ticks that take no time would end without a row."""
    netlist(tmp_path, bottom=f"class SimStrategy:\n    saver_OCEAN = 1.0\n    {times}")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), words)


def test_an_engine_that_is_not_installed(tmp_path, monkeypatch):
    """Says which one is always there."""
    monkeypatch.setitem(sys.modules, "tokenspice_evm", None)
    done = _refused(tmp_path, SIMPLEPOOL, "out", "--engine", "revm")
    assertOneSentence(done, "revm is not installed", "Try: ", "--engine pyevm")


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_an_output_dir_that_exists(make, tmp_path):
    """Is left as it is, whether a folder, a file, or a link to nowhere. Says nothing that would make one delete it."""
    make(tmp_path / "out")
    done = _refused(tmp_path, SIMPLEGRANT, "out")
    assertOneSentence(done, "out exists already", "Try: another name")
    assert "rm " not in done.err


@pytest.mark.parametrize("outdir", [".", "", "..", "/"])
def test_the_output_dir_is_never_a_folder_of_the_user(outdir, tmp_path):
    """A run makes its own folder."""
    assertOneSentence(_refused(tmp_path, SIMPLEGRANT, outdir), "exists already")


def test_an_output_dir_below_a_missing_folder(tmp_path):
    """Says how to make that one."""
    done = _refused(tmp_path, SIMPLEGRANT, "2021/july/out")
    assertOneSentence(done, "2021/july/out cannot be made", f"Try: mkdir -p {tmp_path}/2021/july")


@pytest.mark.parametrize("outdir", ["notes/out", "notes/july/out"])
def test_an_output_dir_below_a_file(outdir, tmp_path):
    """No mkdir would help."""
    (tmp_path / "notes").write_text("dear diary\n")
    done = _refused(tmp_path, SIMPLEGRANT, outdir)
    assertOneSentence(done, f"{outdir} cannot be made", f"{tmp_path}/notes is not a folder", "Try: another name")


def test_the_output_dir_is_checked_before_the_netlist_is_imported(tmp_path):
    """An import may take long."""
    netlist(tmp_path, top="raise RuntimeError('too late')")
    (tmp_path / "out").mkdir()
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), "out exists already")


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        (
            "granter_init_OCEN=5",
            ("SimStrategy has no granter_init_OCEN", "granter_init_OCEAN", "Try: --set granter_init"),
        ),
        ("granter_actions=5", ("has no granter_actions", "did you mean ", "granter_n_actions")),
        ("Q=5", ("has no Q", "it has granter_init_OCEAN, granter_n_actions, granter_s_between_grants, log_interval")),
        ("setMaxTime=5", ("has no setMaxTime",)),
        ("__class__=5", ("has no __class__",)),
        (
            "granter_n_actions",
            ("--set granter_n_actions is not of the form NAME=VALUE", "Try: --set granter_n_actions="),
        ),
        ("=5", ("--set =5 is not of the form NAME=VALUE", "Try: --set NAME=VALUE")),
        ("", ("not of the form NAME=VALUE",)),
        ("granter_n_actions=four", ("granter_n_actions=four does not fit", "expected an int, such as")),
        ("granter_n_actions=2.5", ("granter_n_actions=2.5 does not fit", "expected an int, such as")),
        ("granter_n_actions=inf", ("granter_n_actions=inf does not fit", "expected an int, such as")),
        (
            "granter_init_OCEAN=lots",
            ("granter_init_OCEAN=lots does not fit", "expected a float, such as"),
        ),
        (
            "granter_init_OCEAN=nan",
            ("granter_init_OCEAN=nan does not fit", "expected a float, such as"),
        ),
        ("granter_init_OCEAN=", ("granter_init_OCEAN= does not fit", "expected a float, such as")),
        ("granter_init_OCEAN=-1", ("granter_init_OCEAN cannot be -1.0: it is a number, 0 or more",)),
        ("granter_n_actions=0", ("granter_n_actions cannot be 0: it is a whole number, 1 or more",)),
        ("time_step=0", ("time_step cannot be 0", "one or more")),
        ("time_step=1e30", ("time_step cannot be 1000000000000000000000000000000 s", "longer than 34,000 years")),
        ("log_interval=-60", ("log_interval cannot be -60", "one or more")),
        ("max_ticks=inf", ("max_ticks cannot be inf",)),
        ("max_ticks=-1", ("max_ticks cannot be -1",)),
    ],
)
def test_a_set_that_cannot_be(assignment, words, tmp_path):
    """Says which values there are, of which type, and what they are now."""
    assertOneSentence(_refused(tmp_path, SIMPLEGRANT, "out", "--set", assignment), *words)


@pytest.mark.parametrize(
    ("netlist", "assignment", "words"),
    [
        ("simplepool", "pool_weight_DT=5", "the pool weights do not fit"),
        ("scheduler", "duration_seconds=-1", "duration_seconds cannot be -1"),
        ("oceanv3", "mal_DT_stake=101", "mal cannot stake more datatokens than it mints"),
        ("oceanv3", "scenario=rug", "scenario cannot be 'rug': it is one of baseline, rug_liquidity"),
        ("oceanv4", "publisher_vested_amount=101", "a tenth of publisher_DT_cap"),
        ("opsci_naive", "GRANT_RANGE=(2, 1)", "the lower one first"),
        ("wsloop", "UNMINTED_OCEAN_SUPPLY=1e9", "more than TOTAL_OCEAN_SUPPLY"),
    ],
)
def test_values_that_make_no_sense(netlist, assignment, words, tmp_path):
    """Alone, or together with others."""
    assertOneSentence(_refused(tmp_path, netlist, "out", "--set", assignment), words)


def test_one_bad_set_spoils_them_all(tmp_path):
    """The good ones before it do not start a run."""
    done = _refused(tmp_path, SIMPLEGRANT, "out", "--set", "granter_n_actions=2", "--set", "granter_n_actions=x")
    assertOneSentence(done, "granter_n_actions=x does not fit", "default 4")


@pytest.mark.parametrize(
    ("bottom", "fault"),
    [
        ("class SimState(SimState):\n    def __init__(self):\n        super().__init__()", "takes no strategy"),
        (
            "class SimState(SimState):\n    def __init__(self, ss=None):\n        super().__init__()",
            "does not use the strategy it is given",
        ),
    ],
)
def test_a_netlist_that_takes_no_strategy_cannot_be_set(bottom, fault, tmp_path):
    """Instead of a run in which --set has had no effect."""
    netlist(tmp_path, bottom=bottom)
    done = _refused(tmp_path, "netlist.py", "out", "--set", "saver_OCEAN=5")
    assertOneSentence(done, "--set has no effect on netlist.py", fault, "Try: def __init__(self, ss=None)")
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0


def test_a_netlist_without_a_strategy_of_that_name_cannot_be_set(tmp_path):
    """--set looks for SimStrategy."""
    netlist(tmp_path, bottom="Strategy = SimStrategy\ndel SimStrategy")
    assertOneSentence(
        _refused(tmp_path, "netlist.py", "out", "--set", "saver_OCEAN=5"), "netlist.py has no SimStrategy"
    )


def test_debug_shows_the_traceback_as_well(tmp_path):
    """Above the sentence."""
    netlist(tmp_path, state="self.fee = 1 / 0")
    done = _refused(tmp_path, "netlist.py", "out", "--debug")
    assert done.code == 1
    assert "Traceback (most recent call last):" in done.err
    assert "self.fee = 1 / 0" in done.err
    assert done.err.splitlines()[-1].startswith("Error: netlist.py cannot be built")


# ---- in the middle of a run: what is there stays


def _stopped(folder, **parts):
    """What a run says that does not reach its end, and what its run.json says."""
    netlist(folder, **parts)
    done = tsp("run", "netlist.py", "out", "--quiet", cwd=folder)
    said = facts(folder / "out")
    assert said["status"] == "error"
    assert said["end"] >= said["start"]
    assert said["error"] == done.err.removeprefix("Error: ").rstrip("\n")
    assert "data in out" not in done.out
    return done, said


def test_an_agent_that_fails(tmp_path):
    """Rows until then stay; the message and run.json name the tick, the file and the line."""
    done, said = _stopped(tmp_path, step="self.fee = 1 / (4 - state.tick)")
    number = lineOf(tmp_path / "netlist.py", "self.fee")
    assertOneSentence(
        done, "netlist.py stopped at tick 4", "ZeroDivisionError", f"(netlist.py, line {number})", "Try: "
    )
    assert said["ticks"] == 4
    assert [row["Tick"] for row in table(tmp_path / "out" / "data.csv")] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1e6", ("saver1 cannot spend 1000000.0 OCEAN, at tick 3", "it holds 100.0", "Try: ")),
        ("-1.0", ("saver1 was asked to move -1.0 OCEAN, at tick 3", "zero or more", "Try: ")),
        ("float('nan')", ("saver1 was asked to move nan OCEAN, at tick 3", "a number", "Try: ")),
        ("float('inf')", ("saver1 was asked to move inf OCEAN, at tick 3", "a number", "Try: ")),
    ],
)
@pytest.mark.parametrize("verb", ["self._transferOCEAN(None, {})", "self._transferOCEAN(state.getAgent('saver1'), {})"])
def test_an_agent_that_cannot_pay(verb, amount, words, tmp_path):
    """Says who, how much, at which tick."""
    done, said = _stopped(tmp_path, step=f"if state.tick == 3:\n    {verb.format(amount)}")
    assertOneSentence(done, *words)
    assert said["ticks"] == 3
    assert len(table(tmp_path / "out" / "data.csv")) == 4


@pytest.mark.parametrize("amount", ["-1.0", "float('nan')"])
def test_an_agent_that_receives_what_is_no_amount(amount, tmp_path):
    """Says who, and at which tick."""
    done, _ = _stopped(tmp_path, step=f"if state.tick == 3:\n    self.receiveUSD({amount})")
    assertOneSentence(done, "saver1 was asked to move", "USD, at tick 3")


def test_a_contract_that_refuses(tmp_path):
    """Says which one, what it was asked, and in its own words why."""
    top = "from web3engine.bfactory import BFactory\nfrom web3engine.bpool import BPool"
    step = """if state.tick == 2:
    wallet = self._wallet.web3wallet
    BPool(BFactory().newBPool(wallet)).finalize(wallet)"""
    done, said = _stopped(tmp_path, base="AgentBase", top=top, step=step)
    assertOneSentence(done, "BPool.finalize() reverted, at tick 2: ERR_MIN_TOKENS.")
    assert said["chain"] is not None


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("return names, values", ("netlist_createLogData() returned tuple of the wrong shape",)),
        ("names.append('x')", ("8 values for 9 columns", "Try: append to both")),
        ("names.append('x')\nvalues.append('much')", ("the column 'x'", "'much'", "Try: log numbers only")),
        ("names.append('Tick')\nvalues.append(1)", ("two columns are named 'Tick'", "Try: ")),
        ("return 1 / 0", ("ZeroDivisionError", "(netlist.py, line ")),
    ],
)
def test_a_log_function_that_gives_no_row(log, words, tmp_path):
    """Says what a row is."""
    done, said = _stopped(tmp_path, log=log)
    assertOneSentence(done, "at tick 0", *words)
    assert said["ticks"] == 0


def test_a_profile_is_kept_of_a_run_that_fails(tmp_path):
    """Such a run may be the one to look into."""
    netlist(tmp_path, step="self.fee = 1 / (4 - state.tick)")
    assertOneSentence(tsp("run", "netlist.py", "out", "True", "--quiet", cwd=tmp_path), "stopped at tick 4")
    assert tsp("showstats", "out/stats", "5", "internal", cwd=tmp_path).code == 0


def test_debug_shows_the_traceback_of_a_run(tmp_path):
    """Down to the line of the agent."""
    netlist(tmp_path, step="self.fee = 1 / (4 - state.tick)")
    done = tsp("run", "netlist.py", "out", "--debug", cwd=tmp_path)
    assert "self.fee = 1 / (4 - state.tick)" in done.err
    assert "ZeroDivisionError" in done.err
    assert done.err.splitlines()[-1].startswith("Error: netlist.py stopped at tick 4")


# ---- what else a netlist can do to a run


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("Saver('a', USD=5, OCEAN=0.0)", "USD must be of type float, not int; 5.0 is a float, 5 is not ("),
        ("Saver('a', USD='5', OCEAN=0.0)", "USD must be of type float, not str ("),
    ],
)
def test_an_argument_of_the_wrong_type(state, said, tmp_path):
    """In words of people, with the line of the netlist."""
    netlist(tmp_path, base="AgentBaseNoEvm", state=state)
    assertOneSentence(tsp("run", "netlist.py", "out", cwd=tmp_path), said, "netlist.py, line ")


@pytest.mark.parametrize("where", ["top", "state", "step"])
def test_a_netlist_that_leaves(where, tmp_path):
    """sys.exit() is a failure of the netlist, wherever it stands; it is said, with its line."""
    netlist(tmp_path, **{where: "import sys; sys.exit(0)"})
    done = tsp("run", "netlist.py", "out", "--quiet", cwd=tmp_path)
    assertOneSentence(done, "SystemExit: 0", "netlist.py, line ")
    assert (tmp_path / "out").exists() == (where == "step")
    if where == "step":
        assert facts(tmp_path / "out")["status"] == "error"


def test_an_error_that_is_no_Exception(tmp_path):
    """Has no traceback either."""
    netlist(tmp_path, top="class Bang(BaseException): pass", step="raise Bang('loud')")
    assertOneSentence(tsp("run", "netlist.py", "out", "--quiet", cwd=tmp_path), "stopped at tick 0: Bang: loud")


@pytest.mark.parametrize("body", ["async def takeStep(self, state): pass", "def takeStep(self, state): yield"])
def test_a_takeStep_that_would_do_nothing(body, tmp_path):
    """Refused when the agent is added, rather than ignored in each tick."""
    netlist(tmp_path, bottom=f"class Lazy(Saver):\n    {body}\nSaver = Lazy")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), "Lazy.takeStep() cannot be used", "a plain function")


def test_a_class_in_place_of_its_agent(tmp_path):
    """As it happens where the parentheses are missing; a number for the console is told as well."""
    netlist(tmp_path, state="self.addAgent(Saver)")
    assertOneSentence(_refused(tmp_path, "netlist.py", "out"), "Saver is not an agent", "it is a class")
    netlist(tmp_path, log="return [3], names, values")
    done = tsp("run", "netlist.py", "out", cwd=tmp_path)
    assert "Error: netlist_createLogData() gave [3] for the console, at tick 0: not all of these are texts" in done.err


def test_threads_that_go_on_do_not_keep_the_command(tmp_path):
    """They are named; the run is whole."""
    start = "import threading, time; threading.Thread(target=time.sleep, args=(600,), name='feed').start()"
    netlist(tmp_path, state=start)
    done = door("run", "netlist.py", "out", cwd=tmp_path)
    assert done.code == 0
    assert "Warning: threads that a netlist has started were still running: feed." in done.err
    assert facts(tmp_path / "out")["status"] == "finished"


def test_a_reader_that_goes_away(tmp_path):
    """As `tsp list | head -1`: no traceback."""
    command = [sys.executable, str(HOME / "tsp"), "info", "oceanv4"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
