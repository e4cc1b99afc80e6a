"""`LocalWorkers`: processes on this machine that carry out the runs of a campaign, and may fail, hang and die.

Each process is a fresh Python, so nothing of this one leaks into a run. Jobs are sent in batches of about 100 ms, up to
two at once, so that neither side waits for the other. A process that ends is replaced; the job it was at is tried once
more, alone, and only if that ends as well does it count as crashed.
"""

from __future__ import annotations

import mmap
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any

from explore.Failure import crashOf, timeoutOf
from explore.serving import IDLE, PROGRESS
from explore.Workers import Work
from util.config import HOME
from util.errors import ExperimentError, ParameterError

# Seconds of work in a batch, and how many jobs that may be at most.
_BATCH_S, _MAX_BATCH = 0.1, 500
# Batches that a worker has or is sent: one to work at, one ahead.
_AHEAD = 2
# A worker is replaced after this number of jobs: what a netlist or a library leaks does not add up.
RENEW_AFTER = 10_000
# So many workers in a row that end without an outcome, and not because of a job, mean that none will bring any.
_MAX_BARREN = 3
# Seconds in which a worker that is told to end does so; then it is made to.
_GRACE_S = 2.0

_PROGRAM = f"import sys; sys.path.insert(0, {str(HOME)!r}); import util.floors; "
_PROGRAM += "from explore.serving import main; main({}, {})"
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# A job with its number, by which workers and this process speak of it.
Numbered = tuple[int, Any]


