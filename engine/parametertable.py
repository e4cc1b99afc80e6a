"""`table`: the parameters of a strategy as a table in Markdown. A netlist's about.md shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from engine.overrides import valuesOf
from engine.Parameter import parametersOf, presetsOf
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_YEAR

# In about.md, the table stands between these lines.
BEGIN, END = "<!-- parameters: begin -->", "<!-- parameters: end -->"

# Numbers from here on are easier to read as 1.41e9.
_LARGE = 1e6
_DURATIONS = ((S_PER_YEAR, "year"), (S_PER_DAY, "day"), (S_PER_HOUR, "hour"), (S_PER_MIN, "minute"))


def table(strategy: type) -> str:
    """The parameters of a SimStrategy class, its own first, and what its presets change.

    Values are shown as `--set` takes them.
    """
    lines = _markdown(("name", "default", "unit", "allowed", "meaning"), rows(strategy))
    for preset in presetsOf(strategy):
        lines += ["", *_markdown((f"`{preset.name}`", "sets"), _presetRows(strategy, preset.name))]
    return "\n".join(lines)


def rows(strategy: type) -> list[list[str]]:
    """Name, default, unit, allowed values and meaning of each parameter of a SimStrategy class, its own first."""
    ss = strategy()
    values = {name: value for name, value in valuesOf(ss).items() if not name.startswith("_")}
    own = [name for name in values if name not in parametersOf(SimStrategyBase)]
    names = [*own, *(name for name in values if name not in own)]
    return [_row(strategy, name, values[name]) for name in names]


def _row(strategy: type, name: str, value: Any) -> list[str]:
    declared = parametersOf(strategy).get(name)
    if declared is None:
        return [f"`{name}`", _shown(value, ""), "", _kindOf(value), ""]
    return [f"`{name}`", _shown(value, declared.unit), declared.unit, declared.allowed(), declared.meaning]


def _kindOf(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _presetRows(strategy: type, name: str) -> Iterable[list[str]]:
    """A row for each set of values: its name, and what it sets."""
    declared = parametersOf(strategy)
    for choice, sets in (declared[name].presets or {}).items():
        ss = strategy()
        setattr(ss, name, choice)
        texts = [f"`{changed}` = {_shown(getattr(ss, changed), declared[changed].unit)}" for changed in sets]
        yield [f"`{choice}`", ", ".join(texts)]


def _shown(value: Any, unit: str) -> str:
    """A value as `--set` takes it, and seconds also as years, days, hours or minutes."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if unit == "s":
        for seconds, noun in _DURATIONS:
            if value and value % seconds == 0:
                n = value // seconds
                return f"{value} ({n} {noun}{'' if n == 1 else 's'})"
    if not math.isfinite(value):
        return repr(value)
    if abs(value) >= _LARGE and float(f"{value:.3g}") == value:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return f"{float(mantissa):g}e{int(exponent)}"
    return str(int(value)) if value == int(value) else repr(value)


def _markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in [list(header), *map(list, rows)]]
    lines = ["| " + " | ".join(row).strip() + " |" for row in cells]
    return [lines[0], "|" + "---|" * len(cells[0]), *lines[1:]]
