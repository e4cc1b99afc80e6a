"""Draws what searches found: a fit next to the data, the history of an optimisation, a front, a surrogate's errors.

As `util.plotcampaign`: it imports matplotlib, so import it only where a plot is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
