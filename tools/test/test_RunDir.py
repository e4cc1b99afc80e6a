"""The folder of a run: what run.json says, what it never says, and what is left of a run that is stopped."""

from __future__ import annotations

import configparser
import hashlib
import importlib.metadata
import json
import math
import os
import platform
import re
import signal
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest

from engine.Netlist import Netlist
from engine.overrides import valuesOf
from engine.RunDir import RunDir, gitCommit, versions
from engine.Simulation import Simulation
from tools.test.helpers import (
    SIMPLEGRANT,
    SIMPLEPOOL,
    TIMEOUT_S,
    command,
    door,
    environment,
    facts,
    interruptible,
    netlist,
    table,
    tsp,
)
from util.config import HOME
from util.constants import VERSION
from util.errors import TokenSpiceError
from util.paths import checkFree
from util.plain import plain


def test_run_json_says_how_the_data_came_about(tmp_path):
    """Every field of a run that went well."""
    assert tsp("run", SIMPLEGRANT, tmp_path / "out", "--seed", "3", "--set", "granter_n_actions=5").code == 0
    said = facts(tmp_path / "out")
    assert list(said) == [
        *(
            "netlist",
            "seed",
            "overrides",
            "strategy",
            "input_files",
            "contracts",
            "chain",
            "options",
            "settings",
            "versions",
            "git_commit",
        ),
        *("netlist_git_commit", "start", "end", "status", "ticks"),
    ]
    assert said["netlist"]["path"] == SIMPLEGRANT
    assert re.fullmatch("[0-9a-f]{64}", said["netlist"]["sha256"])
    assert said["seed"] == 3
    assert said["overrides"] == {"granter_n_actions": 5}
    assert said["strategy"] == {
        "granter_init_OCEAN": 1.0,
        "granter_n_actions": 5,
        "granter_s_between_grants": 3 * 24 * 3600,
        "log_interval": 24 * 3600,
        "max_ticks": 241.0,
        "time_step": 3600,
    }
    assert said["versions"]["tokenspice"] == VERSION
    assert {"python", "numpy", "py-evm"} <= set(said["versions"])
    assert said["git_commit"] is None or re.fullmatch("[0-9a-f]{40}[+]?", said["git_commit"])
    start, end = (datetime.fromisoformat(said[name]) for name in ("start", "end"))
    assert start <= end
    assert start.tzname() == "UTC"
    assert (said["status"], said["ticks"], said["chain"]) == ("finished", 241, None)


def test_run_json_says_which_settings_held(tmp_path):
    """All but keys: what the command line said, then the environment, then the ini."""
    arguments = ("run", SIMPLEGRANT, "out", "--engine", "pyevm")
    env = {"TOKENSPICE_ENGINE": "revm", "TOKENSPICE_NETWORK": "anvil", "TOKENSPICE_SAFETY": "no"}
    assert door(*arguments, cwd=tmp_path, env=env).code == 0
    assert facts(tmp_path / "out")["settings"] == {
        "file": str(HOME / "tokenspice.ini"),
        "network": "anvil",
        "engine": "pyevm",
        "hardfork": "",
        "safety": False,
        "artifacts_path": None,
        "node_urls": {"ganache": "http://127.0.0.1:8545", "anvil": "http://127.0.0.1:8546"},
    }


def _keys() -> list[str]:
    """The private keys in tokenspice.ini, as hex digits."""
    ini = configparser.ConfigParser()
    ini.read(HOME / "tokenspice.ini", encoding="utf-8")
    keys = [value.removeprefix("0x").lower() for name, value in ini["ganache"].items() if "private_key" in name]
    assert len(keys) == 3
    return keys


@pytest.mark.parametrize("broken", [False, True])
def test_no_private_key_leaves_the_ini(broken, tmp_path):
    """Neither a file nor a line of a run with contracts shows one, even with --debug and a traceback."""
    top = "from web3engine.bfactory import BFactory\nfrom web3engine.bpool import BPool"
    step = "wallet = self._wallet.web3wallet\nBPool(BFactory().newBPool(wallet)).finalize(wallet)" if broken else "pass"
    file = netlist(tmp_path, base="AgentBase", top=top, step=step)
    done = door("run", file, tmp_path / "out", "--debug")
    assert done.code == int(broken)
    assert ("Traceback" in done.err) is broken
    assert facts(tmp_path / "out")["chain"] is not None
    texts = [done.out, done.err, *(path.read_text() for path in (tmp_path / "out").iterdir())]
    assert len(texts) == 4
    for key in _keys():
        assert not any(key in text.lower() for text in texts)