class LocalWorkers:
    """Carries out jobs in `n` processes.

    Args:
        work: what is done with a job; see Workers.Work. It is pickled.
        n: how many processes.
        timeout: seconds that a job may take; one that takes longer is stopped.
        memory_MB: what a job may take beyond the memory of an idle worker; more is a MemoryError. Linux only.
        renew_after: jobs after which a process is replaced; 1 gives each job its own process.
    Raises:
        ParameterError: a limit that this system cannot enforce.
    """

    def __init__(
        self,
        work: Work,
        n: int,
        timeout: float | None = None,
        memory_MB: float | None = None,
        renew_after: int = RENEW_AFTER,
    ):
        if memory_MB is not None and not sys.platform.startswith("linux"):
            raise ParameterError("memory cannot be limited", f"{sys.platform} has no such limit", "leave --memory out")
        self.n = n
        self._greeting = (sys.path, memory_MB, pickle.dumps(work))
        self._timeout = timeout
        self._renew_after = renew_after
        self._workers: list[_Worker] = []
        # Jobs whose worker ended while it was at them; and jobs that their worker did not get to.
        self._suspects: deque[Numbered] = deque()
        self._returned: deque[Numbered] = deque()
        self._s_per_job = 0.0
        self._n_barren = 0

    def map(self, jobs: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """See Workers."""
        numbered = enumerate(jobs)
        try:
            while True:
                self._workers += [_Worker(self._greeting) for _ in range(self.n - len(self._workers))]
                for worker in self._workers:
                    self._feed(worker, numbered)
                if not any(worker.sent for worker in self._workers):
                    return
                yield from self._collected()
        finally:
            # A caller that stops asking leaves jobs behind, which the next map() must not meet.
            self._suspects.clear()
            self._returned.clear()
            self._end([worker for worker in self._workers if worker.sent])

    def close(self) -> None:
        """See Workers."""
        self._end(self._workers)

    def _feed(self, worker: _Worker, numbered: Iterator[Numbered]) -> None:
        """Sends the worker as much as it should have."""
        if self._suspects and not worker.n_sent:
            worker.suspect, job = self._suspects.popleft()
            worker.send([(worker.suspect, job)])
        while worker.suspect is None and worker.n_batches < _AHEAD and worker.n_sent < self._renew_after:
            batch = self._batch(numbered, self._renew_after - worker.n_sent)
            if not batch:
                break
            worker.send(batch)

    def _batch(self, numbered: Iterator[Numbered], most: int) -> list[Numbered]:
        size = min(most, _MAX_BATCH, max(1, int(_BATCH_S / self._s_per_job))) if self._s_per_job else 1
        batch: list[Numbered] = []
        while len(batch) < size:
            one = self._returned.popleft() if self._returned else next(numbered, None)
            if one is None:
                break
            batch.append(one)
        return batch

    def _collected(self) -> Iterator[tuple[Any, Any]]:
        """What workers have finished, or how they ended; waits until there is something."""
        pause = None if self._timeout is None else max(0.01, min(0.5, self._timeout / 10.0))
        ready = wait([worker.pipe for worker in self._workers], pause)
        for worker in list(self._workers):
            if worker.pipe in ready:
                yield from self._received(worker)
            elif self._timeout is not None and worker.secondsAtJob() > self._timeout:
                yield from self._stopped(worker, self._timeout)

    def _received(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._buried(worker)
            return
        self._n_barren = 0
        for number, outcome, seconds in message:
            # A moving average: the size of batches follows the pace of the runs.
            self._s_per_job = 0.9 * self._s_per_job + 0.1 * seconds if self._s_per_job else seconds
            yield worker.sent.pop(number), outcome
        worker.n_batches -= not message
        if worker.suspect not in worker.sent:
            worker.suspect = None
        if worker.n_sent >= self._renew_after and not worker.sent:
            self._end([worker])

    def _stopped(self, worker: _Worker, seconds: float) -> Iterator[tuple[Any, Any]]:
        """The worker is at a job for too long."""
        number = worker.number()
        worker.process.kill()
        # What it had finished before is still in the pipe.
        with suppress(EOFError, OSError):
            while True:
                for done, outcome, _ in worker.pipe.recv():
                    yield worker.sent.pop(done), outcome
        if number in worker.sent:
            yield worker.sent.pop(number), timeoutOf(seconds)
        self._returned.extend(worker.sent.items())
        self._end([worker])

    def _buried(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """The worker has ended by itself."""
        exit_code, number = worker.process.wait(), worker.number()
        if number in worker.sent:
            job = worker.sent.pop(number)
            if number == worker.suspect:
                yield job, crashOf(exit_code)
            else:
                self._suspects.append((number, job))
        else:
            self._n_barren += 1
            if self._n_barren >= _MAX_BARREN:
                why = f"{_MAX_BARREN} worker processes in a row ended with exit code {exit_code} before any result"
                raise ExperimentError("running", why, "-j 1, which runs in this process and shows what is wrong")
        self._returned.extend(worker.sent.items())
        self._end([worker])

    def _end(self, workers: Iterable[_Worker]) -> None:
        ending = list(workers)
        self._workers = [worker for worker in self._workers if worker not in ending]
        for worker in ending:
            worker.dismiss()
        for worker in ending:
            worker.end()


class _Worker:
    """One process.

    Attributes:
        pipe: what it sends; see serving.
        sent: jobs it was sent and has not answered, by their numbers.
        n_sent, n_batches: jobs it ever got; batches it has not finished.
        suspect: the number of the job that it tries alone, if it does.
    """

    def __init__(self, greeting: Any):
        self.sent: dict[int, Any] = {}
        self.n_sent = self.n_batches = 0
        self.suspect: int | None = None
        self.pipe, theirs = Pipe()
        with theirs, tempfile.TemporaryFile() as file:
            file.write(PROGRESS.pack(IDLE, 0.0))
            file.flush()
            self._progress = mmap.mmap(file.fileno(), PROGRESS.size)
            fds = theirs.fileno(), file.fileno()
            self.process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM.format(*fds)],
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **_ONE_THREAD},
            )
        self._tell(greeting)

    def send(self, batch: list[Numbered]) -> None:
        """More jobs."""
        self.sent.update(batch)
        self.n_sent += len(batch)
        self.n_batches += 1
        self._tell(batch)

    def number(self) -> int:
        """Of the job that it is or was at, or IDLE."""
        return int(PROGRESS.unpack_from(self._progress)[0])

    def secondsAtJob(self) -> float:
        """How long it has been at its present job; 0 if at none."""
        number, since = PROGRESS.unpack_from(self._progress)
        # The worker writes the time before the number: with the same number after, the time is that number's.
        return time.monotonic() - since if number != IDLE and number == self.number() else 0.0

    def dismiss(self) -> None:
        """Tells it to end; with jobs left, it has no time to finish them."""
        if self.sent:
            self.process.kill()
        else:
            self._tell(None)

    def end(self) -> None:
        """Waits for its end."""
        try:
            self.process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.pipe.close()
        self._progress.close()

    def _tell(self, message: Any) -> None:
        # If it has ended, the pipe says so when it is read.
        with suppress(OSError):
            self.pipe.send(message)
