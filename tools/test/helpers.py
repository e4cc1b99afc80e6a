"""What tests of the command line share: `tsp` in this process or as a user starts it, and netlists made to order."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from tools.cli import main
from util.config import HOME

SIMPLEGRANT = str(HOME / "assets" / "netlists" / "simplegrant" / "netlist.py")
SIMPLEPOOL = str(HOME / "assets" / "netlists" / "simplepool" / "netlist.py")

TIMEOUT_S = 60

# One agent that saves. Ticks 0 … 10, each of them logged.
_NETLIST = '''"""A netlist made for a test."""

{top}
from engine.AgentBase import {base}
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.plotutil import COUNT, LINEAR, MULT1, YParam, arrayToFloatList


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setLogInterval(self.time_step)
        self.setMaxTicks(10)
        self.saver_OCEAN = 100.0
        {strategy}


class Saver({base}):
    def takeStep(self, state):
        {step}


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        {state}
        self.addAgent(Saver("saver1", USD=0.0, OCEAN=self.ss.saver_OCEAN))


def netlist_createLogData(state):
    names, values = ["saver_OCEAN"], [state.getAgent("saver1").OCEAN()]
    {log}
    return [f"; saver OCEAN={{values[0]}}"], names, values


def netlist_plotInstructions(header, values):
    x = arrayToFloatList(values[:, header.index("Day")])
    {plot}
    return x, [YParam(["saver_OCEAN"], ["OCEAN"], "saver_OCEAN", LINEAR, MULT1, COUNT)]


{bottom}
'''


@dataclass
class Done:
    """What a command did: its exit code, and what it said where."""

    code: int
    out: str
    err: str


def tsp(*arguments: object, cwd: Path | None = None) -> Done:
    """`tsp` in this process, from the folder `cwd`. What it changes in this process is changed back."""
    out, err = io.StringIO(), io.StringIO()
    with _asBefore(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        if cwd is not None:
            os.chdir(cwd)
        code = main([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _asBefore() -> Iterator[None]:
    """Undoes what a command does to its process: working folder, imports, logging, randomness."""
    folder, path, modules, drawn = Path.cwd(), sys.path[:], set(sys.modules), random.getstate()
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in ("util", "web3engine", "engine", "assets", "tools"))]
    levels, handlers = [logger.level for logger in loggers], root.handlers[:]
    try:
        yield
    finally:
        os.chdir(folder)
        random.setstate(drawn)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if _isMadeToOrder(getattr(sys.modules[name], "__file__", None)):
                del sys.modules[name]
        root.handlers[:] = handlers
        for logger, level in zip(loggers, levels):
            logger.setLevel(level)


def _isMadeToOrder(file: str | None) -> bool:
    """Whether a module is a test's own: another test may have one of the same name."""
    return file is not None and not any(
        Path(file).is_relative_to(folder) for folder in (HOME, sys.prefix, sys.base_prefix)
    )


def door(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> Done:
    """The file `tsp`, started as its own program, with no settings from the environment but `env`."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, env=environment(env), capture_output=True, text=True, timeout=TIMEOUT_S
    )
    return Done(done.returncode, done.stdout, done.stderr)


def command(*arguments: object) -> list[str]:
    """The words that start the file `tsp`."""
    return [sys.executable, str(HOME / "tsp"), *(str(argument) for argument in arguments)]


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """An environment without settings of TokenSPICE, in which `tsp` stays with this Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOKENSPICE_")}
    return {**kept, "VIRTUAL_ENV": sys.prefix, **(more or {})}


def netlist(
    folder: Path,
    name: str = "netlist.py",
    *,
    base: str = "AgentBaseNoEvm",
    top: str = "",
    strategy: str = "",
    step: str = "pass",
    state: str = "",
    log: str = "",
    plot: str = "",
    bottom: str = "",
) -> Path:
    """Writes a netlist that works, with lines of the test's own at the places of those names, and gives its file."""
    text = _NETLIST.format(
        base=base,
        top=top,
        strategy=indent(strategy, 8 * " ").strip(),
        step=indent(step, 8 * " ").strip(),
        state=indent(state, 8 * " ").strip(),
        log=indent(log, 4 * " ").strip(),
        plot=indent(plot, 4 * " ").strip(),
        bottom=bottom,
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def lineOf(file: Path, text: str) -> int:
    """The number, from 1, of the first line of `file` that holds `text`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def table(file: Path) -> list[dict[str, float]]:
    """The rows of a csv: name of the column → number."""
    with open(file, encoding="utf-8", newline="") as f:
        return [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(f, skipinitialspace=True)]


def facts(outdir: Path) -> dict[str, Any]:
    """What run.json says."""
    said: dict[str, Any] = json.loads((outdir / "run.json").read_text(encoding="utf-8"))
    return said


def assertOneSentence(done: Done, *words: object) -> None:
    """A command failed by the user's doing: exit code 1 and one line on stderr that says it in `words`."""
    assert done.code == 1, done
    lines = done.err.splitlines()
    assert [line.startswith("Error: ") for line in lines] == [True], done.err
    for word in words:
        assert str(word) in done.err, f"{word!r} is not in {done.err!r}"


def assertUsage(done: Done, *words: object) -> None:
    """A command was called wrongly: exit code 2, and how to call it, on stderr alone."""
    assert done.code == 2, done
    assert done.out == ""
    assert "Error: " in done.err
    assert "Traceback" not in done.err
    for word in words:
        assert str(word) in done.err, f"{word!r} is not in {done.err!r}"


def requireSolc(version: str = "") -> None:
    """Skips the test where that Solidity compiler, or any, is not installed. In CI that is a failure."""
    if not (shutil.which("node") and (HOME / "node_modules" / f"solc-{version}".rstrip("-")).is_dir()):
        _miss(f"the Solidity compiler {version} is not installed. Try: npm ci (needs Node.js)")


def requireVyper() -> None:
    """Skips the test where Vyper is not installed. In CI that is a failure, where it can be installed."""
    if not (shutil.which("vyper") or find_spec("vyper")):
        _miss("Vyper is not installed. Try: pip install -r requirements-vyper.txt", sys.version_info < (3, 14))


def _miss(reason: str, in_ci: bool = True) -> None:
    if in_ci and os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def interruptible() -> None:
    """For a process that is to be sent Ctrl-C: tests that run in the background inherit that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
