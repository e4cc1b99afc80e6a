"""What sweeps of all kinds have in common: values of parameters, means at points, and where specs fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.Variation import Variation
from explore.Report import Report
from explore.Runs import Runs
from explore.statistics import Stat, paired, summary
from explore.Study import Study
from explore.words import number


def valuesOf(study: Study, swept: Mapping[str, Variation], n: int) -> dict[str, list[Any]]:
    """The values of each parameter, as the strategy keeps them, each once."""
    return {
        name: list(dict.fromkeys(study.space.typed(name, value) for value in variation.values(n)))
        for name, variation in swept.items()
    }


def compared(runs: Runs, measure: str, point: int) -> tuple[Stat | None, Stat | None]:
    """The mean at a point; and its difference from the first point, replication by replication."""
    values = runs.measure(measure)
    here, nominal = values[point * runs.reps : (point + 1) * runs.reps], values[: runs.reps]
    both = np.isfinite(here) & np.isfinite(nominal)
    return meanAt(runs, measure, point), paired(here[both].tolist(), nominal[both].tolist()) if both.any() else None


def meanAt(runs: Runs, measure: str, point: int) -> Stat | None:
    """The mean at a point; None if no run there has a value."""
    finite = runs.at(runs.measure(measure), point)
    return summary(finite.tolist()) if len(finite) else None


def bounds(stat: Stat) -> list[Any]:
    """The interval for a CSV file; nothing where a single value has none."""
    return [stat.low, stat.high] if stat.n > 1 else ["", ""]


def shown(value: Any) -> str:
    """The value of a parameter, for a reader."""
    return number(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def addSpecs(study: Study, report: Report, runs: Runs, points: Sequence[Mapping[str, Any]]) -> None:
    """Tells where specs fail, and which runs failed."""
    report.holds = True if runs.specs else None
    for name in runs.specs:
        spec = study.spec(name)
        margins = runs.margin(name)
        holds = [m >= 0.0 if spec is None else spec.holds(float(m)) for m in margins]
        bad = [i for i in range(len(points)) if not all(holds[i * runs.reps : (i + 1) * runs.reps])]
        if bad:
            report.holds = False
            where = ", ".join(f"{parameter}={shown(value)}" for parameter, value in points[bad[0]].items())
            report.notes.append(f"{name} fails in some run at {len(bad)} of {len(points)} points, first at {where}")
    report.noteLost(runs)
    if runs.failures:
        first = min(runs.failures)
        report.notes.append(
            f"{len(runs.failures)} of {runs.n} runs failed. Run {runs.number(first)}: {runs.failures[first]}"
        )
