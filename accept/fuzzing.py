"""Fuzzing: planted bugs are found and made short, sound contracts pass, cases repeat wherever they are found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from accept.campaigns import cpuSeconds
from accept.Check import Check, Outcome
from engine.invariants import Properties
from engine.Netlist import Netlist, shippedNames
from engine.Simulation import Simulation
from explore.fuzzing import cases
from explore.fuzzing.fuzz import fuzz, play
from util.config import HOME
from util.errors import InvariantBroken
from util.mathutil import addUp
from web3engine.test.packages import runnable

_PLANTED = HOME / "explore" / "fuzzing" / "test" / "planted"
# Contract → the most steps that may be left of what breaks it.
_BUGS = {"vaulted": 5, "vesting": 5, "doubling": 5, "market": 5, "splitter": 5, "door": 7}
_N_SEEDS = 10
_N_KILLS = 10
# What is known of shipped netlists; see their about.md.
_KNOWN = {"oceanv4": ["invariant_a_loan_earns_nothing", "invariant_pools_hold_what_they_owe"]}


class _Hunt(NamedTuple):
    """What came of one fuzzing: steps of each case, calls, CPU seconds, and whether each case repeats."""

    lengths: list[int]
    n_calls: int
    seconds: float
    repeats: bool


def _hunt(job: tuple[str, int], **options: Any) -> _Hunt:
    name, seed = job
    with tempfile.TemporaryDirectory() as folder:
        begin = cpuSeconds()
        found = fuzz(str(_PLANTED / f"{name}.py"), folder, seed=seed, **options)
        seconds = cpuSeconds() - begin
        repeats = all(_breaksAtItsEnd(breach.file) for breach in found.breaches)
    return _Hunt([len(breach.case.steps) for breach in found.breaches], found.n_calls, seconds, repeats)


def _breaksAtItsEnd(file: Path) -> bool:
    """Whether a case breaks what it broke, at its last step."""
    case = cases.load(file)
    try:
        play(case)
    except InvariantBroken as e:
        return (e.name, e.call) == (case.broken, len(case.steps))
    return False


def _found(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        for name, most in _BUGS.items():
            hunts = list(pool.map(_hunt, [(name, seed) for seed in range(_N_SEEDS)]))
            n = addUp(len(hunt.lengths) == 1 for hunt in hunts)
            yield Outcome(f"{name}: found", f"{_N_SEEDS} of {_N_SEEDS} seeds", f"{n}", n == _N_SEEDS)
            longest = max((length for hunt in hunts for length in hunt.lengths), default=0)
            yield Outcome(f"{name}: steps of the longest case", f"<= {most}", f"{longest}", 0 < longest <= most)
            slowest = max(hunt.seconds for hunt in hunts)
            yield Outcome(f"{name}: CPU of the slowest", "<= 60 s", f"{slowest:.1f} s", slowest <= 60.0)
            repeats = all(hunt.repeats for hunt in hunts)
            yield Outcome(f"{name}: cases played again", "the same breach and call", f"{repeats}", repeats)


def _sound(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        play_sound = partial(_hunt, set={"IS_BROKEN": False})
        for name in _BUGS:
            hunts = list(pool.map(play_sound, [(name, seed) for seed in range(3)]))
            n_calls, n = addUp(hunt.n_calls for hunt in hunts), addUp(len(hunt.lengths) for hunt in hunts)
            yield Outcome(f"{name} without its bug", "0 breaches in 3 × 120,000", f"{n} in {n_calls:,}", n == 0)


def _shipped(jobs: int) -> Iterator[Outcome]:
    for name in runnable(shippedNames()):
        with tempfile.TemporaryDirectory() as folder:
            found = fuzz(name, folder, runs=64, depth=200, seconds=120.0, jobs=jobs)
            broken = sorted(found.broken())
        known = _KNOWN.get(name, [])
        yield Outcome(name, ", ".join(known) or "nothing broken", ", ".join(broken) or "nothing", broken == known)


def _same(jobs: int) -> Iterator[Outcome]:
    ways = [(n, seed) for n, seed in ((1, "1"), (2, "2"), (4, "3"))]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("splitter", "door"):
            seen = [_casesOf(name, Path(folder, f"{name}{n}"), n, hash_seed) for n, hash_seed in ways]
            for (n, hash_seed), one in zip(ways[1:], seen[1:]):
                what = f"{name}: {n} processes, PYTHONHASHSEED={hash_seed}"
                is_same = bool(one) and one == seen[0]
                yield Outcome(what, "the cases of one process", "the same" if is_same else "others", is_same)


def _command(name: str, out: Path, jobs: int) -> list[str]:
    netlist = str(_PLANTED / f"{name}.py")
    return [sys.executable, str(HOME / "tsp"), "fuzz", netlist, "--out", str(out), "-j", str(jobs), "--quiet"]


def _casesOf(name: str, out: Path, jobs: int, hash_seed: str) -> dict[str, bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(_command(name, out, jobs), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {file.name: file.read_bytes() for file in (out / "cases").glob("*.json")}


def _killed(jobs: int) -> Iterator[Outcome]:
    n_kept = n_broken = 0
    for i in range(_N_KILLS):
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(
                _command("market", Path(folder), 1), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while not list(Path(folder).glob("cases/*.json")) and process.poll() is None:
                time.sleep(0.002)
            time.sleep(0.01 * i)
            process.send_signal(signal.SIGKILL)
            process.wait()
            files = list(Path(folder).glob("cases/*.json"))
            n_kept += bool(files)
            n_broken += all(map(_breaksAtItsEnd, files))
    yield Outcome(f"killed {_N_KILLS} times while shrinking; a case is there", f"{_N_KILLS}", f"{n_kept}", n_kept == 10)
    yield Outcome("it breaks what it broke", f"{_N_KILLS}", f"{n_broken}", n_broken == _N_KILLS)


def _speed(jobs: int) -> Iterator[Outcome]:
    hunt = _hunt(("market", 0), set={"IS_BROKEN": False}, runs=128)
    pace = hunt.n_calls / hunt.seconds
    yield Outcome("market, 1 invariant of 5 views, on revm", ">= 5,000 calls/s of CPU", f"{pace:,.0f}", pace >= 5000)
    two = ("invariant_pools_hold_what_they_owe", "invariant_no_more_vests_than_was_locked")
    for name, check, kept in (("oceanv4", "tick", two), ("opsci_profit_sharing", "auto", ()), ("wsloop", "auto", ())):
        share = _shareOfChecks(name, check, kept)
        what = f"{name}, --check {check}{f', {len(kept)} invariants' if kept else ''}"
        yield Outcome(what, "<= 5 % more", f"{100 * share:.1f} %", share <= 0.05)
    share = _shareOfChecks("oceanv4", "tick", ())
    yield Outcome("oceanv4, --check tick, all six invariants", "no bound", f"{100 * share:.1f} %", True)


def _shareOfChecks(name: str, check: str, kept: Sequence[str]) -> float:
    """Time spent in invariants over the rest of a run's, at best; of those `kept`, or of all if there are none."""
    source = Netlist(name)
    properties = Properties(source)
    names = kept or tuple(properties.invariants)
    namespace = {key: value for key, value in vars(source.module).items() if not key.startswith("invariant_")}
    spent: list[float] = [0.0]
    netlist = {**namespace, **{key: _timed(properties.invariants[key], spent) for key in names}}
    shares = []
    for _ in range(7):
        spent[0], begin = 0.0, time.perf_counter()
        with Simulation(netlist, 1, check=check) as simulation:
            simulation.run()
        shares.append(spent[0] / (time.perf_counter() - begin - spent[0]))
    return min(shares)


def _timed(function: Callable[[Any], Any], spent: list[float]) -> Callable[[Any], Any]:
    """The invariant; the seconds that it takes are added to `spent`."""

    def timed(state: Any) -> Any:
        begin = time.perf_counter()
        held = function(state)
        spent[0] += time.perf_counter() - begin
        return held

    return timed


CHECKS = {
    "fuzz-found": Check("Planted bugs in contracts, ten seeds each", _found),
    "fuzz-sound": Check("The same contracts without their bugs", _sound),
    "fuzz-shipped": Check("Shipped netlists, 64 runs of 200 calls or two minutes each", _shipped),
    "fuzz-workers": Check("The same cases on 1, 2 and 4 processes, and over hash seeds", _same),
    "fuzz-killed": Check("kill -9 while a case is made short", _killed),
    "fuzz-speed": Check("How fast fuzzing is, and what --check costs", _speed),
}
