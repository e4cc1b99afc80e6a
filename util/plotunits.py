"""Units of axes: what the constants of plot instructions stand for, and in which unit a span of time reads best.

Used by `util.plotutil` and by what draws. Loads in no time.
"""

from __future__ import annotations

from collections.abc import Callable

from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import ParameterError

MULT1, MULT100, DIV1M, DIV1B = 0, 1, 2, 3
COUNT, DOLLAR, PERCENT, OCEAN, INDEX = 0, 1, 2, 3, 4
LINES, STEPS, POINTS = 0, 1, 2

MULTIPLIERS: dict[int, Callable[[float], float]] = {
    MULT1: lambda y: y * 1.0,
    MULT100: lambda y: y * 100.0,
    DIV1M: lambda y: y / 1e6,
    DIV1B: lambda y: y / 1e9,
}
_UNITS = {COUNT: "count", DOLLAR: "$", PERCENT: "%", OCEAN: "OCEAN", INDEX: "index"}
# Which of them go together, and what an axis in that unit was called in the reference.
_UNIT_NAMES = {
    (MULT1, DOLLAR): "$",
    (DIV1M, DOLLAR): "$M",
    (DIV1B, DOLLAR): "$B",
    (MULT1, COUNT): "count",
    (DIV1M, COUNT): "count, in millions",
    (DIV1B, COUNT): "count, in billions",
    (MULT100, PERCENT): "%",
    (MULT1, OCEAN): "OCEAN",
    (DIV1M, OCEAN): "OCEAN, in millions",
    (DIV1B, OCEAN): "OCEAN, in billions",
    (MULT1, INDEX): "index",
}

# The engine's columns of time, the likeliest first: unit, seconds, and how many of it an axis shows before a larger
# unit reads better.
TIMES: dict[str, tuple[str, int, float]] = {
    "Day": ("days", S_PER_DAY, 1000),
    "Month": ("months", S_PER_MONTH, 36),
    "Year": ("years", S_PER_YEAR, float("inf")),
    "Hour": ("hours", S_PER_HOUR, 100),
    "Min": ("minutes", S_PER_MIN, 240),
    "Second": ("seconds", 1, 300),
}


def multUnitStr(mult: int, unit: int) -> str:
    """The reference's name of a unit: "$M" for (DIV1M, DOLLAR).

    Raises:
        ParameterError: they do not go together.
    """
    if (mult, unit) not in _UNIT_NAMES:
        raise ParameterError(
            f"mult {mult!r} does not go with unit {unit!r}",
            "",
            "use MULT1, DIV1M or DIV1B with COUNT, DOLLAR or OCEAN, MULT100 with PERCENT, MULT1 with INDEX, or a text",
        )
    return _UNIT_NAMES[mult, unit]


def unitName(mult: int, unit: int | str) -> str:
    """What stands on the axis: the unit itself. Millions and billions stand on the ticks, where there are any.

    Raises:
        ParameterError: `mult` and `unit` do not go together.
    """
    if isinstance(unit, str):
        return unit
    multUnitStr(mult, unit)
    return _UNITS[unit]


def timeUnit(column: str, span: float) -> tuple[str, float]:
    """In which unit to show time.

    Args:
        column: the column that it was read from, such as "Day".
        span: from first to last, in that column's unit.
    Returns:
        The unit's name, and how many of the column's unit make one of it.
    """
    name, seconds, most = TIMES[column]
    if span <= 0 or 2 <= span <= most:
        return name, 1.0
    for name, s, most in sorted(TIMES.values(), key=lambda time: time[1]):
        if span * seconds / s <= most and name != "months":
            return name, s / seconds
    raise AssertionError("any span fits years")
