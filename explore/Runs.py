"""`Runs`: what the runs of one round came to, as columns: a value per run, the replications of a point side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explore.Failure import Failure
from explore.Job import Outcome

Floats = NDArray[np.float64]


class Numbers(NamedTuple):
    """What the numbers and the seeds of some runs begin with, and what is changed in them; see Campaign.plan."""

    first: int = 0
    first_point: int = 0
    first_rep: int = 0
    seeds: Sequence[int | None] | None = None
    variants: Sequence[str] | None = None
    blocks: Sequence[tuple[int, ...]] | None = None


# What a table of runs says of each by itself.
_OWN = {"i", "point", "rep", "seed", "variant", "status", "error"}


class Columns:
    """Puts what a run was given and came to into one level of columns. Where a name is taken, it says what it is of.

    Args:
        points: parameter → value of all the runs.
    """

    def __init__(self, points: Iterable[Mapping[str, Any]]):
        self._parameters = {name for point in points for name in point}

    def of(self, point: Mapping[str, Any], measures: Mapping[str, Any], margins: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of one run."""
        taken = _OWN | self._parameters
        return {
            **{f"parameter {name}" if name in _OWN else name: value for name, value in point.items()},
            **{f"measure {name}" if name in taken else name: value for name, value in measures.items()},
            **{f"margin of {name}": value for name, value in margins.items()},
        }


class Runs:
    """The runs of `reps` replications at each of some points. Run k is replication k % reps of point k // reps.

    Args:
        points: parameter → value of each point.
        reps: replications of each.
        numbers: of the runs.

    Attributes:
        points, reps, numbers: as given.
        n: number of runs.
        done: bool[n], whether a run has ended; not all have if time was up.
        ok: bool[n], whether it has a result.
        failures: k → failure, of those that have none.
        violations: k → (spec, tick), where a spec with `always` or an assertion was violated.
    """

    def __init__(self, points: Sequence[Mapping[str, Any]], reps: int = 1, numbers: Numbers | None = None):
        self.points = points
        self.reps = reps
        self.numbers = numbers or Numbers()
        self.n = len(points) * reps
        self.done: NDArray[np.bool_] = np.zeros(self.n, dtype=bool)
        self.ok: NDArray[np.bool_] = np.zeros(self.n, dtype=bool)
        self.failures: dict[int, Failure] = {}
        self.violations: dict[int, tuple[str, int]] = {}
        # Where a run of an earlier call has another number, or the number was taken.
        self._numbers: dict[int, int] = {}
        self._measures: dict[str, Floats] = {}
        self._margins: dict[str, Floats] = {}

    def put(self, k: int, outcome: Outcome | Failure) -> None:
        """Run k has ended."""
        self.done[k] = True
        if isinstance(outcome, Failure):
            self.failures[k] = outcome
            return
        self.ok[k] = True
        for values, columns in ((outcome.measures, self._measures), (outcome.margins, self._margins)):
            for name, value in values.items():
                if name not in columns:
                    columns[name] = np.full(self.n, np.nan)
                columns[name][k] = value
        if outcome.violation is not None:
            self.violations[k] = outcome.violation

    def number(self, k: int) -> int:
        """The number of run k in the campaign."""
        return self._numbers.get(k, self.numbers.first + k)

    def renumber(self, k: int, number: int) -> None:
        """Gives run k this number."""
        self._numbers[k] = number

    @property
    def measures(self) -> list[str]:
        """Names of the measures, in order."""
        return list(self._measures)

    @property
    def specs(self) -> list[str]:
        """Names of the specs, in order."""
        return list(self._margins)

    def measure(self, name: str) -> Floats:
        """float[n]; nan where a run has no such value."""
        return self._measures[name] if name in self._measures else np.full(self.n, np.nan)

    def margin(self, spec: str) -> Floats:
        """float[n]; nan where a run has no such value, and so does not fulfil the spec."""
        return self._margins[spec] if spec in self._margins else np.full(self.n, np.nan)

    def at(self, values: Floats, point: int) -> Floats:
        """The finite ones among `values`, float[n], at a point: a failed run or measure has none."""
        some = values[point * self.reps : (point + 1) * self.reps]
        finite: Floats = some[np.isfinite(some)]
        return finite

    def head(self, n_points: int | None = None) -> Runs:
        """The first points only; by default those whose runs have all ended, and those before them."""
        if n_points is None:
            undone = np.flatnonzero(~self.done)
            n_points = (int(undone[0]) if len(undone) else self.n) // self.reps
        found = Runs(self.points[:n_points], self.reps, self.numbers)
        found.done, found.ok = self.done[: found.n], self.ok[: found.n]
        found.failures = {k: failure for k, failure in self.failures.items() if k < found.n}
        found.violations = {k: violation for k, violation in self.violations.items() if k < found.n}
        found._numbers = {k: number for k, number in self._numbers.items() if k < found.n}
        found._measures = {name: values[: found.n] for name, values in self._measures.items()}
        found._margins = {name: values[: found.n] for name, values in self._margins.items()}
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dict per run that has ended: point, rep, parameters, measures, margins, status."""
        done = np.flatnonzero(self.done).tolist()
        points = {i: self.points[i] for i in dict.fromkeys(k // self.reps for k in done)}
        columns = Columns(points.values())
        for k in done:
            failure = self.failures.get(k)
            values, margins = (
                {name: float(of[k]) for name, of in some.items()} for some in (self._measures, self._margins)
            )
            yield {
                "point": k // self.reps,
                "rep": k % self.reps,
                **columns.of(points[k // self.reps], values, margins),
                "status": failure.status if failure else "ok",
            }
