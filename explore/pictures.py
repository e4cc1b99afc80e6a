"""What campaigns look like. Each function returns what draws a picture into a file; matplotlib is loaded only then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from explore.Runs import Floats
from explore.series import Series
from explore.statistics import Stat
from util.strutil import fileName as fileName

Draw = Callable[[Path], None]
# (spec, bound, yield in words)
Limit = tuple[str, float, str]
# (name, (value, low, high) for each label)
Bars = tuple[str, Sequence[tuple[float, float, float]]]


def curve(
    measure: str,
    parameter: str,
    values: Sequence[Any],
    stats: Sequence[Stat | None],
    nominal: Any,
    limits: Sequence[tuple[str, float]],
    caption: str,
) -> Draw:
    """A measure over a parameter, with intervals, the nominal value and the limits of specs."""

    def draw(file: Path) -> None:
        from util.plotcampaign import saveCurve

        points = [(v, s.mean, s.low, s.high) for v, s in zip(values, stats) if s is not None]
        saveCurve(file, measure, parameter, points, nominal, limits, caption)

    return draw


def verdicts(
    corners: Sequence[str],
    specs: Sequence[str],
    verdicts: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    caption: str,
) -> Draw:
    """A table of corners and specs, coloured by verdict."""

    def draw(file: Path) -> None:
        from util.plotcampaign import saveVerdicts

        saveVerdicts(file, corners, specs, verdicts, texts, caption)

    return draw


def histogram(name: str, values: Floats, limits: Sequence[Limit], caption: str) -> Draw:
    """How often which value came, the share of runs below it, and the limits of specs."""

    def draw(file: Path) -> None:
        from util.plotcampaign import saveHistogram

        saveHistogram(file, name, values.tolist(), limits, caption)

    return draw


def bands(series: Series, caption: str) -> Draw:
    """A logged series over all runs: its quantiles, and some runs as lines."""

    def draw(file: Path) -> None:
        from util.plotcampaign import saveBands

        saveBands(file, series.name, series.days, series.bands(), series.lines(), max(series.n), caption)

    return draw


def levels(spec: str, thresholds: Sequence[float], shares: Sequence[float], said: str, caption: str) -> Draw:
    """How a rare failure was reached: the share of worlds whose margin is below each threshold."""

    def draw(file: Path) -> None:
        from util.plotbars import saveLevels

        saveLevels(file, spec, thresholds, shares, said, caption)

    return draw


def bars(title: str, rows: Sequence[Bars], labels: Sequence[str], caption: str) -> Draw:
    """Horizontal bars with intervals: one row per name, one bar per label."""

    def draw(file: Path) -> None:
        from util.plotbars import saveBars

        saveBars(file, title, rows, labels, caption)

    return draw
