"""Numbers and intervals, as a reader wants them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from explore.statistics import Interval, Stat


def number(value: float) -> str:
    """A number with no more digits than say something: 0.0123, 1.25, 250.3, 12,345."""
    if not isfinite(value):
        return "unknown"
    size = abs(value)
    if size >= 1e9 or 0.0 < size < 1e-4:
        return f"{value:.3g}"
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def percent(fraction: float) -> str:
    """A fraction in percent: 0.9634 is 96.3 %; close to 100 % with the digits that tell it from 100 %."""
    left = min(abs(fraction), abs(1.0 - fraction))
    digits = 1 if left >= 0.001 or left == 0.0 else 2 if left >= 0.0001 else 4
    return f"{100.0 * fraction:.{digits}f}"


def interval(stat: Stat) -> str:
    """A mean and its interval: 12.3 (11.9 to 12.7)."""
    if number(stat.low) == number(stat.high):
        return number(stat.mean)
    if not isfinite(stat.low):
        return number(stat.mean)
    return f"{number(stat.mean)} ({number(stat.low)} to {number(stat.high)})"


def yielded(fraction: float, bounds: Interval) -> str:
    """A yield and its interval: 96.3 % (95.1 to 97.3)."""
    return f"{percent(fraction)} % ({percent(bounds.low)} to {percent(bounds.high)})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table for a terminal: columns aligned, the first one to the left."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    return ["  ".join(_cell(cell, widths[i], i) for i, cell in enumerate(row)).rstrip() for row in [header, *rows]]


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The same as Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)
