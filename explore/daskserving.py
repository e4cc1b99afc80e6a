"""What a Dask worker does for a campaign: it passes jobs on to its own local worker process.

So a run that fails, hangs or dies does so as it does on one machine, and Dask's own process stays whole. Each thread of
the Dask worker has one such process; it ends with the Dask worker, or when the campaign does.
"""

from __future__ import annotations

import pickle
import platform
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from operator import itemgetter
from typing import Any, NamedTuple

from explore.LocalWorkers import LocalWorkers
from explore.Workers import sessionOf
from util.constants import VERSION
from util.errors import ExperimentError

_ENGINE = "tokenspice_evm"

# (name of the campaign, thread) → its process.
_pools: dict[tuple[str, int], LocalWorkers] = {}
_lock = threading.Lock()


class Assignment(NamedTuple):
    """What all jobs of a campaign share.

    Attributes:
        campaign: a name that no other campaign has.
        facts: what a worker must have in common with the process that asks.
        work: pickled; see Workers.Work.
        limits: arguments of LocalWorkers.
    """

    campaign: str
    facts: dict[str, str]
    work: bytes
    limits: dict[str, Any]


class _Call:
    """A call, which is made where its pickle is loaded."""

    def __init__(self, function: Callable[..., Any], *args: Any):
        self._function, self._args = function, args

    def __reduce__(self) -> tuple[Any, ...]:
        return self._function, self._args


def called(function: Callable[..., Any], *args: Any) -> bytes:
    """A call of ours for another process: `pickle.loads` makes it there, and returns what it returns.

    An installed TokenSPICE keeps its packages in a folder that only the import of `tokenspice` makes known, which comes
    first here. It travels as bytes because Dask's scheduler loads what it passes on, and pickles it again.
    """
    return pickle.dumps(_Call(itemgetter(1), (_Call(__import__, "tokenspice"), _Call(function, *args))))


def serve(assignment: Assignment, batch: list[tuple[int, Any]]) -> list[tuple[int, Any, float]]:
    """(number of the job, outcome, seconds) of each (number, job).

    Raises:
        ExperimentError: this worker has other versions.
    """
    done = []
    last = time.monotonic()
    for (number, _), outcome in _pool(assignment).map(batch):
        now = time.monotonic()
        done.append((number, outcome, now - last))
        last = now
    return done


class Numbered:
    """Work of jobs that carry a number."""

    def __init__(self, work: Any):
        self._work = work

    def session(self) -> AbstractContextManager[Any]:
        """That of the work itself."""
        return sessionOf(self._work)

    def run(self, job: tuple[int, Any]) -> Any:
        """What the job without its number comes to."""
        return self._work.run(job[1])


def dismiss(campaign: str) -> None:
    """Ends the processes of a campaign."""
    with _lock:
        ended = [_pools.pop(key) for key in list(_pools) if key[0] == campaign]
    for pool in ended:
        pool.close()


def facts() -> dict[str, str]:
    """What runs in different processes must have in common to come out the same."""
    return {
        "tokenspice": VERSION,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": _versionOf("numpy"),
        "the fast engine": "installed" if find_spec(_ENGINE) else "not installed",
    }


def _pool(assignment: Assignment) -> LocalWorkers:
    key = assignment.campaign, threading.get_ident()
    with _lock:
        if key not in _pools:
            _checkFacts(assignment.facts)
            _pools[key] = LocalWorkers(Numbered(pickle.loads(assignment.work)), 1, **assignment.limits)
        return _pools[key]


def _checkFacts(wanted: dict[str, str]) -> None:
    for name, have in facts().items():
        if have != wanted[name]:
            why = f"a worker on {platform.node()} has {name} {have}, and this process {wanted[name]}"
            raise ExperimentError("running", why, "the same installation for all workers")


def _versionOf(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
