"""`fuzz`: plays many sequences of a netlist, keeps those that got somewhere new, and makes short what breaks.

Sequences are played in rounds. What one begins with, and what it draws, depends on the seed, its number and the rounds
before: so the cases that are found are the same for any number of processes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.invariants import Properties
from engine.Netlist import Netlist
from engine.Simulation import loadedNetlist
from explore.Failure import Failure
from explore.fuzzing import cases
from explore.fuzzing.cases import TICK, Case
from explore.fuzzing.play import Played, Player
from explore.fuzzing.sequences import Corpus, Job, Outcome, Sequences
from explore.fuzzing.shrink import shrunk
from explore.LocalWorkers import LocalWorkers
from explore.Workers import InProcess, Workers
from util.config import Settings, chosenSettings
from util.errors import ExperimentError, NetlistError, ParameterError

OUT = "outdir_fuzz"
BESIDE = "fuzz"
# Runs between two looks at what they found.
_ROUND = 16
# Steps by which copies are compared with what is built anew.
_N_COMPARED = 200


@dataclass(frozen=True)
class Breach:
    """What is broken.

    Attributes:
        case: the shortest case.
        file: where it is kept.
        run: which sequence found it; None for a case that was kept before.
        n_calls: how many calls all sequences had made by then.
    """

    case: Case
    file: Path
    run: int | None
    n_calls: int


@dataclass
class Found:
    """What came out.

    Attributes:
        breaches: what is broken, first those that were kept before.
        mended: files of kept cases that break nothing now.
        notes: what one should know besides.
        tried, refused: action → how often.
        n_runs, n_calls: how much was played.
    """

    breaches: list[Breach] = field(default_factory=list)
    mended: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tried: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    n_runs: int = 0
    n_calls: int = 0

    def broken(self) -> set[str]:
        """Names of what is broken."""
        return {breach.case.broken for breach in self.breaches}


def fuzz(
    netlist: Any,
    out: str | Path = OUT,
    runs: int = 256,
    depth: int = 500,
    seed: int = 0,
    set: Mapping[str, Any] | None = None,
    check: str = "call",
    seconds: float | None = None,
    jobs: int = 1,
    fail_on_revert: bool = False,
    engine: str | None = None,
    hardfork: str | None = None,
    progress: Any = None,
) -> Found:
    """Looks for sequences of actions that break an invariant of the netlist.

    Args:
        netlist: a path, the name of a shipped netlist, or, in one process, a module or namespace.
        out: a folder for the cases that are found, made if there are any; there they are looked for, too.
        runs: how many sequences.
        depth: how many steps each has at most.
        seed: of all that is drawn.
        set: name → value of what is to differ in SimStrategy.
        check: "call" asks after every action and every tick, "tick" only after ticks.
        seconds: no run begins later than this.
        jobs: how many processes.
        fail_on_revert: whether an action that a contract refuses counts as a breach.
        engine, hardfork: of the chain.
        progress: called with the numbers of sequences and of calls after each round.
    Raises:
        NetlistError: the netlist has nothing to be fuzzed, or an invariant changes what it looks at.
        TokenSpiceError: it cannot be built.
    """
    return _Fuzz(
        loadedNetlist(netlist, seed),
        netlist if isinstance(netlist, (str, Path)) else None,
        Path(out),
        chosenSettings("embedded", engine, hardfork),
        {
            "depth": depth,
            "seed": seed,
            "overrides": dict(set or {}),
            "check": check,
            "fail_on_revert": fail_on_revert,
            "copies": True,
        },
        progress,
    ).found(runs, seconds, jobs)


def play(case: Mapping[str, Any] | Case | str | Path, netlist: Any = None) -> None:
    """Plays a case that `fuzz` has found, e.g. in a test.

    Args:
        case: it, as data, or its file.
        netlist: by default the one that it names.
    Raises:
        InvariantBroken: it breaks something.
    """
    if isinstance(case, (str, Path)):
        case = cases.load(case)
    elif not isinstance(case, Case):
        case = cases.caseOf(case)
    loaded = loadedNetlist(netlist if netlist is not None else case.netlist, case.seed)
    with Player(loaded, chosenSettings("embedded", None, None), case.check, copies=False) as player:
        broken = player.again(case).broken
    if broken is not None:
        raise broken


class _Fuzz:
    def __init__(
        self,
        netlist: Netlist,
        source: str | Path | None,
        out: Path,
        settings: Settings,
        options: dict[str, Any],
        progress: Any,
    ):
        self._netlist, self._source, self._out = netlist, source, out
        self._settings, self._options, self._progress = settings, options, progress
        self._found = Found()
        self._corpus = Corpus(options["seed"])

    def found(self, runs: int, seconds: float | None, jobs: int) -> Found:
        with self._player(copies=False) as player:
            _checkPurpose(player)
            self._replayKept(player)
            self._options["copies"] = self._canCopy(player.properties)
        until = math.inf if seconds is None else time.monotonic() + seconds
        workers = self._workers(jobs)
        try:
            for begin in range(0, runs, _ROUND):
                if self._isAllBroken(player):
                    break
                self._round(workers, range(begin, min(runs, begin + _ROUND)), until)
                if time.monotonic() > until:
                    break
                if self._progress is not None:
                    self._progress(self._found)
        finally:
            workers.close()
        if self._found.n_runs < runs and time.monotonic() > until:
            self._found.notes.append(f"stopped after {seconds:g} s, in {self._found.n_runs:,} of {runs:,} runs")
        self._noteRefusals()
        return self._found

    def _player(self, copies: bool) -> Player:
        o = self._options
        return Player(self._netlist, self._settings, o["check"], o["fail_on_revert"], copies)

    def _workers(self, jobs: int) -> Workers:
        source = self._netlist if self._source is None else str(self._source)
        work = Sequences(self._netlist if jobs == 1 else source, self._settings, self._options)
        if jobs > 1 and self._source is None:
            raise ParameterError("this netlist cannot go to other processes", "it is not in a file", "jobs=1")
        return InProcess(work) if jobs == 1 else LocalWorkers(work, jobs)

    # ---- cases that were kept

    def _replayKept(self, player: Player) -> None:
        for file in self._keptFiles():
            case = cases.load(file)
            if case.sha256 != self._netlist.facts().get("sha256"):
                self._found.notes.append(f"{file} was found in another version of the netlist")
            same = player if case.check == self._options["check"] else None
            with self._playerFor(case) if same is None else player as one:
                played = one.again(case)
            if played.broken is None:
                self._found.mended.append(file)
            elif played.broken.name not in self._found.broken():
                now = replace(case.before(len(played.steps)), broken=played.broken.name, message=played.broken.message)
                self._found.breaches.append(Breach(now, file, None, 0))

    def _playerFor(self, case: Case) -> Player:
        return Player(self._netlist, self._settings, case.check, self._options["fail_on_revert"], copies=False)

    def _keptFiles(self) -> list[Path]:
        files = {file.name: file for folder in self._folders() for file in sorted(folder.glob("case-*.json"))}
        return [files[name] for name in sorted(files)]

    def _folders(self) -> list[Path]:
        """Where cases are kept: next to the netlist, if there is a folder for them, and in `out`."""
        beside = None if self._netlist.path is None else self._netlist.path.parent / BESIDE
        return [self._out / "cases", *([beside] if beside is not None and beside.is_dir() else [])]

    # ---- rounds

    def _canCopy(self, properties: Properties) -> bool:
        """Whether sequences come out the same on copies of a simulation as on one that is built anew."""
        job = Job(0, (), frozenset(self._found.broken()))
        options = {**self._options, "depth": min(self._options["depth"], _N_COMPARED)}
        # Played first, so that invariants are seen to change nothing, whatever comes later.
        anew, _ = self._outcomes(job, {**options, "copies": False})
        if not properties.actions:
            return False
        try:
            _, copied = self._outcomes(job, {**options, "copies": True})
        except (TypeError, RecursionError):
            return False
        return bool(anew == copied)

    def _outcomes(self, job: Job, options: Mapping[str, Any]) -> list[Any]:
        """What becomes of a sequence that is played twice; the second time begins with a copy, if that is allowed."""
        work = Sequences(self._netlist, self._settings, options)
        with work.player:
            return [_comparable(work.run(job).played) for _ in range(2)]

    def _isAllBroken(self, player: Player) -> bool:
        names = player.properties.invariants
        return bool(names) and names.keys() <= self._found.broken()

    def _round(self, workers: Workers, numbers: range, until: float) -> None:
        skip = frozenset(self._found.broken())
        jobs = [Job(run, self._corpus.prefixes(run), skip) for run in numbers]
        in_time = (job for job in jobs if time.monotonic() <= until)
        outcomes: dict[int, Outcome] = {}
        for job, outcome in workers.map(in_time):
            if isinstance(outcome, Failure):
                raise ExperimentError("running", f"run {job.run}: {outcome}", "-j 1, which shows more")
            outcomes[job.run] = outcome
        for run in sorted(outcomes):
            self._found.n_runs += 1
            for played in outcomes[run].played:
                self._count(played)
                self._corpus.add(played)
                if played.broken is not None and played.broken.name not in self._found.broken():
                    self._keep(run, outcomes[run], played)

    def _count(self, played: Played) -> None:
        found = self._found
        found.n_calls += len(played.steps)
        for counted, more in ((found.tried, played.tried), (found.refused, played.refused)):
            for name, n in more.items():
                counted[name] = counted.get(name, 0) + n

    def _keep(self, run: int, outcome: Outcome, played: Played) -> None:
        """Keeps what breaks something, makes it short, and keeps that instead."""
        with self._player(copies=False) as player:
            case = player.caseOf(outcome.seed, outcome.overrides, played)
            again = player.again(case)
            if again.broken is None or again.broken.name != case.broken:
                note = f"a breach of {case.broken} did not come again: something outlives a run, such as a variable of"
                self._found.notes.append(f"{note} a module")
                return
        files = self._save(case)
        with self._player(self._options["copies"]) as player:
            short = shrunk(case, player)
        with self._player(copies=False) as player:
            broken = player.again(short).broken
            if broken is None or broken.name != case.broken:
                short = case
        if short != case:
            shorter = self._save(short)
            for file in files:
                file.unlink()
            files = shorter
        self._found.breaches.append(Breach(short, files[0], run, self._found.n_calls))

    def _save(self, case: Case) -> list[Path]:
        folders = self._folders()
        folders[0].mkdir(parents=True, exist_ok=True)
        return [case.save(folder) for folder in folders]

    def _noteRefusals(self) -> None:
        for name, n in self._found.tried.items():
            refused = self._found.refused.get(name, 0)
            if name != TICK and refused > 0.95 * n:
                self._found.notes.append(f"{name} was refused {refused:,} times of {n:,}: it tests nothing")


def _comparable(sequences: Sequence[Played]) -> Any:
    return [(played.steps, str(played.broken), played.refused, played.features) for played in sequences]


def _checkPurpose(player: Player) -> None:
    if not player.properties.invariants and not player.properties.actions:
        cure = "def invariant_NAME(state), and def action_NAME(state, ...), in it or in an invariants.py next to it"
        raise NetlistError(f"{player.netlist.name} has nothing to fuzz", "it defines no invariant and no action", cure)
