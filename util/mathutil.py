"""Small mathematics: numbers in text, uniform draws, significant digits.

Used by strategies and agents. `Range` and `intInStr` check the types of their arguments at run time, so annotations
stay objects here: no `from __future__ import annotations`.
"""

import math
import random
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from util.errors import ParameterError
from util.strutil import StrMixin
from util.types import enforce_types

T = TypeVar("T")

# exp(-700) is still a normal float.
MAX_POISSON_MEAN = 700


class OutOfRange(ParameterError, AssertionError):
    """A number outside of what makes sense. The reference asserted here, so this is an AssertionError as well."""


def isNumber(x: object) -> bool:
    """Whether `x` is an int or a float; True and False count as ints."""
    return isinstance(x, (int, float))


def addUp(values: Iterable[T], start: T | int = 0) -> T:
    """The sum, from left to right, rounded at each step.

    Python's own `sum` rounds floats in another way since 3.12, so the same seed would give other numbers there.
    """
    total: Any = start
    for value in values:
        total = total + value
    added: T = total
    return added


@enforce_types
def intInStr(s: str) -> int:
    """The integer that the digits of `s` make when everything else is left out: intInStr("a1b2") == 12.

    Raises:
        TypeError: `s` is not a string.
        ParameterError: there is no digit in `s`.
    """
    digits = re.sub("[^0-9]", "", s)
    if not digits:
        raise ParameterError(f"there is no digit in {s!r}", "", "give a text with at least one of 0-9 in it")
    return int(digits)


@enforce_types
class Range(StrMixin):
    """A fixed number, or an interval to draw numbers from."""

    def __init__(self, min_: float, max_: float | None = None):
        """
        Args:
            min_: the fixed number, or the lower bound.
            max_: the upper bound, or None for a fixed number.
        Raises:
            TypeError: a bound is not a float.
            OutOfRange: the upper bound lies below the lower one.
        """
        if max_ is not None:
            _checkOrder(min_, max_)
        self.min_ = min_
        self.max_ = max_

    def drawRandomPoint(self) -> float:
        """The fixed number, or a uniform draw from the interval."""
        return self.min_ if self.max_ is None else randunif(self.min_, self.max_)


@enforce_types
def randunif(mn: float, mx: float) -> float:
    """A uniform draw between `mn` and `mx`. Where they are equal nothing is drawn from the random stream.

    Raises:
        OutOfRange: `mx` lies below `mn`.
    """
    _checkOrder(mn, mx)
    if mn == mx:
        return mn
    return mn + random.random() * (mx - mn)


def _checkOrder(lower: float, upper: float) -> None:
    # "not >=" refuses nan as well.
    if not upper >= lower:
        raise OutOfRange(
            f"there is no number between {lower} and {upper}",
            "the upper bound lies below the lower one",
            "swap the bounds",
        )


def round_sig(x: float, sig: int) -> float:
    """`x` rounded to `sig` significant digits; an int stays an int. 0, inf and nan are returned as they are."""
    if x == 0 or not math.isfinite(x):
        return x
    return round(x, sig - math.floor(math.log10(abs(x))) - 1)


def gini(values: Iterable[float]) -> float:
    """Gini coefficient of amounts that are zero or more: 0 where all are equal, (n - 1)/n where one has everything.

    Returns 0 where there are no values, or nothing to share.

    Source: G = 2 sum(i x_i) / (n sum(x_i)) - (n + 1)/n, with x in ascending order and i from 1.
    """
    ascending = sorted(values)
    n, total = len(ascending), math.fsum(ascending)
    if total == 0:
        return 0.0
    # Rounding may take it below 0 where all are equal.
    return max(2 * math.fsum(i * x for i, x in enumerate(ascending, 1)) / (n * total) - (n + 1) / n, 0.0)


def poissonCount(mean: float, u: float) -> int:
    """The quantile of a Poisson distribution at `u`: with `u` uniform between 0 and 1, a Poisson draw of that mean.

    It adds up probabilities from 0, so it takes as many steps as it counts.

    Raises:
        OutOfRange: the mean is negative or above 700, where its smallest probabilities are below what floats hold.
    """
    if not 0.0 <= mean <= MAX_POISSON_MEAN:
        raise OutOfRange(f"events cannot come at a rate of {mean:g}", f"it is 0 to {MAX_POISSON_MEAN}", "shorter steps")
    count, probability = 0, math.exp(-mean)
    while u >= probability and probability > 0.0:
        u -= probability
        count += 1
        probability *= mean / count
    return count
