"""Runs of a campaign once more: one of them, with all that `tsp run` writes; or many, to see whether they repeat."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from engine.Netlist import Netlist
from engine.RunDir import RunDir, dataFiles, versions
from engine.Simulation import Simulation, loadedNetlist
from explore import expressions
from explore.Common import checkCount
from explore.Failure import Failure
from explore.Job import Job, Outcome
from explore.LocalWorkers import LocalWorkers
from explore.Manifest import isSameNetlist, netlistFacts, readManifest
from explore.Report import frame
from explore.Runner import Runner
from explore.Runs import Columns
from explore.Store import lineOf, rowsOf
from explore.Workers import InProcess, Workers
from util.config import FORK_JSONL, Settings, chosenSettings, loadSettings
from util.errors import ParameterError
from util.paths import checkFree

REPLAYS = "replays"


class Campaigned:
    """A campaign that was made, opened to look at it.

    Args:
        folder: of the campaign.
    Raises:
        TokenSpiceError: it holds none.

    Attributes:
        asked, calls: what campaign.json says: what was asked, and how each call went.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        facts = readManifest(folder)
        self.asked: dict[str, Any] = facts["asked"]
        self.calls: list[dict[str, Any]] = facts["calls"]

    def rows(self) -> list[dict[str, Any]]:
        """Its runs, as in runs.jsonl, by their numbers."""
        return list(rowsOf(self.folder))

    def row(self, i: int) -> dict[str, Any]:
        """Run i.

        Raises:
            ParameterError: there is none.
        """
        found = next((row for row in rowsOf(self.folder) if row["i"] == i), None)
        if found is None:
            raise ParameterError(f"{self.folder} has no run {i}", "", f"tsp runs {self.folder}, which lists them")
        return found

    def runner(self) -> Runner:
        """What makes its runs, with the netlist as it is now.

        Raises:
            TokenSpiceError: the netlist is not there any more, or cannot be loaded.
        """
        netlist = loadedNetlist(self.calls[-1]["netlist"], 0)
        said = netlist.get("netlist_measures") or {}
        # A measure that is a function stands in the netlist; its text is none.
        texts = {name: text for name, text in self.asked["measures"].items() if not callable(said.get(name))}
        measures = {name: expressions.measure(text) for name, text in texts.items()}
        specs = {name: expressions.spec(text) for name, text in self.asked["specs"].items()}
        return Runner(str(netlist.path), self.asked["set"], measures, specs, self._settings())

    def _settings(self) -> Settings:
        asked = self.asked["options"]
        settings = replace(loadSettings(), hardfork=asked.get("hardfork", ""))
        if "fork" not in asked:
            return settings
        block, cache, own = str(asked["fork"]["number"]), self.calls[-1].get("fork_cache"), self.folder / FORK_JSONL
        fork = chosenSettings("fork", None, None, None, block, cache, own).fork
        shared = replace(fork, hash=asked["fork"]["hash"], is_shared=True)
        return replace(settings, network="fork", fork=shared)

    def changes(self) -> str:
        """What is different now, in words: the netlist, or versions of packages; "" if nothing is."""
        found = []
        if not isSameNetlist(self.asked, netlistFacts(Netlist(self.calls[-1]["netlist"]))):
            found.append("the netlist was edited")
        then, now = self.calls[-1]["versions"], versions()
        for package in dict.fromkeys([*then, *now]):
            if then.get(package) != now.get(package):
                found.append(f"{package} was {then.get(package)} and is {now.get(package)}")
        return "; ".join(found)


def jobOf(row: Mapping[str, Any]) -> Job:
    """The job of a run, from its line."""
    facts = {name: row[name] for name in Job._fields if name in row}
    return Job(**{**facts, "blocks": tuple(row.get("blocks", ()))})


