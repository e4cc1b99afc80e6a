"""Draws one plot into one png. Knows no netlist and no csv; `util.plotutil` hands it names and numbers.

It imports matplotlib, so import it only where a plot is made. It uses matplotlib's objects and no pyplot: no screen is
needed, and nothing stays open.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import Locator, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from util.mathutil import addUp

Floats = NDArray[numpy.float64]

_WIDTH, _HEIGHT, _DPI = 8.0, 4.5, 120  # inch, inch, dots per inch

# Okabe and Ito's palette without its yellow, which is faint on white: distinct to colour-blind readers too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
# Where lines lie on each other, the one below shows through the gaps of the one above.
_DASHES: tuple[Any, ...] = ("-", (0, (6, 2.5)), (0, (1.2, 1.4)), (0, (7, 2, 1.5, 2)))
# More lines than this get one gradient of colour, and a legend that names a sample of them.
_MAX_LEGEND = 16
_LEGEND_SAMPLE = 8
# Lines of more points than this are thinned.
_MAX_POINTS = 4000
# With no more rows than this, each row gets a marker.
_MAX_MARKERS = 31
# Larger numbers, and on a log scale those below its inverse, would overflow the arithmetic of limits and ticks.
_LARGEST = 1e100
# A csv may hold six significant digits only: numbers that differ by less than this fraction are one number, rounded.
_ROUND_OFF = 2e-5

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "figure.constrained_layout.h_pad": 0.07,
    "figure.constrained_layout.w_pad": 0.1,
    "text.color": "#222222",
    # A "$" in a name is a dollar and not the start of a formula.
    "text.parse_math": False,
    "text.usetex": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": "#222222",
    "axes.edgecolor": "#888888",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.8,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "legend.frameon": False,
    "legend.fontsize": 9,
}


@dataclass(frozen=True)
class Plot:
    """What to draw.

    Attributes:
        title, x_name, y_name: texts, with units where there are any.
        x: float[n_rows].
        lines: (label, y) per line, y: float[n_rows]; a label of "" stays out of the legend.
        is_log: whether y has a logarithmic scale.
        counts: whether y counts things, so that ticks between whole numbers make no sense if all y are whole.
        xs: float[n_rows of that line] per line, where lines have an x each; otherwise empty.
    """

    title: str
    x_name: str
    y_name: str
    x: list[float]
    lines: list[tuple[str, list[float]]]
    is_log: bool
    counts: bool
    xs: list[list[float]] = field(default_factory=list)


def overlaid(plots: Mapping[str, Plot]) -> Plot:
    """The lines of several plots in one.

    Args:
        plots: name → plot; the first one says what it is of. A line's label gets the name of its plot.
    """
    first = next(iter(plots.values()))
    lines = [(f"{label}, {name}" if label else name, y) for name, plot in plots.items() for label, y in plot.lines]
    xs = [plot.x for plot in plots.values() for _ in plot.lines]
    return replace(first, x=[x for plot in plots.values() for x in plot.x], lines=lines, xs=xs)


class Picture(Figure):
    """A figure that a notebook shows, whether or not it was told how to show figures."""

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png")
        return png.getvalue()


def savePng(plot: Plot, path: Path) -> None:
    """Draws `plot` into a png file at `path`."""
    with matplotlib.rc_context(_STYLE):
        _write(figureOf([plot]), path)


@contextmanager
def saved(path: Path, caption: str = "", height: float = _HEIGHT) -> Iterator[Figure]:
    """An empty figure in our style, which is written to `path` as a png at the end.

    Args:
        caption: what stands small in its lower corner.
        height: in inches.
    """
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        if caption:
            text = textwrap.shorten(caption, 140, placeholder="…")
            figure.supxlabel(text, fontsize=7, color="#777777", x=0.99, ha="right")
        _write(figure, path)


def _write(figure: Figure, path: Path) -> None:
    """Writes the figure as a png."""
    layout = figure.get_layout_engine()
    if layout is not None:
        # As `savefig` does, but without drawing everything once just for this.
        layout.execute(figure)
        figure.set_layout_engine(None)
    # The highest levels of compression take several times as long, for files that are a tenth smaller.
    figure.savefig(path, format="png", dpi=_DPI, pil_kwargs={"compress_level": 3})


def figureOf(plots: Sequence[Plot]) -> Figure:
    """One figure with each of `plots` below the one before."""
    with matplotlib.rc_context(_STYLE):
        figure = Picture(figsize=(_WIDTH, _HEIGHT * len(plots)), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        parts = [figure] if len(plots) == 1 else figure.subfigures(len(plots), 1)
        for part, plot in zip(parts, plots):
            _draw(part, plot)
    return figure


def _draw(figure: Figure | SubFigure, plot: Plot) -> None:
    x = _drawable(plot.x, False)
    lines = [(label, _drawable(y, plot.is_log)) for label, y in plot.lines]
    xs = [_drawable(its_x, False) for its_x in plot.xs] or [x] * len(lines)
    shown = numpy.concatenate([y[numpy.isfinite(its_x + y)] for its_x, (_, y) in zip(xs, lines)] or [numpy.empty(0)])
    axes = figure.add_subplot()
    axes.set_xlabel(plot.x_name)
    axes.set_ylabel(textwrap.fill(plot.y_name, 40))
    axes.set_title(textwrap.fill(plot.title + (", log scale" if plot.is_log else ""), 64))
    if len(shown):
        handles = _drawLines(axes, xs, lines)
        _scaleX(axes, x[numpy.isfinite(x)])
        _scaleY(axes, shown, plot)
        _tellLeftOut(axes, plot, len(shown))
        _addLegend(figure, handles, lines)
    else:
        _tellNothing(axes, plot)


def _drawable(values: list[float], is_log: bool) -> Floats:
    """`values`, with nan for those that have no place in a plot. nan makes a gap in a line."""
    floats = numpy.array(values, dtype=float)
    fits = (floats > (1 / _LARGEST if is_log else -_LARGEST)) & (floats < _LARGEST)
    return numpy.where(fits, floats, math.nan)


def _drawLines(axes: Axes, xs: list[Floats], lines: list[tuple[str, Floats]]) -> list[Line2D]:
    handles = []
    for i, (x, (_, y)) in enumerate(zip(xs, lines)):
        has_markers = len(x) <= _MAX_MARKERS
        style: dict[str, Any] = {"color": COLOURS[i % len(COLOURS)], "linestyle": _DASHES[i % len(_DASHES)]}
        if len(lines) > _MAX_LEGEND:
            style = {"color": matplotlib.colormaps["viridis"](0.92 * i / (len(lines) - 1))}
        # The first lines lie below the others: a little broader, they still show.
        style["linewidth"] = max(1.4, 2.2 - 0.2 * i)
        style["markersize"] = max(3.0, 5.0 - 0.8 * i)
        handles += axes.plot(*_thinned(x, y), **style, marker="o" if has_markers else "")
        if not has_markers:
            _markLonely(axes, x, y, style)
    return handles


def _thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """What pixels can show of a line: of the points in half a pixel, the first, lowest, highest and last."""
    if len(x) <= _MAX_POINTS or not (numpy.diff(x) > 0).all():
        return x, y
    column = ((x - x[0]) * (2 * _WIDTH * _DPI / (x[-1] - x[0]))).astype(int)
    starts = numpy.flatnonzero(numpy.diff(column, prepend=-1))
    kept = numpy.zeros(len(x), dtype=bool)
    kept[starts] = kept[starts[1:] - 1] = kept[-1] = True
    for values in (y, -y):
        kept[numpy.lexsort((values, column))[starts]] = True
    # Where gaps begin and end.
    gap = numpy.isnan(y)
    edges = numpy.flatnonzero(gap[1:] != gap[:-1])
    kept[edges] = kept[edges + 1] = True
    return x[kept], y[kept]


def _markLonely(axes: Axes, x: Floats, y: Floats, style: dict[str, Any]) -> None:
    """Marks each value that stands between two gaps and so has no line to be seen by."""
    gap = numpy.concatenate(([True], ~numpy.isfinite(x + y), [True]))
    lonely = gap[:-2] & gap[2:] & ~gap[1:-1]
    if lonely.any():
        axes.plot(x[lonely], y[lonely], **{**style, "linestyle": ""}, marker="o")


def _scaleX(axes: Axes, x: Floats) -> None:
    low, high = float(x.min()), float(x.max())
    if low == high:
        axes.set_xlim(low - max(1.0, abs(low) / 2), high + max(1.0, abs(high) / 2))
        axes.set_xticks([low], _tickTexts([low]))
    else:
        air = (high - low) / 50
        axes.set_xlim(low - air, high + air)
        ticks = _ticks(MaxNLocator(nbins=10, steps=[1, 2, 5, 10]), axes.get_xlim())
        axes.set_xticks(ticks, _tickTexts(ticks))


def _scaleY(axes: Axes, y: Floats, plot: Plot) -> None:
    low, high = float(y.min()), float(y.max())
    if plot.is_log:
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_ylim(_logLimits(low, high))
    else:
        axes.set_ylim(_linearLimits(low, high))
        if low < 0 < high:
            axes.axhline(0, color="#888888", linewidth=0.8)
    limits = axes.get_ylim()
    if plot.is_log and limits[1] / limits[0] > 5:
        subs = (1, 2, 5) if limits[1] / limits[0] < 1000 else (1,)
        ticks = _ticks(LogLocator(subs=subs), limits)
        texts = [text for tick in ticks for text in _tickTexts([tick])]
    else:
        is_whole = plot.counts and bool((y == numpy.round(y)).all())
        ticks = _ticks(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10], integer=is_whole), limits)
        texts = _tickTexts(ticks)
        axes.minorticks_off()
    axes.set_yticks(ticks, texts)


def _linearLimits(low: float, high: float) -> tuple[float, float]:
    """Limits of a linear axis: with zero, unless that would flatten what happens far from it; with some air."""
    if high - low <= _ROUND_OFF * max(abs(low), abs(high)):
        low, high = min(0.0, 1.25 * low), max(0.0, 1.25 * high)
        if low == high:
            return -0.02, 1.0
    if 0 < low < 0.6 * high:
        low = 0.0
    elif 0.6 * low < high < 0:
        high = 0.0
    air = (high - low) / 25
    return low - air, high + air


def _logLimits(low: float, high: float) -> tuple[float, float]:
    """Limits of a logarithmic axis, with some air."""
    if high / low <= 1 + _ROUND_OFF:
        return low / 3, high * 3
    air = (high / low) ** 0.04
    return low / air, high * air


def _ticks(locator: Locator, limits: tuple[float, float]) -> list[float]:
    """The ticks that matplotlib chooses, without those outside of the axis."""
    return [float(tick) for tick in locator.tick_values(*limits) if limits[0] <= tick <= limits[1]]


def _tickTexts(ticks: list[float]) -> list[str]:
    """The ticks of one axis as a reader would write them: 0.25, 1,500, 2.5M. All get the same unit and decimals."""
    largest = max((abs(tick) for tick in ticks), default=0.0)
    if largest and not 1e-3 <= largest < 1e15:
        return [_powerOfTen(tick) for tick in ticks]
    texts = _withSuffix(ticks, 1.0, "")
    for unit, suffix in ((1e6, "M"), (1e9, "B"), (1e12, "T")):
        # Where a suffix would need many decimals, the full number with its thousands reads better.
        if largest >= unit and _decimals([tick / unit for tick in ticks]) <= 2:
            texts = _withSuffix(ticks, unit, suffix)
    return texts


def _withSuffix(ticks: list[float], unit: float, suffix: str) -> list[str]:
    decimals = _decimals([tick / unit for tick in ticks])
    texts = [f"{tick / unit:,.{decimals}f}{suffix}" if tick else "0" for tick in ticks]
    return [text.replace("-", "\N{MINUS SIGN}") for text in texts]


def _decimals(values: list[float]) -> int:
    """How many decimals it takes to tell `values` apart, each in full."""
    steps = [abs(b - a) for a, b in zip(values, values[1:], strict=False)] or [abs(value) for value in values]
    tolerance = min(steps, default=0.0) / 1000
    for decimals in range(12):
        if all(abs(round(value, decimals) - value) <= tolerance for value in values):
            return decimals
    return 12


def _powerOfTen(value: float) -> str:
    """`value` as 10⁻⁷ or 2.5×10⁻⁷."""
    if not value:
        return "0"
    mantissa, exponent = f"{value:.2e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    power = "10" + str(int(exponent)).translate(_SUPERSCRIPTS)
    return power if mantissa == "1" else f"{mantissa}×{power}"


def _addLegend(figure: Figure | SubFigure, handles: list[Line2D], lines: list[tuple[str, Floats]]) -> None:
    """A legend below the plot, where it hides no data; a figure of one plot grows to hold it."""
    entries = [
        (handle, textwrap.fill(label if numpy.isfinite(y).any() else f"{label} (nothing to draw)", 90))
        for handle, (label, y) in zip(handles, lines, strict=True)
        if label
    ]
    title = None
    if len(lines) > _MAX_LEGEND and len(entries) > _LEGEND_SAMPLE:
        title = f"{len(lines)} lines, from dark to light; some of them:"
        entries = [entries[i * (len(entries) - 1) // (_LEGEND_SAMPLE - 1)] for i in range(_LEGEND_SAMPLE)]
    if len(lines) < 2 or not entries:
        return
    shown_handles, labels = zip(*entries, strict=True)
    n_columns = _legendColumns([len(label) for label in labels])
    n_rows = math.ceil(len(labels) / n_columns) + bool(title)
    if isinstance(figure, Figure):
        figure.set_size_inches(_WIDTH, _HEIGHT + 0.19 * (n_rows - 1))
    figure.legend(
        shown_handles, labels, title=title, loc="outside lower center", ncols=n_columns, handlelength=4, borderaxespad=0
    )


def _legendColumns(lengths: list[int]) -> int:
    """In how many columns labels of such `lengths`, in characters, fit below a plot."""
    inches = [0.85 + 0.068 * length for length in lengths]
    if addUp(inches) <= _WIDTH:
        return len(inches)
    n_rows = math.ceil(len(inches) / max(1, int(_WIDTH / max(inches))))
    return math.ceil(len(inches) / n_rows)


def _tellLeftOut(axes: Axes, plot: Plot, n_shown: int) -> None:
    n = addUp(len(y) for _, y in plot.lines)
    if n_shown < n:
        why = "zero, negative or not finite" if plot.is_log else "not finite"
        axes.set_title(axes.get_title(loc="left"), pad=20)
        axes.text(0, 1.02, f"Not drawn: {n - n_shown} of {n} values ({why})", transform=axes.transAxes, fontsize=8.5)


def _tellNothing(axes: Axes, plot: Plot) -> None:
    if not plot.lines:
        why = "This plot has no column."
    elif plot.is_log:
        why = "No finite value is above zero, so a logarithmic scale has none to show."
    else:
        why = "No value is finite, so there is none to show."
    axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center")
    axes.set_xticks([])
    axes.set_yticks([])
