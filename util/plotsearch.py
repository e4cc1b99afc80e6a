"""Draws what searches found: a fit next to the data, the history of an optimisation, a front, a surrogate's errors.

As `util.plotcampaign`: it imports matplotlib, so import it only where a plot is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from util.plotcampaign import _BAND, _addLegend, _axes
from util.plotfigure import COLOURS, Floats


def saveFit(
    file: Path, name: str, days: Sequence[float], observed: Floats, fitted: Floats, nominal: Floats, caption: str
) -> None:
    """What was observed of a column as points, what runs do at the fitted point as a line with the band of all of them,
    and the mean at the nominal point.

    Args:
        days: float[n_days].
        observed, fitted, nominal: float[n_runs, n_days].
    """
    with _axes(file, f"{name}: fit and data", "Time (days)", name, caption) as axes:
        axes.plot(days, nominal.mean(axis=0), color="#888888", linewidth=1.2, linestyle=":", label="nominal")
        axes.fill_between(days, fitted.min(axis=0), fitted.max(axis=0), color=COLOURS[0], alpha=_BAND, linewidth=0)
        axes.plot(days, fitted.mean(axis=0), color=COLOURS[0], linewidth=2.0, label="fitted")
        for i, row in enumerate(observed):
            axes.plot(days, row, "o", color="#222222", markersize=3, alpha=0.6, label="" if i else "observed")
        _addLegend(axes, n_columns=3)


def saveHistory(file: Path, goal: str, values: Floats, feasible: Any, sign: float, caption: str) -> None:
    """Every point that was tried, in order, and the best so far among those that fulfil the specs.

    Args:
        goal: in words.
        values: float[n].
        feasible: bool[n].
        sign: 1 where small is wanted, otherwise -1.
    """
    finite = np.isfinite(values) & (np.abs(values) < 1e200)
    good = finite & np.asarray(feasible)
    n = np.arange(1, len(values) + 1)
    with _axes(file, f"{goal}: points tried", "point", goal, caption) as axes:
        bad = finite & ~good
        if bad.any():
            axes.plot(n[bad], values[bad], "x", color="#999999", markersize=4, label="violates a spec")
        axes.plot(n[good], values[good], "o", color=COLOURS[0], markersize=3, alpha=0.6, label="tried")
        best = sign * np.minimum.accumulate(np.where(good, sign * values, np.inf))
        axes.plot(n[np.isfinite(best)], best[np.isfinite(best)], color="#222222", linewidth=1.4, label="best so far")
        _addLegend(axes, n_columns=3)


def saveFront(file: Path, pairs: Floats, goals: Sequence[str], caption: str) -> None:
    """Points that no other beats in both goals: float[n, 2]."""
    with _axes(file, f"{goals[0]} and {goals[1]}: the front", goals[0], goals[1], caption) as axes:
        axes.plot(pairs[:, 0], pairs[:, 1], "o-", color=COLOURS[0], markersize=4, linewidth=0.8)


def saveQuality(file: Path, names: Sequence[str], q2: Sequence[float], least: float, caption: str) -> None:
    """How much of each column's variation is predicted, as bars, and what is asked."""
    with _axes(file, "How well each column is predicted", "Q2", "", caption) as axes:
        colours = [COLOURS[0] if value >= least else "#bbbbbb" for value in q2]
        axes.barh(range(len(names)), [max(0.0, value) for value in q2], color=colours)
        axes.set_yticks(range(len(names)), names, fontsize=7)
        axes.invert_yaxis()
        axes.set_xlim(0.0, 1.02)
        axes.axvline(least, color="#222222", linewidth=1.0, linestyle=":")
