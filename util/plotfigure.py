"""Draws plots into figures and png files. Knows no netlist and no csv; `util.plotutil` hands it names and numbers.

It imports matplotlib, so import it only where a plot is made. It uses matplotlib's objects and no pyplot: no screen is
needed, and nothing stays open. Margins are computed from the texts, in a fraction of a layout engine's time.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from util.mathutil import addUp
from util.plotaxes import scaleX, scaleY, setTicks
from util.plotlines import CROWD, Floats, Line, Note, Panel, Plot, drawable, linesOf, panelsOf, thinned, timed
from util.plotunits import POINTS, STEPS

__all__ = ["COLOURS", "Floats", "Plot", "figureOf", "savePng", "saved"]

_WIDTH, _HEIGHT, _DPI = 8.0, 4.5, 120  # inch, inch, dots per inch
# Inches: a further axis below the first, a row of the legend, a line of a title, of a unit and of small print.
_PANEL, _ROW, _TITLE, _UNIT, _SMALL = 1.7, 0.19, 0.23, 0.17, 0.15
# Inches: around everything; below the axes, for ticks and the name of x; between axes; an em of a tick's number.
_AIR, _BELOW, _BETWEEN, _EM = 0.12, 0.5, 0.14, 10 / 72

# Okabe and Ito's palette without its yellow, which is faint on white: distinct to colour-blind readers too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
# Where lines lie on each other, the one below shows through the gaps of the one above: only the first has none.
_DASHES: tuple[Any, ...] = (
    (0, (6, 2.5)), (0, (1.2, 1.4)), (0, (7, 2, 1.5, 2)), (0, (3, 2.2)), (0, (9, 2, 1.5, 2, 1.5, 2)), (0, (12, 4))
)  # fmt: skip
# Nobody's line is thinner than another's.
_LINE_WIDTH, _CROWDED_WIDTH = 1.8, 1.0
_ALARM = "#B00020"
# A crowd's legend names a sample of the lines.
_LEGEND_SAMPLE = 8
# With no more rows than this, each row gets a marker.
_MAX_MARKERS = 31

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


class Picture(Figure):
    """A figure that a notebook shows, whether or not it was told how to show figures."""

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png")
        return png.getvalue()


def savePng(plot: Plot, path: Path, note: Note | None = None) -> None:
    """Draws `plot` into a png file at `path`."""
    with matplotlib.rc_context(_STYLE):
        figure = _figure([plot], note or Note())
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels: Any = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    image = Image.frombuffer("RGBA", canvas.get_width_height(), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    # The highest levels of compression take several times as long, for files that are a tenth smaller.
    image.save(path, format="png", dpi=(_DPI, _DPI), compress_level=3)


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
        layout = figure.get_layout_engine()
        if layout is not None:
            # As `savefig` does, but without drawing everything once just for this.
            layout.execute(figure)
            figure.set_layout_engine(None)
        figure.savefig(path, format="png", dpi=_DPI, pil_kwargs={"compress_level": 3})


def figureOf(plots: Sequence[Plot], note: Note | None = None) -> Figure:
    """One figure with each of `plots` below the one before."""
    with matplotlib.rc_context(_STYLE):
        return _figure(plots, note or Note())


def _figure(plots: Sequence[Plot], note: Note) -> Figure:
    parts = [_Part(plot) for plot in plots]
    alarm = textwrap.wrap(note.alarm, 110)
    top, bottom = len(alarm) * _UNIT, _SMALL if note.caption else 0.0
    height = top + addUp((part.height for part in parts), 0.0) + bottom
    figure = Picture(figsize=(_WIDTH, height), dpi=_DPI)
    y = height - top
    for part in parts:
        y -= part.height
        part.draw(figure, y)
    if alarm:
        figure.text(_AIR / _WIDTH, 1 - 0.04 / height, "\n".join(alarm), color=_ALARM, fontsize=9, va="top")
    if note.caption:
        text = textwrap.shorten(note.caption, 140, placeholder="…")
        figure.text(1 - _AIR / _WIDTH, 0.06 / height, text, fontsize=7, color="#777777", ha="right")
    return figure


class _Part:
    """One plot as a part of a figure.

    Attributes:
        height: in inches.
    """

    def __init__(self, plot: Plot):
        self._plot = timed(plot)
        self._lines = linesOf(self._plot)
        self._panels = panelsOf(self._lines, self._plot)
        self._left_out = _leftOut(self._plot, self._lines)
        self._title = textwrap.wrap(plot.title + (", log scale" if plot.is_log else ""), 64)
        self._legend = _Legend(self._plot, self._lines)
        self._top = _AIR + len(self._title) * _TITLE + bool(self._left_out) * _UNIT
        self._bottom = _BELOW + self._legend.height
        self.height = _HEIGHT + (len(self._panels) - 1) * _PANEL + max(0.0, self._legend.height - _ROW - _AIR)

    def draw(self, figure: Figure, y: float) -> None:
        """Draws it into the figure, its lower edge `y` inches above that of the figure."""
        all_axes = [figure.add_subplot(len(self._panels), 1, i + 1) for i in range(len(self._panels))]
        handles: dict[int, Line2D] = {}
        texts: list[str] = []
        for axes, panel in zip(all_axes, self._panels):
            texts += self._drawPanel(axes, panel, handles)
        self._place(figure, all_axes, texts, y)
        # With `y` given, matplotlib need not look for a free place.
        all_axes[0].set_title("\n".join(self._title), y=1.0, pad=6 + bool(self._left_out) * 14)
        if self._left_out:
            all_axes[0].text(0, 1.02, self._left_out, transform=all_axes[0].transAxes, fontsize=8.5)
        all_axes[-1].set_xlabel(self._plot.x_name)
        for axes in all_axes[:-1]:
            axes.tick_params(labelbottom=False)
        self._legend.draw(figure, handles, y)

    def _drawPanel(self, axes: Axes, panel: Panel, handles: dict[int, Line2D]) -> list[str]:
        """Draws lines and scales, and notes what stands for each line in a legend. Returns what stands at the ticks."""
        axes.set_ylabel(textwrap.fill(panel.y_name, 40))
        for line in panel.lines:
            handles[line.place] = _drawLine(axes, line, len(self._lines))
        shown = numpy.concatenate([line.shown for line in panel.lines] or [numpy.empty(0)])
        if not len(shown):
            _tellNothing(axes, self._plot)
            return []
        x = drawable(self._plot.x)
        scaleX(axes, x[numpy.isfinite(x)])
        return scaleY(axes, shown, self._plot.is_log, self._plot.counts)

    def _place(self, figure: Figure, all_axes: Sequence[Axes], texts: Sequence[str], y: float) -> None:
        """Puts the axes below each other, and leaves room for the texts around them."""
        n, total = len(all_axes), figure.get_figheight()
        n_lines = max(axes.get_ylabel().count("\n") + 1 for axes in all_axes)
        left = _AIR + n_lines * _UNIT + max(map(_inches, texts), default=0.0) + 0.14
        height = (self.height - self._top - self._bottom - (n - 1) * _BETWEEN) / n
        for i, axes in enumerate(reversed(all_axes)):
            bottom = y + self._bottom + i * (height + _BETWEEN)
            axes.set_position((left / _WIDTH, bottom / total, 1 - (left + 2 * _AIR) / _WIDTH, height / total))


def _inches(text: str) -> float:
    """How long a tick's text is."""
    return addUp(
        (_EM * {",": 0.33, ".": 0.33, "M": 0.88, "\N{MINUS SIGN}": 0.86, "×": 0.86}.get(c, 0.66) for c in text), 0.0
    )