def flat(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of runs as one level of columns: parameters, measures, margins, and how each ended."""
    columns = Columns(row["set"] for row in rows)
    return [_flat(row, columns) for row in rows]


def _flat(row: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    found = {name: row[name] for name in ("i", "point", "rep", "seed", "variant", "status") if name in row}
    found.update(columns.of(row["set"], row.get("m", {}), row.get("margin", {})))
    if "error" in row:
        found["error"] = str(Failure(**row["error"]))
    return found


def difference(row: Mapping[str, Any], outcome: Outcome | Failure) -> str:
    """The first thing in which an outcome differs from the line of the same run, in words; "" if nothing does."""
    now = json.loads(lineOf(jobOf(row), outcome if isinstance(outcome, Failure) else outcome._replace(rows=None)))
    for part in ("status", "error", "m", "margin", "violation"):
        then, is_now = row.get(part), now.get(part)
        if isinstance(then, dict) and isinstance(is_now, dict):
            for name in dict.fromkeys([*then, *is_now]):
                if then.get(name) != is_now.get(name):
                    kind = {"m": "measure ", "margin": "margin of "}.get(part, "")
                    return f"{kind}{name} was {then.get(name)!r} and is {is_now.get(name)!r}"
        elif then != is_now:
            return f"{part} was {then!r} and is {is_now!r}"
    return ""


def runs(out: str | Path) -> Any:
    """Every run of a campaign, by its number: a DataFrame, or a list of dicts without pandas.

    Raises:
        TokenSpiceError: there is no campaign.
    """
    return frame(flat(list(rowsOf(Path(out)))))


# ---- one run


class Replayed(NamedTuple):
    """A run that was made again.

    Attributes:
        outcome: what it comes to now.
        difference: from what it came to then, in words; "" if there is none.
        changes: what is different in the netlist and in packages; "" if nothing is.
        folder: where data.csv and run.json are.
    """

    outcome: Outcome | Failure
    difference: str
    changes: str
    folder: Path


class Into:
    """Work that makes a run as `tsp run` does, into a folder."""

    def __init__(self, runner: Runner, folder: Path, onTick: Callable[[Simulation], None] | None = None):
        self._runner = runner
        self._folder = folder
        self._onTick = onTick

    def run(self, job: Job) -> Outcome | Failure:
        """What it comes to."""
        # What a first try that ended its process has left.
        shutil.rmtree(self._folder, ignore_errors=True)
        missing = self._runner.loaded()[0].missing
        data, rp_data = dataFiles(self._folder, missing)
        made: list[RunDir] = []

        def begin(simulation: Simulation) -> None:
            also = {name: value for name in ("variant", "blocks") if (value := getattr(job, name))}
            made.append(RunDir(self._folder, simulation, also))

        outcome = self._runner.measured(job, data, begin, rp_data, self._onTick)
        for file in (data, rp_data):
            file.close()
        for folder in made:
            folder.close(*(("error", str(outcome)) if isinstance(outcome, Failure) else ("finished",)))
        return outcome


def replay(
    out: str | Path,
    i: int,
    folder: str | Path | None = None,
    onTick: Callable[[Simulation], None] | None = None,
    shows_tracebacks: bool = False,
) -> Replayed:
    """Makes run `i` of a campaign again, with its rows, and compares what it comes to.

    Args:
        out: folder of the campaign.
        i: number of the run.
        folder: for data.csv and run.json; must not exist. By default OUT/replays/i, which is replaced.
        onTick: called with the simulation after each tick; the run is then made in this process.
        shows_tracebacks: whether what the run raises is shown on stderr, with its whole traceback.
    Raises:
        TokenSpiceError: there is no such campaign or run, or the folder cannot be made.
    """
    campaign = Campaigned(Path(out))
    row = campaign.row(i)
    into = _freed(Path(out) / REPLAYS / str(i)) if folder is None else Path(folder)
    checkFree(into)
    runner = campaign.runner()
    runner.shows_tracebacks = shows_tracebacks
    work = Into(runner, into.absolute(), onTick)
    call = campaign.calls[-1]
    # Otherwise in another process: what killed a worker, or hung there, does so again.
    workers: Workers = LocalWorkers(work, 1, call["timeout"], call["memory"]) if onTick is None else InProcess(work)
    try:
        ((_, outcome),) = workers.map([jobOf(row)])
    finally:
        workers.close()
    return Replayed(outcome, difference(row, outcome), campaign.changes(), into)


def _freed(folder: Path) -> Path:
    folder.parent.mkdir(exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


# ---- many runs


class Verified(NamedTuple):
    """Runs that were made again.

    Attributes:
        n: how many.
        differences: number of the run → difference, of those that came out otherwise.
        changes: what is different in the netlist and in packages; "" if nothing is.
    """

    n: int
    differences: dict[int, str]
    changes: str


def verify(out: str | Path, sample: int | None = None, jobs: int | None = None) -> Verified:
    """Makes the runs of a campaign again, all or a random sample of that size, and compares what they come to.

    Raises:
        TokenSpiceError: there is no campaign.
    """
    checkCount("sample", sample)
    checkCount("jobs", jobs)
    campaign = Campaigned(Path(out))
    rows = campaign.rows()
    if sample is not None and sample < len(rows):
        rows = sorted(random.Random(0).sample(rows, sample), key=lambda row: row["i"])
    by_number = {row["i"]: row for row in rows}
    call = campaign.calls[-1]
    workers = LocalWorkers(campaign.runner(), jobs or os.cpu_count() or 1, call["timeout"], call["memory"])
    try:
        found = {job.i: difference(by_number[job.i], outcome) for job, outcome in workers.map(map(jobOf, rows))}
    finally:
        workers.close()
    return Verified(len(rows), {i: text for i, text in sorted(found.items()) if text}, campaign.changes())
