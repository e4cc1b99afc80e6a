"""What is drawn of a plot's numbers: gaps, steps, lines that coincide, axes for what differs in size, fewer points.

Used by `util.plotfigure`. Knows no matplotlib.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy
from numpy.typing import NDArray

from util.mathutil import addUp
from util.plotunits import LINES, POINTS, STEPS, timeUnit

Floats = NDArray[numpy.float64]

# Larger numbers, and on a log scale those below its inverse, would overflow the arithmetic of limits and ticks.
_LARGEST = 1e100
# Lines of more points than this are thinned to this many stretches of time.
_MAX_POINTS = 4000
_STRETCHES = 1920
# On one axis, what is smaller by this factor would be as flat as the axis itself.
_FLAT = 100.0
_MAX_PANELS = 3
# More lines than this are a crowd: they share one axis.
CROWD = 16
# From this on, a percentage reads better as a multiple.
_MANY_PERCENT = 1000.0


@dataclass(frozen=True)
class Plot:
    """What to draw.

    Attributes:
        title, x_name, y_name: texts; y_name is the unit.
        x: float[n_rows].
        lines: (label, y) per line, y: float[n_rows]; a label of "" stays out of the legend.
        is_log: whether y has a logarithmic scale.
        counts: whether y counts things, so that ticks between whole numbers make no sense if all y are whole.
        xs: float[n_rows of that line] per line, where lines have an x each; otherwise empty.
        styles: LINES, STEPS or POINTS per line, None where the numbers tell; empty if all are LINES.
        time: the column of time that x was read from, such as "Day"; "" where x is something else.
        n_absent: how many of the values stand for nothing, so that nobody misses them.
    """

    title: str
    x_name: str
    y_name: str
    x: list[float]
    lines: list[tuple[str, list[float]]]
    is_log: bool
    counts: bool
    xs: list[list[float]] = field(default_factory=list)
    styles: Sequence[int | None] = ()
    time: str = ""
    n_absent: int = 0


@dataclass(frozen=True)
class Note:
    """What stands small in the corner of a figure, and what nobody may overlook.

    Attributes:
        caption: what the data is of, such as the netlist, the seed and the overrides.
        alarm: why the data is not what a reader would expect, such as that the run failed; "" if it is.
    """

    caption: str = ""
    alarm: str = ""


def overlaid(plots: Mapping[str, Plot]) -> Plot:
    """The lines of several plots in one.

    Args:
        plots: name → plot; the first one says what it is of. A line's label gets the name of its plot.
    """
    first = next(iter(plots.values()))
    return replace(
        first,
        x=[x for plot in plots.values() for x in plot.x],
        lines=[(f"{label}, {name}" if label else name, y) for name, plot in plots.items() for label, y in plot.lines],
        xs=[plot.x for plot in plots.values() for _ in plot.lines],
        styles=[style for plot in plots.values() for style in plot.styles],
        n_absent=addUp(plot.n_absent for plot in plots.values()),
    )


@dataclass(frozen=True, eq=False)
class Line:
    """One line to draw: x and y have one length, nan makes a gap; `y` has no value that its axis cannot show.

    Attributes:
        place: its number among the lines of its plot, from 0.
        n_alike: how many lines of the plot it stands for.
    """

    label: str
    x: Floats
    y: Floats
    style: int
    place: int = 0
    n_alike: int = 1

    @property
    def shown(self) -> Floats:
        """The values that can be seen."""
        shown: Floats = self.y[numpy.isfinite(self.x + self.y)]
        return shown


@dataclass(frozen=True)
class Panel:
    """Lines that share an axis, and its unit."""

    lines: list[Line]
    y_name: str


def timed(plot: Plot) -> Plot:
    """The plot with time in the unit in which its span reads best."""
    if not plot.time:
        return plot
    finite = [x for x in plot.x if math.isfinite(x)]
    unit, size = timeUnit(plot.time, max(finite) - min(finite) if finite else 0.0)
    xs = [[x / size for x in its_x] for its_x in plot.xs]
    return replace(plot, x_name=f"Time ({unit})", x=[x / size for x in plot.x], xs=xs, time="")


def drawable(values: Sequence[float], is_log: bool = False) -> Floats:
    """`values`, with nan for those that have no place in a plot."""
    floats = numpy.array(values, dtype=float)
    fits = (floats > (1 / _LARGEST if is_log else -_LARGEST)) & (floats < _LARGEST)
    return numpy.where(fits, floats, math.nan)


def linesOf(plot: Plot) -> list[Line]:
    """The lines of a plot as they are drawn; lines that coincide are one, with the names of all."""
    x = drawable(plot.x)
    xs = [drawable(its_x) for its_x in plot.xs] or [x] * len(plot.lines)
    styles = plot.styles or [LINES] * len(plot.lines)
    lines = [
        Line(label, its_x, y := drawable(values, plot.is_log), styleOf(y) if style is None else style)
        for its_x, (label, values), style in zip(xs, plot.lines, styles, strict=True)
    ]
    if lines and all(line.style == POINTS for line in lines):
        return [_points(lines)]
    return _merged(lines)


def styleOf(y: Floats) -> int:
    """STEPS for what stands still most of the time, and then jumps, such as a balance; otherwise LINES.

    Args:
        y: float[..., n], one line or several of one kind.
    """
    n_still = int((y[..., 1:] == y[..., :-1]).sum())
    return STEPS if 2 * n_still >= int(numpy.isfinite(y).sum()) else LINES


def _points(lines: list[Line]) -> Line:
    """One point per line: where its first value stands that is not 0, and what it has at the end."""
    points = []
    for line in lines:
        has_value = numpy.flatnonzero(numpy.nan_to_num(line.y))
        if len(has_value):
            points.append((line.x[has_value[0]], line.y[has_value[-1]]))
    x, y = zip(*sorted(points)) if points else ((), ())
    return Line("", numpy.array(x, dtype=float), numpy.array(y, dtype=float), POINTS)


def _merged(lines: list[Line]) -> list[Line]:
    alike: dict[tuple[bytes, bytes], list[Line]] = {}
    for line in lines:
        # Rounded, as what differs by a last digit lies on the same pixels.
        with numpy.errstate(over="ignore", under="ignore"):
            key = (line.x.tobytes(), (line.y + 0.0).astype(numpy.float32).tobytes())
        alike.setdefault(key, []).append(line)
    return [
        replace(same[0], label=_together([line.label for line in same]), place=place, n_alike=len(same))
        for place, same in enumerate(alike.values())
    ]


def _together(labels: list[str]) -> str:
    """What to call lines that coincide."""
    names = list(dict.fromkeys(label for label in labels if label))
    if len(names) <= 3:
        return " = ".join(names)
    return f"{names[0]} … {names[-1]} ({len(names)} lines that coincide)"


def panelsOf(lines: list[Line], plot: Plot) -> list[Panel]:
    """Which lines share an axis: on a linear one, those of like size, so that none is flattened by another."""
    groups = [lines]
    if not plot.is_log and len(lines) <= CROWD:
        groups = _bySize(lines)
    return [_panel(group, plot) for group in groups]


def _bySize(lines: list[Line]) -> list[list[Line]]:
    sizes = [float(numpy.abs(line.shown).max(initial=0.0)) for line in lines]
    tops: list[float] = []
    for size in sorted(sizes, reverse=True):
        if size and len(tops) < _MAX_PANELS and (not tops or size * _FLAT < tops[-1]):
            tops.append(size)
    if len(tops) < 2:
        return [lines]
    place = [addUp(size * _FLAT < top for top in tops[:-1]) for size in sizes]
    # In the order in which they come.
    return [[line for line, at in zip(lines, place) if at == i] for i in dict.fromkeys(place)]


def _panel(lines: list[Line], plot: Plot) -> Panel:
    largest = max((float(numpy.abs(line.shown).max(initial=0.0)) for line in lines), default=0.0)
    if plot.y_name != "%" or largest < _MANY_PERCENT:
        return Panel(lines, plot.y_name)
    return Panel([replace(line, y=line.y / 100) for line in lines], "times")


def thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """What pixels can show of a line: of the points in half a pixel, the first, lowest, highest and last."""
    if len(x) <= _MAX_POINTS or not (numpy.diff(x) > 0).all():
        return x, y
    column = ((x - x[0]) * (_STRETCHES / (x[-1] - x[0]))).astype(int)
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