def _style(line: Line, n_lines: int) -> dict[str, Any]:
    """Colour, dashes and width of a line. No two look alike, unless they are many."""
    i = line.place
    if n_lines > CROWD:
        return {"color": matplotlib.colormaps["viridis"](0.92 * i / (n_lines - 1)), "linewidth": _CROWDED_WIDTH}
    dashes = _DASHES[(i - 1) % len(_DASHES)] if i else "-"
    return {"color": COLOURS[i % len(COLOURS)], "linestyle": dashes, "linewidth": _LINE_WIDTH}


def _drawLine(axes: Axes, line: Line, n_lines: int) -> Line2D:
    style = _style(line, n_lines)
    if line.style == POINTS:
        return axes.plot(line.x, line.y, color=style["color"], linestyle="", marker="o", markersize=5)[0]
    if line.style == STEPS:
        style["drawstyle"] = "steps-post"
    has_markers = len(line.x) <= _MAX_MARKERS
    # Where lines coincide, the marker below shows around the one above.
    style["markersize"] = max(3.0, 5.0 - 0.8 * line.place)
    drawn = axes.plot(*thinned(line.x, line.y), **style, marker="o" if has_markers else "")[0]
    if not has_markers:
        _markLonely(axes, line, style)
    return drawn


def _markLonely(axes: Axes, line: Line, style: dict[str, Any]) -> None:
    """Marks each value between two gaps, which no line would show."""
    gap = numpy.concatenate(([True], ~numpy.isfinite(line.x + line.y), [True]))
    lonely = gap[:-2] & gap[2:] & ~gap[1:-1]
    if lonely.any():
        axes.plot(line.x[lonely], line.y[lonely], **{**style, "linestyle": ""}, marker="o")


