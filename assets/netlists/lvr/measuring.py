"""Runs of lvr, or of a netlist with its columns, of which the last row counts. For verify.py, tests and accept/."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from engine.Simulation import Simulation
from explore.Failure import Failure
from explore.LocalWorkers import LocalWorkers
from explore.Workers import InProcess
from util.errors import ExperimentError
from web3engine.chains import openChain


def rowAfter(n_blocks: int, seed: int, netlist: str = "lvr", engine: str = "auto", **overrides: Any) -> dict[str, Any]:
    """{column: value} after `n_blocks` blocks. `overrides` are those of the netlist's SimStrategy."""
    # Two rows are logged, the first and the last.
    overrides = {"time_step": 120, **overrides, "max_ticks": n_blocks}
    overrides["log_interval"] = n_blocks * overrides["time_step"]
    with Simulation(netlist, seed, overrides, partial(openChain, "embedded", engine, seed)) as simulation:
        simulation.run()
    rows = simulation.rows
    return dict(zip(rows.header, rows.table()[-1], strict=True))


class MeasureRow:
    """Work for workers: `rowAfter` of a seed."""

    def __init__(self, n_blocks: int, options: dict[str, Any]):
        self._n_blocks, self._options = n_blocks, options

    def run(self, job: int) -> dict[str, Any]:
        """The row of that seed."""
        return rowAfter(self._n_blocks, job, **self._options)


def rowsOver(seeds: Iterable[int], n_blocks: int, jobs: int = 1, **options: Any) -> list[dict[str, Any]]:
    """`rowAfter` of each seed, in order; `options` are its other arguments.

    Raises:
        ExperimentError: a run failed.
    """
    seeds = list(seeds)
    rows = outcomes(MeasureRow(n_blocks, options), seeds, jobs)
    return [rows[seed] for seed in seeds]


def outcomes(work: Any, jobs: list[Any], n_processes: int) -> dict[Any, Any]:
    """job → its outcome.

    Raises:
        ExperimentError: a job failed.
    """
    workers = InProcess(work) if n_processes == 1 else LocalWorkers(work, n_processes)
    found = {}
    try:
        for job, outcome in workers.map(jobs):
            if isinstance(outcome, Failure):
                raise ExperimentError("running", outcome.text)
            found[job] = outcome
    finally:
        workers.close()
    return found
