"""Runs that are killed at random moments and resumed: the same bytes. And what checkpoints cost."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from accept.Check import Check, Outcome
from engine.AgentBase import AgentBaseEvm
from engine.Netlist import shippedNames
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation, loadedNetlist
from tools.checkpoints import Checkpoints
from util.config import HOME
from web3engine.test.packages import runnable

# Runs `tsp` and kills it right before it renames a file for the n-th time: a checkpoint, say, that is written already.
_AT_RENAME = f"""
import os, signal, sys
sys.path.insert(0, {str(HOME)!r})
left = int(sys.argv.pop(1))
def hook(event, arguments):
    global left
    left -= event == "os.rename"
    if event == "os.rename" and left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
from tools.cli import main
sys.addaudithook(hook)
sys.exit(main(sys.argv[1:]))
"""
_MOST_RENAMES = 12
_TWICE = 0.4
_LIMIT_S = 300


class _Run(NamedTuple):
    """A run that is killed.

    Attributes:
        netlist: its name.
        options: of `tsp run`.
        n: how often it is killed.
    """

    netlist: str
    options: list[str]
    n: int


_RUNS = [
    _Run("oceanv4", ["--engine", "revm", "--set", "max_ticks=1440"], 20),
    _Run("oceanv3", ["--set", "max_ticks=1000"], 6),
    _Run("simplepool", ["--engine", "pyevm"], 6),
    _Run("opsci_profit_sharing", ["--set", "max_ticks=20000"], 6),
    _Run("wsloop", ["--set", "max_ticks=20000"], 6),
]
_EVERY = {"simplepool": "3", "oceanv4": "60", "oceanv3": "60"}


def _killed(jobs: int) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(jobs) as pool:
        for run in _RUNS:
            folder = Path(temporary, run.netlist)
            folder.mkdir()
            begin = time.monotonic()
            _tsp(["run", run.netlist, "whole", *_optionsOf(run)], folder, 0).wait(_LIMIT_S)
            seconds = time.monotonic() - begin
            whole = _filesOf(folder / "whole")
            found = list(pool.map(partial(_difference, run, folder, seconds, whole), range(run.n)))
            n_same = found.count("")
            what = f"{run.netlist}: killed within {seconds:.1f} s; {', '.join(whole)}"
            said = "; ".join([f"{n_same} of {run.n}", *filter(None, found)])
            yield Outcome(what, f"{run.n} of {run.n} the same", said, n_same == run.n and bool(whole))


def _optionsOf(run: _Run) -> list[str]:
    return [*run.options, "--seed", "1", "--quiet", "--checkpoint-every", _EVERY.get(run.netlist, "500")]


def _difference(run: _Run, folder: Path, seconds: float, whole: dict[str, bytes], number: int) -> str:
    """How a run that is killed, perhaps again, differs in the end; "" if it does not."""
    chance = random.Random(f"{run.netlist} {number}")
    out = f"out{number}"
    _kill(["run", run.netlist, out, *_optionsOf(run)], folder, seconds, chance)
    if not (folder / out / "run.json").exists():
        # It was killed before there was anything to resume.
        return ""
    if chance.random() < _TWICE:
        _kill(["resume", out, "--quiet"], folder, seconds, chance)
    _, said = _tsp(["resume", out, "--quiet"], folder, number + 1).communicate(timeout=_LIMIT_S)
    found = _filesOf(folder / out)
    if found == whole:
        return ""
    differing = [name for name in {**whole, **found} if whole.get(name) != found.get(name)]
    return f"kill {number}: {', '.join(differing)} ({said.decode().strip()})"


def _kill(words: list[str], folder: Path, seconds: float, chance: random.Random) -> None:
    """Runs a command, and kills it at some moment."""
    if chance.random() < 0.4:
        process = _tsp(words, folder, chance.randrange(1000), chance.randint(1, _MOST_RENAMES))
        process.communicate(timeout=_LIMIT_S)
        return
    process = _tsp(words, folder, chance.randrange(1000))
    time.sleep(chance.uniform(0.2, 1.0) * seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _tsp(words: list[str], folder: Path, hash_seed: int, at_rename: int | None = None) -> subprocess.Popen[bytes]:
    start = [str(HOME / "tsp")] if at_rename is None else ["-c", _AT_RENAME, str(at_rename)]
    return subprocess.Popen(
        [sys.executable, *start, *words],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _filesOf(out: Path) -> dict[str, bytes]:
    """Name → content of every file of a run but run.json, whose times differ, and a lock, whose process is dead."""
    names = ("run.json", "lock")
    return {path.name: path.read_bytes() for path in sorted(out.glob("*")) if path.name not in names}


# ---- cost

_MOST_AGENTS, _N_TIMED, _PAUSE_S = 100, 7, 60.0
_N_MANY = 10_000


def _cost(jobs: int) -> Iterator[Outcome]:
    shares, each = {}, {}
    with tempfile.TemporaryDirectory() as temporary:
        names = runnable(shippedNames())
        # Each in its own process, as in `tsp run`.
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            found = pool.map(partial(_costOf, folder=Path(temporary)), names, chunksize=1)
            many = pool.apply(_costOfMany, [Path(temporary)])
        for name, (share, seconds, n_agents) in zip(names, found):
            shares[name] = share
            if n_agents <= _MOST_AGENTS:
                each[name] = seconds
        worst = max(shares, key=lambda name: shares[name])
        what = f"by default, of a run; the most of {len(shares)} netlists: {worst}"
        yield Outcome(what, "≤ 0.5 %", f"{100 * shares[worst]:.3f} %", shares[worst] <= 0.005)
        worst = max(each, key=lambda name: each[name])
        what = f"one with --checkpoint-every, ≤ {_MOST_AGENTS} agents: {worst}"
        yield Outcome(what, "≤ 3 ms", f"{1000 * each[worst]:.1f} ms", each[worst] <= 0.003)
        yield Outcome(f"one of {_N_MANY:,} agents on revm", "≤ 150 ms", f"{1000 * many:.0f} ms", many <= 0.15)


def _costOf(name: str, folder: Path) -> tuple[float, float, int]:
    """What checkpoints cost: as a share of a run by default, in seconds each; and the number of agents."""
    netlist = loadedNetlist(name, 1)
    with Simulation(netlist, 1) as simulation:
        n_ticks = int(min(200, simulation.state.ss.max_ticks - 2))
        begin = time.process_time()
        for _ in range(n_ticks):
            simulation.step()
        tick = (time.process_time() - begin) / n_ticks
        each = _timed(simulation, folder)
        return _betweenTicks() / tick + each / _PAUSE_S, each, len(simulation.state.agents)


def _costOfMany(folder: Path) -> float:
    """Seconds that a checkpoint of many agents costs."""
    with Simulation(_Crowd, 1) as simulation:
        return _timed(simulation, folder)


def _timed(simulation: Simulation, folder: Path) -> float:
    """Seconds of CPU that it takes to make a checkpoint and to write it, after the first one; the median."""
    times = []
    for _ in range(_N_TIMED + 1):
        begin = time.process_time()
        simulation.checkpoint().write(folder, {})
        times.append(time.process_time() - begin)
    return median(times[1:])


def _betweenTicks() -> float:
    """Seconds that it takes to see that no checkpoint is due, as the engine's loop does."""
    n, asked = 1_000_000, "if between is not None and between.due:\n    between()"
    with (
        Simulation("simplegrant", 1) as simulation,
        Checkpoints(simulation, Path("."), {}, None, {}, lambda why: None) as between,
    ):
        return timeit.timeit(asked, globals={"between": between}, number=n) / n


class _Saver(AgentBaseEvm):
    def takeStep(self, state: object) -> None:
        """Saves."""


class _Crowd:
    """A netlist of many agents with wallets on a chain."""

    class SimStrategy(SimStrategyBase):
        """Its strategy."""

    class SimState(SimStateBase):
        """Its state."""

        def __init__(self, ss: SimStrategyBase | None = None):
            super().__init__(ss or _Crowd.SimStrategy())
            for i in range(_N_MANY):
                self.addAgent(_Saver(f"saver{i}", 0.0, 1.0))

    @staticmethod
    def netlist_createLogData(state: object) -> tuple[list[str], list[str], list[float]]:
        """Nothing of interest."""
        return [], ["nothing"], [0.0]


CHECKS = {
    "resume-killed": Check("kill -9 at random moments, and tsp resume", _killed),
    "resume-cost": Check("What checkpoints cost", _cost),
}
