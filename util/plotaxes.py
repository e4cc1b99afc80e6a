"""The scales of axes: limits, ticks, and numbers as a reader would write them.

Used by `util.plotfigure`. It imports matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, Locator, LogLocator, MaxNLocator, NullLocator

from util.plotlines import Floats

# A csv may hold six significant digits only: numbers that differ by less than this fraction are one number, rounded.
_ROUND_OFF = 2e-5

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scaleX(axes: Axes, x: Floats) -> None:
    """Limits and ticks for what lies between the least and the largest `x`, both finite."""
    low, high = float(x.min()), float(x.max())
    if low == high:
        axes.set_xlim(low - max(1.0, abs(low) / 2), high + max(1.0, abs(high) / 2))
        setTicks(axes.xaxis, [low], _tickTexts([low]))
    else:
        air = (high - low) / 50
        axes.set_xlim(low - air, high + air)
        ticks = _ticks(MaxNLocator(nbins=10, steps=[1, 2, 5, 10]), axes.get_xlim())
        setTicks(axes.xaxis, ticks, _tickTexts(ticks))


def scaleY(axes: Axes, y: Floats, is_log: bool, counts: bool) -> list[str]:
    """Limits and ticks for `y`, all of which are finite. Returns what stands at the ticks.

    Args:
        is_log: whether the scale is logarithmic; all of `y` are above 0 then.
        counts: whether there is nothing between whole numbers, if all of `y` are whole.
    """
    low, high = float(y.min()), float(y.max())
    if is_log:
        axes.set_yscale("log")
        limits = _logLimits(low, high)
    else:
        limits = _linearLimits(low, high)
        if low < 0 < high:
            axes.axhline(0, color="#888888", linewidth=0.8)
    axes.set_ylim(limits)
    if is_log and limits[1] / limits[0] > 5:
        subs = (1, 2, 5) if limits[1] / limits[0] < 1000 else (1,)
        ticks = _ticks(LogLocator(subs=subs), limits)
        texts = [text for tick in ticks for text in _tickTexts([tick])]
    else:
        is_whole = counts and bool((y == numpy.round(y)).all())
        ticks = _ticks(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10], integer=is_whole), limits)
        texts = _tickTexts(ticks)
    setTicks(axes.yaxis, ticks, texts)
    return texts


def setTicks(axis: Axis, ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Fixes the ticks of an axis, with a text for each. `axis.set_ticks` does so at several times the cost."""
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter(texts))
    axis.set_minor_locator(NullLocator())


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
