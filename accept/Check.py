"""`Check` and `Outcome`: a named piece of work, and what it measured next to what is required."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev


@dataclass(frozen=True)
class Outcome:
    """One line of the report.

    Attributes:
        what: what was measured.
        required, measured: in words, with their units.
        is_met: the verdict.
    """

    what: str
    required: str
    measured: str
    is_met: bool


@dataclass(frozen=True)
class Check:
    """Work that takes minutes.

    Attributes:
        title: what it is about, with the source of what is required.
        run: number of processes it may use → its outcomes.
    """

    title: str
    run: Callable[[int], Iterable[Outcome]]


def near(what: str, required: float, measured: float, tolerance: float, digits: int = 4) -> Outcome:
    """Whether one number is within `tolerance` of another."""
    return Outcome(
        what,
        f"{required:.{digits}f} ± {tolerance:.{digits}f}",
        f"{measured:.{digits}f}",
        abs(measured - required) <= tolerance,
    )


def meanNear(
    what: str,
    required: float,
    values: Sequence[float],
    tolerance: float | None = None,
    errors: float = 4.0,
    digits: int = 4,
) -> Outcome:
    """Whether the mean of independent values is near `required`.

    Args:
        tolerance: how near; by default `errors` standard errors of the mean.
    """
    mean, error = fmean(values), stdev(values) / math.sqrt(len(values))
    allowed = errors * error if tolerance is None else tolerance
    return Outcome(
        what,
        f"{required:.{digits}f} ± {allowed:.{digits}f}",
        f"{mean:.{digits}f}, standard error {error:.{digits}f}",
        abs(mean - required) <= allowed,
    )
