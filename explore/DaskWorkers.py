"""`DaskWorkers`: processes on many machines, behind a scheduler of Dask.

    tcp://10.0.0.5:8786    a scheduler that runs
    local:4                four workers on this machine, for as long as the campaign runs
    slurm:cluster.yaml     jobs of SLURM; the file holds arguments of dask_jobqueue.SLURMCluster, and `jobs`, how many

Jobs are sent in batches of about a second, so that what Dask needs for each (4 ms) does not count. When a worker is
lost, the batches it was at are sent again. Only this process writes the store.
"""

from __future__ import annotations

import itertools
import logging
import pickle
import queue
import shlex
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from explore.daskserving import Assignment, called, dismiss, facts, serve
from explore.LocalWorkers import RENEW_AFTER
from explore.Workers import Work
from util.config import HOME
from util.errors import ExperimentError, ParameterError, TokenSpiceError
from util.installing import IS_CHECKOUT, cureFor
from util.mathutil import addUp

# Seconds of work in a batch, and how many jobs that may be at most.
_BATCH_S, _MAX_BATCH = 1.0, 5000
# Batches in flight, per worker.
_AHEAD = 4
# How often a batch is sent again after its worker was lost.
_RETRIES = 2
_TIMEOUT_S = 8
_RUNNING = "running"
_GONE = "the scheduler is gone, or does not answer"
_ON_PATH = (
    f"workers that were started with PYTHONPATH={HOME}, or wherever TokenSPICE is on their machines"
    if IS_CHECKOUT
    else "workers in environments where TokenSPICE is installed"
)
# A campaign ends when there has been no worker for this time (s).
_NO_WORKER_S = 60
_NOBODY = f"there has been no worker for {_NO_WORKER_S} s; their logs say why"
_AGAIN = "the same command again, which goes on; with --scheduler if it has another address now"


