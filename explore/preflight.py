"""`preflight`: what is worth knowing of a netlist before many runs of it are made.

The nominal run is made twice in one process, once with another seed, and once in another process. Rows that differ
between the first two, or between processes, mean that runs leave something behind; rows that do not differ between
seeds mean that there is no chance in it, and that one replication says all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.Record import Rows
from engine.Simulation import Simulation
from explore.Failure import Failure
from explore.Job import Job
from explore.LocalWorkers import LocalWorkers
from explore.Runner import Runner
from explore.Space import Space
from explore.Workers import InProcess, Workers
from util.errors import ParameterError
from util.strutil import nearest


class Findings(NamedTuple):
    """What was found out.

    Attributes:
        has_chance: whether another seed gives other rows.
        leak: the first cell in which runs of one seed differ, in words; "" if none does.
        failure: of the nominal run; "" if it has none.
        doubt: what other options may bring, or never: a column that a measure asks for and the nominal run lacks.
    """

    has_chance: bool
    leak: str
    failure: str
    doubt: str = ""


class Tried(NamedTuple):
    """A run that was made to look at it."""

    header: list[str]
    table: list[list[Any]]
    unread: list[str]


class Trial:
    """Work that returns all rows of a run."""

    def __init__(self, runner: Runner):
        self._runner = runner

    def run(self, job: Job) -> Tried | Failure:
        """What it comes to."""
        rows, begun = Rows(), list[Simulation]()
        failure = self._runner.into(job, rows, begun.append, is_watched=True)
        return failure or Tried(rows.header, rows.table(), begun[0].unread)


def preflight(runner: Runner, space: Space, **limits: Any) -> Findings:
    """Looks at the nominal run.

    Args:
        limits: `timeout` and `memory_MB` of LocalWorkers.
    Raises:
        ParameterError: a parameter that varies has no effect, or a measure asks for a column that no row has.
    """
    varied = {name: space.nominal[name] for name in space.asked}
    first, again, other, elsewhere = _tried(runner, varied, (1, 1, 2, 1), 3, limits)
    if isinstance(first, Failure):
        return Findings(True, "", str(first))
    _checkEffect(first, space)
    doubt = _checkedColumns(runner, first, space)
    leak = next((text for one in (again, elsewhere) if isinstance(one, Tried) and (text := difference(first, one))), "")
    if leak and isinstance(runner.source, str):
        # What is left behind is no chance.
        first, other = _tried(runner, varied, (1, 2), 1, limits)
    has_chance = isinstance(first, Failure) or isinstance(other, Failure) or bool(difference(first, other))
    return Findings(has_chance, leak, "", doubt)


def _tried(
    runner: Runner, values: Mapping[str, Any], seeds: Sequence[int], per_process: int, limits: Mapping[str, Any]
) -> list[Tried | Failure]:
    """The outcomes of runs with these seeds, split among processes, or all in this one if the netlist cannot travel."""
    jobs = [Job(i, 0, 0, seed, dict(values), "") for i, seed in enumerate(seeds)]
    trial = Trial(runner)
    is_file = isinstance(runner.source, str)
    workers: Workers = LocalWorkers(trial, 1, renew_after=per_process, **limits) if is_file else InProcess(trial)
    try:
        outcomes = {job.i: outcome for job, outcome in workers.map(jobs)}
    finally:
        workers.close()
    return [outcomes[i] for i in sorted(outcomes)]


def difference(one: Tried, other: Tried) -> str:
    """The first cell in which two runs differ, in words; "" if there is none."""
    if one.header != other.header:
        new = sorted(set(one.header) ^ set(other.header))
        return f"columns {', '.join(new[:3])}" if new else "the order of columns"
    for i, (row, its) in enumerate(zip(one.table, other.table)):
        for name, value, its_value in zip(one.header, row, its):
            # nan differs from itself, but is the same result.
            if value != its_value and not (value != value and its_value != its_value):
                return f"row {i + 1}, column {name}: {value!r} and {its_value!r}"
    if len(one.table) != len(other.table):
        return f"{len(one.table)} and {len(other.table)} rows"
    return ""


def _checkEffect(tried: Tried, space: Space) -> None:
    idle = [name for name in tried.unread if name in space.asked]
    if idle and not space.changesStructure():
        why = "nothing in the nominal run reads it"
        raise ParameterError(f"{idle[0]} has no effect", why, "another parameter, or --set what makes it matter")


def _checkedColumns(runner: Runner, tried: Tried, space: Space) -> str:
    """What is to be said of a column that no row of the nominal run has, where other options may bring it."""
    question = runner.loaded()[1]
    measuring = question.measuring()
    for row in tried.table:
        measuring.write(tried.header, row)
    unknown = measuring.unknown()
    if not unknown:
        return ""
    names = [*tried.header, *(name for name in question.measures or {} if name not in unknown)]
    near = nearest(unknown[0], names, n=3, cutoff=0.6)
    why = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(tried.header[7:])}"
    if not space.changesStructure():
        raise ParameterError(f"no row has a column {unknown[0]}", why, "tsp run NETLIST OUT, and look at data.csv")
    return f"no row of the nominal run has a column {unknown[0]}: {why}"
