"""Draws what campaigns found: curves with intervals, histograms with limits, tables of verdicts.

As `util.plotfigure`, whose looks it shares: it imports matplotlib, so import it only where a plot is made.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from util.plotfigure import COLOURS, Floats, saved
from util.plotlines import styleOf
from util.plotunits import STEPS

_GOOD, _BAD, _OPEN = "#cfe8dc", "#f6cfc0", "#f4e6c3"
_VERDICT_COLOURS = {
    "PASS": _GOOD,
    "ROBUST": _GOOD,
    "FAIL": _BAD,
    "FRAGILE": _BAD,
    "SHIFTED": "#f7dfc6",
    "UNSURE": _OPEN,
}
_BAND = 0.18
_SPEC_COLOUR = "#D55E00"
_MAX_BINS = 60
# Width of a letter in a table, of the picture's.
_LETTER = 0.0088
# Heights of a legend's letters, from the lower edge.
_ABOVE_CAPTION = 1.5


def saveCurve(
    file: Path,
    measure: str,
    parameter: str,
    points: Sequence[tuple[Any, float, float, float]],
    nominal: Any,
    limits: Sequence[tuple[str, float]],
    caption: str,
) -> None:
    """A measure over a parameter.

    Args:
        points: (value, mean, low, high) each; values that are no numbers are spaced evenly.
        nominal: the value that is marked.
        limits: (text, level) of each line to draw across.
    """
    values = [point[0] for point in points]
    are_numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
    x = values if are_numbers else list(range(len(values)))
    with _axes(file, measure, parameter, "", caption) as axes:
        low, high = [p[2] for p in points], [p[3] for p in points]
        if are_numbers:
            axes.plot(x, [p[1] for p in points], color=COLOURS[0], marker="o", markersize=4)
            if all(map(math.isfinite, [*low, *high])):
                axes.fill_between(x, low, high, color=COLOURS[0], alpha=_BAND, linewidth=0)
        else:
            bars = [[m - lo if math.isfinite(lo) else 0.0 for _, m, lo, _ in points],
                    [hi - m if math.isfinite(hi) else 0.0 for _, m, _, hi in points]]  # fmt: skip
            axes.errorbar(x, [p[1] for p in points], yerr=bars, color=COLOURS[0], fmt="o", capsize=4)
            axes.set_xticks(x, [str(v) for v in values])
            axes.margins(x=0.2)
        where = nominal if are_numbers else values.index(nominal) if nominal in values else None
        if where is not None and min(x) <= where <= max(x):
            axes.axvline(where, color="#888888", linewidth=1.0, linestyle=":")
            axes.annotate(
                "nominal",
                (where, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(3, -3),
                textcoords="offset points",
                va="top",
                fontsize=8,
            )
        _addLimits(axes, limits, across=True)


def saveHistogram(
    file: Path, measure: str, values: Sequence[float], limits: Sequence[tuple[str, float, str]], caption: str
) -> None:
    """How often which value came, and what share of runs lies below it.

    Args:
        limits: (spec, level, what share fulfils it) of each line to draw.
    """
    ordered = sorted(values)
    with _axes(file, measure, "", "runs", caption) as axes:
        n_bins = max(5, min(_MAX_BINS, round(math.sqrt(len(ordered)))))
        axes.hist(ordered, bins=n_bins, color=COLOURS[0], alpha=0.55)
        share = axes.twinx()
        below = [(i + 1) / len(ordered) for i in range(len(ordered))]
        share.step(ordered, below, where="post", color="#222222", linewidth=1.3)
        share.set_ylim(0.0, 1.02)
        share.set_ylabel("share of runs at most this")
        share.grid(False)
        _addLimits(axes, [(f"{spec}: {text}" if text else spec, level) for spec, level, text in limits], across=False)


def saveBands(file: Path, name: str, days: Floats, bands: Floats, lines: Floats, n_runs: int, caption: str) -> None:
    """A series over time: two bands and the median of all runs, over some of the runs as lines.

    Args:
        days: float[n_moments].
        bands: float[5, n_moments], the quantiles of 5, 25, 50, 75 and 95 %.
        lines: float[n_lines, n_moments].
        n_runs: how many runs the quantiles are of.
    """
    is_stepped = styleOf(lines) == STEPS
    line_style: dict[str, Any] = {"drawstyle": "steps-post" if is_stepped else "default", "marker": _marker(days)}
    band_style: dict[str, Any] = {"step": "post" if is_stepped else None, "color": COLOURS[0], "linewidth": 0}
    with _axes(file, f"{name}, {n_runs:,} runs", "Time (days)", "", caption) as axes:
        for i, line in enumerate(lines):
            label = "" if i else f"{len(lines)} of the runs" if len(lines) < n_runs else "each run"
            axes.plot(days, line, color="#777777", linewidth=0.5, alpha=0.5, label=label, **line_style)
        axes.fill_between(days, bands[0], bands[4], alpha=_BAND, label="5 to 95 %", **band_style)
        axes.fill_between(days, bands[1], bands[3], alpha=0.35, label="25 to 75 %", **band_style)
        axes.plot(days, bands[2], color=COLOURS[0], linewidth=2.0, label="median", **line_style)
        _addLegend(axes, n_columns=4)


def _marker(days: Floats) -> str:
    """One moment makes no line."""
    return "." if len(days) == 1 else ""


def saveVerdicts(
    file: Path,
    rows: Sequence[str],
    columns: Sequence[str],
    verdicts: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    caption: str,
) -> None:
    """A table, each cell coloured by its verdict: PASS, FAIL, UNSURE, or one of `robust`.

    Args:
        texts: of the cells; they are broken after commas, and where they are too long.
    """
    names = [f" {textwrap.shorten(row, 40, placeholder='…')} " for row in rows]
    left = min(0.3, 0.02 + max(map(len, names)) * _LETTER)
    width = int((1.0 - left) / len(columns) / _LETTER) - 1
    cells = [["\n".join(_broken(part, width) for part in text.split(", ")) for text in row] for row in texts]
    heads = [_broken(column, width) for column in columns]
    n_lines = max(text.count("\n") for row in [heads, *cells] for text in row) + 1
    with saved(file, caption, height=0.5 + (0.25 + 0.15 * n_lines) * (len(rows) + 1)) as figure:
        axes = figure.add_subplot()
        axes.axis("off")
        table = axes.table(
            cellText=cells,
            cellColours=[[_VERDICT_COLOURS.get(verdict, "#ffffff") for verdict in row] for row in verdicts],
            rowLabels=names,
            colLabels=heads,
            cellLoc="center",
            bbox=Bbox.from_bounds(left, 0.0, 1.0 - left, 1.0),
        )
        table.auto_set_font_size(False)
        table.set_fontsize(8.5)


def _broken(text: str, width: int) -> str:
    return textwrap.fill(text, max(width, 10))


@contextmanager
def _axes(file: Path, title: str, x_name: str, y_name: str, caption: str) -> Iterator[Axes]:
    with saved(file, caption) as figure:
        axes = figure.add_subplot()
        axes.set_title(textwrap.fill(title, 64))
        axes.set_xlabel(x_name)
        axes.set_ylabel(textwrap.fill(y_name, 40))
        yield axes


def _addLimits(axes: Axes, limits: Sequence[tuple[str, float]], across: bool) -> None:
    for text, level in limits:
        draw = axes.axhline if across else axes.axvline
        draw(level, color=_SPEC_COLOUR, linewidth=1.4, linestyle=(0, (6, 2.5)), label=text)
    if limits:
        _addLegend(axes)


def _addLegend(axes: Axes, n_columns: int = 1) -> None:
    """A legend below the plot, where it hides no data, and above the caption."""
    if axes.figure is not None:
        axes.figure.legend(loc="outside lower left", ncols=n_columns, borderaxespad=_ABOVE_CAPTION)
