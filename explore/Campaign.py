"""`Campaign`: carries out the runs that a question needs. Verbs ask it for points and are told measures; it knows no
statistics. Seeds, workers, store, resumption and failures are its business alone.

    runs = campaign.runs([{"a": 1.0}, {"a": 2.0}], reps=8)
    runs.measure("profit")

A search asks for some points, is told what they come to, and asks for others (ask and tell). To resume, it does the
same again: as long as it draws from a seed alone and asks in one order, the store answers what was asked before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from explore.Failure import Failure
from explore.Job import Job, Outcome
from explore.Runs import Numbers, Runs
from explore.Seeds import Seeds
from explore.Store import Store
from explore.Workers import Workers
from util.errors import ExperimentError, ParameterError

# A campaign ends early if more than this fraction of its first runs, this number, fails: something is wrong with all.
_PROBE, _MAX_FAILED = 50, 0.2

# How many jobs are made at a time.
_N_AHEAD = 64

Points = Sequence[Mapping[str, Any]]

# Made once: json.dumps makes one for each call.
_encoded = json.JSONEncoder(default=repr).encode


class Progress(Protocol):
    """An observer of a campaign."""

    def expect(self, n: int) -> None:
        """So many more runs will be made."""

    def ran(self, outcome: Outcome | Failure, is_new: bool) -> None:
        """A run has ended; it is not new if an earlier call made it."""

    def say(self, text: str) -> None:
        """Something worth a line."""


class Silent:
    """Nobody watches."""

    def expect(self, n: int) -> None:
        """See Progress."""

    def ran(self, outcome: Outcome | Failure, is_new: bool) -> None:
        """See Progress."""

    def say(self, text: str) -> None:
        """See Progress."""


class Campaign:
    """Carries out runs.

    Args:
        workers: who do it.
        seeds: of the runs.
        identity: hash of all that every run depends on: netlist, what is fixed, measures.
        store: where runs are kept; None keeps them in memory only.
        commandOf: job → command that runs it again.
        seconds: time after which no further run begins; None means no limit.
        keep_going: whether to go on when most runs fail.
        progress: who is told.
        max_runs: how many runs there may be; None means no limit.
        remembers: whether a run that is asked for twice is made once, as a search may do.

    Attributes:
        n_runs, n_failed, n_known: runs that have ended; that have no result; that had been made before.
        n_made: runs that have ended, each counted once.
        is_out_of_time: whether `seconds` are over.
    """

    def __init__(
        self,
        workers: Workers,
        seeds: Seeds,
        identity: str,
        store: Store | None = None,
        commandOf: Any = None,
        seconds: float | None = None,
        keep_going: bool = False,
        progress: Progress | None = None,
        max_runs: int | None = None,
        remembers: bool = False,
    ):
        self.seeds = seeds
        self.progress = progress or Silent()
        self.n_runs = self.n_failed = self.n_known = self.n_made = 0
        self._workers = workers
        self._identity = identity
        self._store = store
        self._commandOf = commandOf
        self._seconds = seconds
        self._deadline: float | None = None
        self._keep_going = keep_going
        self._max_runs = max_runs
        self._n_planned = self._n_points = 0
        # The first run without a result.
        self._first: tuple[Failure, Runs, int] | None = None
        # Of the runs being made: number → k, where it is not the planned one; and the least number free for the next.
        self._moved: dict[int, int] = {}
        self._spare = 0
        self._spares: set[int] = set()
        # Key → number and outcome of runs; key → k of runs that wait for one of the same key.
        self._outcomes: dict[str, tuple[int, Outcome | Failure]] | None = {} if remembers else None
        self._twins: dict[str, list[int]] = {}

    @property
    def is_out_of_time(self) -> bool:
        """Whether no further run will be begun."""
        return self._deadline is not None and time.monotonic() > self._deadline

    def runs(self, points: Points, reps: int = 1, **how: Any) -> Runs:
        """Runs each point, and returns when all runs have ended, or time is up. See plan() and fill().

        Raises:
            ExperimentError: most runs fail, or all.
        """
        return self.fill(self.plan(points, reps, **how))

    def plan(
        self,
        points: Points,
        reps: int = 1,
        first_rep: int = 0,
        first_point: int | None = None,
        seeds: Sequence[int | None] | None = None,
        variants: Sequence[str] | None = None,
        blocks: Sequence[tuple[int, ...]] | None = None,
    ) -> Runs:
        """Runs to be made: they have their numbers, but none has been made yet.

        Args:
            points: parameter → value of each; made as they are needed, if the sequence does so.
            reps: replications of each.
            first_rep, first_point: numbers of the first replication and of the first point, which fix the seeds where
                these are not common; by default points are counted through the campaign.
            seeds: of the first replication at each point, where it is not None.
            variants: of the runs at each point; see Job.
            blocks: of the first replication at each point; see Job.
        """
        first_point = self._n_points if first_point is None else first_point
        found = Runs(points, reps, Numbers(self._n_planned, first_point, first_rep, seeds, variants, blocks))
        self._n_planned += found.n
        self._n_points += len(points)
        if self._store is not None and reps > 1:
            self._store.addPoints({"point": first_point + i, "set": point} for i, point in enumerate(points))
        if self._max_runs is not None and self._n_planned > self._max_runs:
            why = f"{self._n_planned:,} runs are planned, and rows of {self._max_runs:,} at most are kept"
            raise ParameterError(
                "so many rows cannot be kept", why, "leave out --keep rows: tsp replay makes them again"
            )
        return found

    def fill(self, found: Runs, stop: int | None = None) -> Runs:
        """Makes what is missing of these runs, of all points or of those before number `stop`."""
        if self._seconds is not None and self._deadline is None:
            # From the first run on: what it takes to plan them is not theirs.
            self._deadline = time.monotonic() + self._seconds
        jobs = [k for k in range((len(found.points) if stop is None else stop) * found.reps) if not found.done[k]]
        self.progress.expect(len(jobs))
        self._moved = {}
        self._twins = {}
        for job, outcome in self._workers.map(self._new(found, jobs)):
            if self._store is not None:
                command = self._commandOf(job) if isinstance(outcome, Failure) and self._commandOf else ""
                self._store.add(job, outcome, command)
            self._take(found, self._moved.get(job.i, job.i - found.numbers.first), outcome, is_new=True)
            if self._outcomes is not None:
                self._outcomes[job.key] = job.i, outcome
                for k in self._twins.pop(job.key, ()):
                    self._again(found, k, job.key)
        if self.n_runs and self.n_failed == self.n_runs:
            raise self._failed("the only run" if self.n_runs == 1 else f"all {self.n_runs} runs")
        return found

    def seedOf(self, found: Runs, k: int) -> int:
        """The seed of run k."""
        index, rep = divmod(k, found.reps)
        numbers = found.numbers
        given = numbers.seeds[index] if numbers.seeds is not None and rep == 0 else None
        return self.seeds.of(numbers.first_point + index, numbers.first_rep + rep) if given is None else given

    def numberFrom(self, first: int) -> None:
        """Gives the next run this number, where runs before it are not those of earlier calls."""
        self._n_planned = first

    def _new(self, found: Runs, wanted: Sequence[int]) -> Iterator[Job]:
        """The runs that are still to be made; those that the store has are taken from there."""
        for k, job in self._jobs(found, wanted):
            if self._isTwin(found, k, job.key):
                continue
            known = self._store.known(job) if self._store is not None else None
            if known is not None and self._store is not None:
                if (number := self._store.numberOf(job)) != job.i:
                    found.renumber(k, number)
                self._take(found, k, known, is_new=False)
                if self._outcomes is not None:
                    self._outcomes[job.key] = number, known
            elif self.is_out_of_time:
                return
            else:
                if self._outcomes is not None:
                    self._twins[job.key] = []
                yield self._numbered(found, k, job)

    def _isTwin(self, found: Runs, k: int, key: str) -> bool:
        """Whether a run of this key was asked for before: then run k is that one, now or as soon as it has ended."""
        if self._outcomes is None:
            return False
        if key in self._outcomes:
            self._again(found, k, key)
            return True
        if key in self._twins:
            self._twins[key].append(k)
            return True
        return False

    def _again(self, found: Runs, k: int, key: str) -> None:
        assert self._outcomes is not None
        number, outcome = self._outcomes[key]
        found.renumber(k, number)
        self._take(found, k, outcome, is_new=False)
        self.n_made -= 1

    def _numbered(self, found: Runs, k: int, job: Job) -> Job:
        """The job with a number that no other run has: where replications were added, the planned one may be taken."""
        if self._store is None or not (self._store.has(job.i) or job.i in self._spares):
            return job
        self._spare = max(self._spare, self._store.next_number, self._n_planned)
        number, self._spare = self._spare, self._spare + 1
        self._spares.add(number)
        self._moved[number] = k
        found.renumber(k, number)
        return job._replace(i=number)

    def _jobs(self, found: Runs, wanted: Sequence[int]) -> Iterator[tuple[int, Job]]:
        """Each k and its job. They are made some at a time, as doing so between runs costs three times as much."""
        for begin in range(0, len(wanted), _N_AHEAD):
            yield from [(k, self._job(found, k)) for k in wanted[begin : begin + _N_AHEAD]]

    def _job(self, found: Runs, k: int) -> Job:
        numbers = found.numbers
        index, rep = divmod(k, found.reps)
        point, rep = numbers.first_point + index, numbers.first_rep + rep
        values, seed = dict(found.points[index]), self.seedOf(found, k)
        variant = numbers.variants[index] if numbers.variants is not None else ""
        blocks = numbers.blocks[index] if numbers.blocks is not None and k % found.reps == 0 else ()
        more = [*([variant] if variant else []), *([blocks] if blocks else [])]
        facts = _encoded([self._identity, values, seed, *more])
        key = hashlib.sha256(facts.encode()).hexdigest()[:16]
        return Job(numbers.first + k, point, rep, seed, values, key, variant, blocks)

    def _take(self, found: Runs, k: int, outcome: Outcome | Failure, is_new: bool) -> None:
        found.put(k, outcome)
        self.n_runs += 1
        self.n_made += 1
        self.n_known += not is_new
        self.progress.ran(outcome, is_new)
        if isinstance(outcome, Failure):
            self.n_failed += 1
            self._first = self._first or (outcome, found, k)
        if self.n_runs == _PROBE and self.n_failed > _MAX_FAILED * _PROBE and not self._keep_going:
            raise self._failed(
                f"{self.n_failed} of the first {_PROBE} runs", "; or --keep-going, if failures are what you expect"
            )

    def _failed(self, what: str, or_else: str = "") -> ExperimentError:
        assert self._first is not None
        failure, found, k = self._first
        cure = self._commandOf(self._job(found, k)._replace(i=found.number(k))) if self._commandOf is not None else ""
        if self._store is not None:
            cure += " shows its rows until then; afterwards another folder, for this one keeps its runs"
        return ExperimentError("running", f"{what} failed, one of them: {failure}", cure + or_else)