class _Legend:
    """A legend below a plot, where it hides no data.

    Attributes:
        height: in inches; 0 where there is nothing to tell apart.
    """

    def __init__(self, plot: Plot, lines: Sequence[Line]):
        has_points = any(line.style == POINTS for line in lines)
        self._lines = [] if len(plot.lines) < 2 or has_points else [line for line in lines if line.label]
        self._title = ""
        if len(lines) > CROWD and len(self._lines) > _LEGEND_SAMPLE:
            self._title = f"{len(lines)} lines, from dark to light; some of them:"
            last = len(self._lines) - 1
            self._lines = [self._lines[i * last // (_LEGEND_SAMPLE - 1)] for i in range(_LEGEND_SAMPLE)]
        self._labels = [
            textwrap.fill(line.label if len(line.shown) else f"{line.label} (nothing to draw)", 90)
            for line in self._lines
        ]
        self._n_columns = _columns(self._labels)
        n_rows = math.ceil(len(self._labels) / self._n_columns) + bool(self._title)
        n_rows += max((label.count("\n") for label in self._labels), default=0)
        self.height = n_rows * _ROW + _AIR if n_rows else 0.0

    def draw(self, figure: Figure, handles: Mapping[int, Line2D], y: float) -> None:
        """Draws it, its lower edge a little more than `y` inches above that of the figure."""
        if self._labels:
            figure.legend(
                [handles[line.place] for line in self._lines],
                self._labels,
                title=self._title or None,
                loc="lower center",
                bbox_to_anchor=(0.5, (y + _AIR / 2) / figure.get_figheight()),
                ncols=self._n_columns,
                handlelength=4,
                borderaxespad=0,
                borderpad=0,
            )


def _columns(labels: Sequence[str]) -> int:
    """In how many columns labels fit below a plot."""
    inches = [0.85 + 0.075 * max(map(len, label.split("\n"))) for label in labels]
    if addUp(inches, 0.0) <= _WIDTH:
        return max(1, len(inches))
    n_rows = math.ceil(len(inches) / max(1, int(_WIDTH / max(inches))))
    return math.ceil(len(inches) / n_rows)


def _leftOut(plot: Plot, lines: Sequence[Line]) -> str:
    """How many values cannot be shown, and why; "" if all are shown, or none."""
    if any(line.style == POINTS for line in lines):
        return ""
    n = addUp((len(y) for _, y in plot.lines), 0) - plot.n_absent
    n_shown = addUp((line.n_alike * len(line.shown) for line in lines), 0)
    if n_shown in (0, n):
        return ""
    why = "zero, negative or not finite" if plot.is_log else "not finite"
    return f"Not drawn: {n - n_shown} of {n} values ({why})"


def _tellNothing(axes: Axes, plot: Plot) -> None:
    if not plot.lines:
        why = "This plot has no column."
    elif plot.is_log:
        why = "No finite value is above zero, so a logarithmic scale has none to show."
    else:
        why = "No value is finite, so there is none to show."
    axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center")
    for axis in (axes.xaxis, axes.yaxis):
        setTicks(axis, [], [])