def test_the_hash_of_a_netlist_covers_its_folder(tmp_path):
    """A netlist may be several files; the name of one counts as well."""
    file = netlist(tmp_path)
    hashes = [Netlist(file).facts()["sha256"]]
    sibling = tmp_path / "prices.py"
    for change in (
        lambda: sibling.write_text("PRICE = 1\n"),
        lambda: sibling.write_text("PRICE = 2\n"),
        lambda: sibling.rename(tmp_path / "costs.py"),
    ):
        change()
        hashes.append(Netlist(file).facts()["sha256"])
    assert len(set(hashes)) == 4
    (tmp_path / "costs.py").unlink()
    assert Netlist(file).facts()["sha256"] == hashes[0]
    text = file.read_bytes()
    assert hashes[0] == hashlib.sha256(b"netlist.py\0" + text + b"\0").hexdigest()


def test_a_run_dir_is_running_until_it_is_closed(tmp_path):
    """run.json is there from the first moment, and is never half-written."""
    made = RunDir(tmp_path / "out", Simulation("simplegrant", seed=1))
    assert (facts(made.folder)["status"], facts(made.folder)["end"]) == ("running", None)
    made.close("error", "it rained")
    said = facts(made.folder)
    assert (said["seed"], said["status"], said["error"], said["ticks"]) == (1, "error", "it rained", 0)
    assert os.listdir(made.folder) == ["run.json"]


def test_a_run_that_went_well_has_no_error(tmp_path):
    """The field is there only if there was one."""
    made = RunDir(tmp_path / "out", Simulation("simplegrant"))
    made.close("finished")
    assert "error" not in facts(made.folder)


def test_a_run_dir_is_made_only_once(tmp_path):
    """The second one is refused, and changes nothing."""
    RunDir(tmp_path / "out", Simulation("simplegrant", seed=1))
    with pytest.raises(TokenSpiceError, match="exists already"):
        RunDir(tmp_path / "out", Simulation("simplegrant", seed=2))
    assert facts(tmp_path / "out")["seed"] == 1


def test_a_name_that_the_system_refuses(tmp_path):
    """Is said in its words."""
    with pytest.raises(TokenSpiceError, match="cannot be made: File name too long"):
        RunDir(tmp_path / (300 * "a"), Simulation("simplegrant"))
    assert os.listdir(tmp_path) == []


def test_a_folder_that_may_be_made_passes(tmp_path, monkeypatch):
    """By an absolute path and by a relative one; it is not made yet."""
    monkeypatch.chdir(tmp_path)
    checkFree(tmp_path / "out")
    checkFree(Path("out"))
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_yours_to_write_to(tmp_path, monkeypatch):
    """Says whose fault it is: the parent's."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(TokenSpiceError) as caught:
        checkFree(tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path}/out cannot be made: {tmp_path} is not yours to write to. Try: a folder of yours."
    )


def test_every_value_of_a_strategy_becomes_json():
    """Numbers stay numbers where JSON has them; what it cannot hold is given as text."""

    class Strategy:
        def __init__(self):
            self.n, self.fraction, self.on, self.name, self.nothing = 3, 0.1, True, "x", None
            self.big, self.missing = math.inf, math.nan
            self.rates, self.table = (0.1, [1, math.inf]), {1: (2, 3)}
            self.path = Path("a/b")

    said = {name: plain(value) for name, value in valuesOf(Strategy()).items()}
    assert said == {
        "n": 3,
        "fraction": 0.1,
        "on": True,
        "name": "x",
        "nothing": None,
        "big": "inf",
        "missing": "nan",
        "rates": [0.1, [1, "inf"]],
        "table": {"1": [2, 3]},
        "path": "a/b",
    }
    assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_outside_of_git_there_is_no_commit(tmp_path, monkeypatch):
    """A copy of the program without its history runs as well."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert gitCommit(tmp_path) is None


def test_without_git_there_is_no_commit(monkeypatch):
    """Nobody needs git to run a simulation."""
    monkeypatch.setenv("PATH", "")
    assert gitCommit(HOME) is None


def test_the_versions_are_those_of_what_can_change_a_result():
    """A package that is not installed is left out."""
    found = versions()
    assert found["tokenspice"] == VERSION
    assert all(re.match(r"\d", version) for version in found.values())
    assert found["python"] == platform.python_version()
    packages = set(found) - {"tokenspice", "python"}
    assert {package: found[package] for package in packages} == {p: importlib.metadata.version(p) for p in packages}


