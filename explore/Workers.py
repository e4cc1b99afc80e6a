"""Workers: what carries out the runs of a campaign. Here the seam and the simplest kind, which needs no other process.

    InProcess        one run after the other, here
    LocalWorkers     processes on this machine, which may fail, hang and die
    DaskWorkers      processes on many machines

All produce the same outcomes, in whatever order the jobs finish. One conformance suite runs over all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from explore.Failure import failureOf

# Jobs that are done in this process follow each other for this time before the caller gets their outcomes (s).
_SESSION_S = 0.02


class Work(Protocol):
    """What is done with each job. It is sent to other processes by pickle, once each, and then used many times."""

    def run(self, job: Any) -> Any:
        """The outcome of a job, which can be pickled. Whatever it raises becomes a Failure in its place."""

    # Work may have a method `session`, a context in which many jobs are done faster than each by itself. Nothing but
    # jobs happens in it.


class Workers(Protocol):
    """Carries out jobs.

    Attributes:
        n: how many jobs are carried out at the same time.
    """

    @property
    def n(self) -> int:
        """See the class."""

    def map(self, jobs: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """(job, outcome) of each job, as they are done; the outcome of a job that failed is a Failure.

        Jobs are taken from the iterable as workers become free, so it may be endless.
        """

    def close(self) -> None:
        """Ends all processes that it began. Jobs in progress are dropped."""


class InProcess:
    """Carries out jobs one after the other in this process. A job that kills its process kills this one."""

    n = 1

    def __init__(self, work: Work):
        self._work = work

    def map(self, jobs: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """See Workers."""
        waiting = iter(jobs)
        while True:
            done: list[tuple[Any, Any]] = []
            with sessionOf(self._work):
                until = time.monotonic() + _SESSION_S
                for job in waiting:
                    done.append((job, outcomeOf(self._work, job)))
                    if time.monotonic() > until:
                        break
            if not done:
                return
            # Outside of the session, since the caller may do anything in between.
            yield from done

    def close(self) -> None:
        """Nothing was begun."""


def sessionOf(work: Work) -> AbstractContextManager[Any]:
    """The context in which many jobs are done, if the work has one."""
    session: Callable[[], AbstractContextManager[Any]] = getattr(work, "session", nullcontext)
    return session()


def outcomeOf(work: Work, job: Any) -> Any:
    """What the work makes of a job: its outcome, or the Failure in its place."""
    try:
        return work.run(job)
    except (Exception, SystemExit) as e:
        # A netlist that calls sys.exit() ends its run, not the campaign.
        return failureOf(e)