class DaskWorkers:
    """Carries out jobs on a cluster.

    Args:
        work: what is done with a job; see Workers.Work. It is pickled.
        address: of a scheduler, local:N, or slurm:FILE.
        timeout, memory_MB, renew_after: see LocalWorkers.
    Raises:
        ParameterError: Dask is not installed, or the address is none.
        ExperimentError: there is no scheduler at that address, or it has no worker.
    """

    def __init__(
        self,
        work: Work,
        address: str,
        timeout: float | None = None,
        memory_MB: float | None = None,
        renew_after: int = RENEW_AFTER,
    ):
        if find_spec("distributed") is None:
            raise ParameterError("there is no scheduler", "Dask is not installed", cureFor("distributed"))
        limits = {"timeout": timeout, "memory_MB": memory_MB, "renew_after": renew_after}
        self._assignment = Assignment(uuid.uuid4().hex, facts(), pickle.dumps(work), limits)
        self._cluster, self._client = _opened(address)
        self._s_per_job = 0.0
        try:
            self._client.wait_for_workers(1, timeout=60)
        except TimeoutError as e:
            self.close()
            why = f"no worker has come to the scheduler {address}"
            raise ExperimentError("building", why, "dask worker ADDRESS") from e
        self._checkWorkers()

    def _checkWorkers(self) -> None:
        """Raises ExperimentError if the workers there are cannot import us: what they cannot read would end them."""
        found: dict[str, Any] = self._client.run(find_spec, "tokenspice", on_error="return")
        lacking = sorted(address for address, spec in found.items() if spec is None)
        if lacking:
            self.close()
            why = f"{len(lacking)} of {len(found)} workers cannot import it, e.g. {lacking[0]}"
            raise ExperimentError("building", f"TokenSPICE is not on the workers' path: {why}", _ON_PATH)

    @property
    def n(self) -> int:
        """How many jobs are carried out at the same time, now: workers may come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, addUp(threads.values()))

    def map(self, jobs: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """See Workers.

        Raises:
            ExperimentError: the scheduler is gone, or a worker has other versions.
        """
        numbered = enumerate(jobs)
        sent: dict[Any, dict[int, Any]] = {}
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        try:
            self._send(numbered, sent, done)
            while sent:
                future = self._next(done)
                batch = sent.pop(future)
                for number, outcome, seconds in _resultOf(future):
                    self._s_per_job = 0.9 * self._s_per_job + 0.1 * seconds if self._s_per_job else seconds
                    yield batch[number], outcome
                self._send(numbered, sent, done)
        finally:
            with suppress(OSError, TimeoutError):
                if sent and self._client.status == _RUNNING:
                    self._client.cancel(list(sent), force=True)

    def close(self) -> None:
        """See Workers."""
        with suppress(OSError, TimeoutError):
            if self._client.status == _RUNNING:
                self._client.run(pickle.loads, called(dismiss, self._assignment.campaign), on_error="ignore")
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=_TIMEOUT_S)
            if self._cluster is not None:
                self._cluster.close(timeout=_TIMEOUT_S)

    def _send(self, numbered: Iterator[tuple[int, Any]], sent: dict[Any, dict[int, Any]], done: Any) -> None:
        """Sends batches until there are enough of them in flight."""
        size = min(_MAX_BATCH, max(1, int(_BATCH_S / self._s_per_job))) if self._s_per_job else 1
        try:
            most = _AHEAD * self.n
        except (OSError, TimeoutError) as e:
            raise ExperimentError("running", _GONE, _AGAIN) from e
        while len(sent) < most:
            batch = dict(itertools.islice(numbered, size))
            if not batch:
                return
            call = called(serve, self._assignment, list(batch.items()))
            future = self._client.submit(pickle.loads, call, pure=False, retries=_RETRIES)
            sent[future] = batch
            future.add_done_callback(done.put)

    def _next(self, done: Any) -> Any:
        """The next future that is done."""
        well = manned = time.monotonic()
        while True:
            try:
                return done.get(timeout=1.0)
            except queue.Empty:
                now = time.monotonic()
                if self._client.status == _RUNNING:
                    well = now
                    with suppress(OSError, TimeoutError):
                        manned = now if self._client.nthreads() else manned
                if now - well > _TIMEOUT_S:
                    raise ExperimentError("running", _GONE, _AGAIN) from None
                if now - manned > _NO_WORKER_S:
                    raise ExperimentError("running", _NOBODY, _AGAIN) from None


def _resultOf(future: Any) -> list[tuple[int, Any, float]]:
    try:
        found: list[tuple[int, Any, float]] = future.result(timeout=_TIMEOUT_S)
        return found
    except TokenSpiceError:
        raise
    except Exception as e:
        # Cancelled because the connection was lost, or because workers were lost again and again; or a worker that
        # cannot import us.
        name = type(e).__name__
        if name in ("CancelledError", "FutureCancelledError", "TimeoutError", "CommClosedError"):
            raise ExperimentError("running", _GONE, _AGAIN) from e
        cure = _ON_PATH if name == "ModuleNotFoundError" else _AGAIN
        raise ExperimentError("running", f"a worker could not carry out its jobs ({name}: {e})", cure) from e


def _opened(address: str) -> tuple[Any, Any]:
    """(cluster that was started, or None; client)"""
    distributed = _distributed()
    kind, _, rest = address.partition(":")
    if kind == "local":
        if not rest.isdigit() or int(rest) == 0:
            raise ParameterError(f"there is no scheduler {address}", "", "local:4, for four workers on this machine")
        cluster = distributed.LocalCluster(
            n_workers=int(rest), threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        )
        return cluster, distributed.Client(cluster, set_as_default=False)
    if kind == "slurm":
        cluster = _slurm(Path(rest))
        return cluster, distributed.Client(cluster, set_as_default=False)
    try:
        return None, distributed.Client(address, timeout=_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as e:
        why = " ".join(str(e).split()) or type(e).__name__
        cure = "dask scheduler, which prints its address; or local:4"
        raise ExperimentError("building", f"there is no scheduler at {address} ({why})", cure) from e


def _distributed() -> Any:
    """The package, told to be quiet and not to profile, which it must be before it is imported."""
    import dask

    dask.config.set({"logging": {"distributed": "error"}, "distributed.worker.profile.enabled": False})
    import distributed

    # If somebody else has imported it already.
    for name in (
        "distributed",
        *filter(lambda name: name.startswith("distributed."), list(logging.root.manager.loggerDict)),
    ):
        logging.getLogger(name).setLevel(logging.ERROR)
    return distributed


def _slurm(file: Path) -> Any:
    try:
        import yaml
        from dask_jobqueue import SLURMCluster
    except ModuleNotFoundError as e:
        raise ParameterError("there is no SLURM", f"{e.name} is not installed", "pip install dask-jobqueue") from e
    try:
        arguments = yaml.safe_load(file.read_text(encoding="utf-8"))
        jobs = arguments.pop("jobs")
        if IS_CHECKOUT:
            # Where TokenSPICE is here, it is on the nodes, whose disks are shared.
            path = f"export PYTHONPATH={shlex.quote(str(HOME))}:$PYTHONPATH"
            arguments["job_script_prologue"] = [*arguments.get("job_script_prologue", []), path]
        cluster = SLURMCluster(**arguments)
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as e:
        why = f"{type(e).__name__}: {e}"
        raise ParameterError(f"{file} starts no cluster", why, "the example in docs/clusters.md") from e
    cluster.scale(jobs=jobs)
    return cluster