def test_the_commit_tells_whether_files_differ_from_it(tmp_path):
    """By a + behind it. A repository without a commit has none."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    assert gitCommit(tmp_path) is None
    (tmp_path / "a.py").write_text("1")
    subprocess.run([*git, "add", "a.py"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert gitCommit(tmp_path) == commit
    (tmp_path / "untracked.py").write_text("2")
    assert gitCommit(tmp_path) == commit
    (tmp_path / "a.py").write_text("2")
    assert gitCommit(tmp_path) == commit + "+"


def test_a_run_with_contracts_records_its_chain(tmp_path):
    """And ends as any other."""
    assert tsp("run", SIMPLEPOOL, tmp_path / "out", "--set", "max_ticks=2", "--engine", "pyevm").code == 0
    said = facts(tmp_path / "out")
    assert (said["status"], said["ticks"], said["chain"]) == ("finished", 2, {"name": "pyevm", "hardfork": "shanghai"})
    assert {"DataTokenTemplate", "DTFactory", "Datatoken"} & said["contracts"].keys()
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in said["contracts"].values())


# ---- runs that are stopped from outside

RUN_ON_AND_ON = {"top": "import time", "strategy": "self.setMaxTicks(10**9)", "step": "time.sleep(0.001)"}


def _hasRows(folder):
    data = folder / "out" / "data.csv"
    return data.exists() and data.read_text().count("\n") > 5


def _killed(folder, how, parts=RUN_ON_AND_ON, ready=_hasRows):
    """Starts a long run, sends the signal `how` once it is `ready`, and gives exit code and stderr."""
    netlist(folder, **parts)
    with subprocess.Popen(
        command("run", "netlist.py", "out", "--quiet"),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,
    ) as process:
        try:
            _waitUntil(ready, folder, process)
            process.send_signal(how)
            _, err = process.communicate(timeout=TIMEOUT_S)
        finally:
            process.kill()
    return process.returncode, err


def _waitUntil(ready, folder, process):
    end = time.monotonic() + TIMEOUT_S
    while not ready(folder):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.01)


def _assertRowsComplete(outdir):
    """From tick 0 on, one a tick; the last one ends in a line end."""
    assert (outdir / "data.csv").read_text().endswith("\n")
    ticks = [row["Tick"] for row in table(outdir / "data.csv")]
    assert ticks == list(range(len(ticks)))
    return ticks


def test_Ctrl_C_keeps_the_rows_and_says_so(tmp_path):
    """Exit code 130, as in any shell; run.json says "interrupted", and at which tick."""
    code, err = _killed(tmp_path, signal.SIGINT)
    assert code == 130
    assert "Traceback" not in err
    ticks = _assertRowsComplete(tmp_path / "out")
    said = facts(tmp_path / "out")
    assert said["status"] == "interrupted"
    assert said["ticks"] == ticks[-1] + 1
    assert said["end"] is not None
    assert "error" not in said
    assert f"stopped at tick {said['ticks']}; the rows so far are in out" in err
    assert err.endswith("Interrupted.\n")
    assert sorted(os.listdir(tmp_path / "out")) == ["checkpoint", "data.csv", "run.json"]


def test_Ctrl_C_before_the_first_tick_leaves_nothing(tmp_path):
    """While the netlist is still being imported, say."""
    top = "import pathlib\nimport time\n\npathlib.Path('begun').touch()\ntime.sleep(600)"
    code, err = _killed(tmp_path, signal.SIGINT, {"top": top}, ready=lambda folder: (folder / "begun").exists())
    assert code == 130
    assert err == "\nInterrupted.\n"
    assert not (tmp_path / "out").exists()


def test_a_killed_run_leaves_complete_rows(tmp_path):
    """run.json still says "running", as nobody had a chance to write otherwise."""
    code, _ = _killed(tmp_path, signal.SIGKILL)
    assert code == -signal.SIGKILL
    _assertRowsComplete(tmp_path / "out")
    said = facts(tmp_path / "out")
    assert (said["status"], said["end"]) == ("running", None)


def test_what_a_stopped_run_left_can_be_plotted(tmp_path):
    """Half a result is a result."""
    _killed(tmp_path, signal.SIGINT)
    assert tsp("plot", "netlist.py", "out", "png", cwd=tmp_path).code == 0
    assert (tmp_path / "png" / "saver_OCEAN_LINEAR.png").is_file()
