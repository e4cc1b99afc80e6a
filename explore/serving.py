"""What a local worker process does: takes jobs from a pipe, carries them out, and sends what they came to.

`LocalWorkers` starts it by `python -c`, so a script or notebook that starts a campaign is not run again in each worker.
A second thread reads the pipe: jobs that are sent ahead never block the sender, outcomes do not wait for a long job
that follows them, and when the sender is gone, even by SIGKILL, the thread sees the pipe end and ends this process.
"""

from __future__ import annotations

import mmap
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from explore.Workers import outcomeOf, sessionOf

# What this process is at: which job, or IDLE, and since when on the system's monotonic clock.
PROGRESS = struct.Struct("qd")
IDLE = -1
# Outcomes are sent together, as often as this (s); those before a long job wait no longer than that (s).
_FLUSH_EVERY_S, _STALE_S = 0.02, 0.1


def main(pipe_fd: int, progress_fd: int) -> None:
    """Serves until it is told to end, or the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Processes that a run begins must not keep the pipe open.
    os.set_inheritable(pipe_fd, False)
    os.set_inheritable(progress_fd, False)
    # What netlists print must not mix with the results of the command, nor wait until this process ends.
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    pipe = Connection(pipe_fd)
    sys.path[:], memory_MB, pickled = pipe.recv()
    work = pickle.loads(pickled)
    if memory_MB is not None:
        _limitMemory(memory_MB)
    jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
    outbox = _Outbox(pipe)
    threading.Thread(target=_receive, args=(pipe, jobs, outbox), daemon=True).start()
    with mmap.mmap(progress_fd, PROGRESS.size) as progress, sessionOf(work):
        while (batch := jobs.get()) is not None:
            _carryOut(work, batch, outbox, progress)


class _Outbox:
    """Sends lists of (number of the job, outcome, seconds), and an empty one at the end of a batch."""

    def __init__(self, pipe: Connection):
        self._pipe = pipe
        self._lock = threading.Lock()
        self._kept: list[tuple[int, Any, float]] = []
        self._sent_at = 0.0

    def add(self, number: int, outcome: Any, began: float, now: float) -> None:
        """An outcome, to be sent soon."""
        with self._lock:
            self._kept.append((number, outcome, now - began))
            if now - self._sent_at > _FLUSH_EVERY_S:
                self._flush(now)

    def endBatch(self) -> None:
        """Sends what is kept, and says that the batch is done."""
        with self._lock:
            self._flush(time.monotonic())
            self._pipe.send([])

    def sendStale(self) -> None:
        """Sends what has been kept for long."""
        now = time.monotonic()
        with self._lock:
            if now - self._sent_at > _STALE_S:
                self._flush(now)

    def _flush(self, now: float) -> None:
        if self._kept:
            self._pipe.send(self._kept)
            self._kept = []
        self._sent_at = now


def _receive(pipe: Connection, jobs: queue.SimpleQueue[Any], outbox: _Outbox) -> None:
    try:
        while True:
            if not pipe.poll(_STALE_S):
                outbox.sendStale()
                continue
            batch = pipe.recv()
            jobs.put(batch)
            if batch is None:
                return
    except (EOFError, OSError):
        os._exit(1)
    except Exception:
        # Such as an outcome that cannot be pickled. Without this thread, nobody would notice the end of the pipe.
        traceback.print_exc()
        os._exit(1)


def _carryOut(work: Any, batch: list[tuple[int, Any]], outbox: _Outbox, progress: mmap.mmap) -> None:
    for number, job in batch:
        began = time.monotonic()
        # In this order, so that a reader who finds the same number before and after has that number's time.
        PROGRESS.pack_into(progress, 0, IDLE, began)
        PROGRESS.pack_into(progress, 0, number, began)
        outcome = outcomeOf(work, job)
        PROGRESS.pack_into(progress, 0, IDLE, began)
        outbox.add(number, outcome, began, time.monotonic())
    outbox.endBatch()


def _limitMemory(megabytes: float) -> None:
    """Limits the memory that this process may take beyond what it has now; what asks for more gets a MemoryError."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as f:
        present = int(f.read().split()[0]) * resource.getpagesize()
    limit = present + int(megabytes * 1e6)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
