"""Draws what searches found: bars with intervals, and the levels that lead to a rare failure.

As `util.plotcampaign`: it imports matplotlib, so import it only where a plot is made.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

from util.plotfigure import COLOURS, saved

_BAR = 0.8


def saveBars(
    file: Path,
    title: str,
    rows: Sequence[tuple[str, Sequence[tuple[float, float, float]]]],
    labels: Sequence[str],
    caption: str,
) -> None:
    """Horizontal bars, the first row on top.

    Args:
        rows: (name, (value, low, high) of each label).
        labels: what the bars of a row are.
    """
    with saved(file, caption, height=1.8 + 0.34 * len(rows) * max(1, len(labels))) as figure:
        axes = figure.add_subplot()
        axes.set_title(textwrap.fill(title, 64))
        thick = _BAR / len(labels)
        for k, label in enumerate(labels):
            places = [i + (k + 0.5) * thick - _BAR / 2.0 for i in range(len(rows))]
            some = [values[k] for _, values in rows]
            errors = [[_finite(v - low) for v, low, _ in some], [_finite(high - v) for v, _, high in some]]
            axes.barh(
                places,
                [v if math.isfinite(v) else 0.0 for v, _, _ in some],
                thick * 0.9,
                xerr=errors,
                color=COLOURS[k % len(COLOURS)],
                ecolor="#333333",
                capsize=3,
                label=label,
            )
        axes.set_yticks(range(len(rows)), [textwrap.shorten(name, 40, placeholder="…") for name, _ in rows])
        axes.invert_yaxis()
        axes.axvline(0.0, color="#333333", linewidth=0.8)
        if len(labels) > 1:
            axes.legend(loc="best")
        else:
            axes.set_xlabel(labels[0])


def _finite(length: float) -> float:
    return length if math.isfinite(length) and length > 0.0 else 0.0


def saveLevels(
    file: Path, spec: str, thresholds: Sequence[float], shares: Sequence[float], said: str, caption: str
) -> None:
    """The share of worlds below each margin, on a logarithmic scale; failure is at 0.

    Args:
        said: the probability in words.
    """
    with saved(file, caption) as figure:
        axes = figure.add_subplot()
        axes.set_title(textwrap.fill(f"{spec} fails with probability {said}", 64))
        axes.semilogy(thresholds, shares, color=COLOURS[0], marker="o")
        for i, (threshold, share) in enumerate(zip(thresholds, shares), 1):
            axes.annotate(f"level {i}", (threshold, share), xytext=(6, 4), textcoords="offset points", fontsize=8)
        axes.axvline(0.0, color="#D55E00", linewidth=1.4, linestyle=(0, (6, 2.5)))
        axes.set_xlabel("margin")
        axes.set_ylabel("share of worlds with less")
