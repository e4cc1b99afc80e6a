"""How a parameter of SimStrategy may vary: what a netlist, or `--vary`, says about it to campaigns.

    netlist_parameters = {
        "publisher_DT_stake": Design(10.0, 100.0),             # ours to choose
        "publisher_pricing": Choice(["pool", "fixed"]),        # ours to choose, one of several
        "mal_s_wait_to_rug": Worst(3600, 20 * 86400),          # the world's to choose
        "consumer_margin": Normal(0.2, 0.05, lo=0.0),          # chance
    }

The value that SimStrategy has is the nominal one. Descriptions only, and no numpy: netlists import this in every run.
Every distribution has `fromNormal(u)`, its quantile at Phi(u): all that sampling, sensitivity and rare events need.

`tsp fuzz` reads the same kinds, and four more, from the annotations of `action_*` functions and from `FUZZ`:

    def action_sell(state, who: Agent["speculator"], part: Fraction) -> None: ...
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

from util.errors import ParameterError
from util.mathutil import addUp

_NORMAL = NormalDist()
# How far a sweep goes into the tails of a distribution without bounds, in standard deviations.
_SWEPT_SIGMAS = 3.0


class Variation(ABC):
    """How a parameter may vary. What it is called on the command line is `str()` of it."""

    @abstractmethod
    def values(self, n: int) -> list[Any]:
        """Up to `n` values that span what it may be, in order."""


class Chance(Variation):
    """A distribution."""

    @abstractmethod
    def fromNormal(self, u: float) -> Any:
        """Its value where a standard normal variable has the value `u`: its quantile at Phi(u)."""

    def values(self, n: int) -> list[Any]:
        """See Variation. Evenly spaced in standard deviations, ± 3."""
        if n == 1:
            return [self.fromNormal(0.0)]
        steps = [_SWEPT_SIGMAS * (2.0 * i / (n - 1) - 1.0) for i in range(n)]
        return list(dict.fromkeys(self.fromNormal(u) for u in steps))


# ---- what somebody chooses


@dataclass(frozen=True)
class Range(Variation):
    """A range of numbers, both ends included.

    Args:
        lo, hi: its ends; where None, those of the parameter's declaration.
        log: whether ratios matter rather than differences.
        step: distance of the values allowed, counted from `lo`; None allows all.
    Raises:
        ParameterError: it is empty, or logarithmic and not above 0.
    """

    lo: float | None = None
    hi: float | None = None
    log: bool = False
    step: float | None = None

    def __post_init__(self) -> None:
        for end in (self.lo, self.hi):
            _check(end is None or _isNumber(end), self, "its ends are finite numbers")
        if self.lo is not None and self.hi is not None:
            _check(self.lo < self.hi, self, "its low end is below its high end")
        _check(not self.log or self.lo is None or self.lo > 0, self, "a logarithmic range is above 0")
        _check(self.step is None or (_isNumber(self.step) and self.step > 0), self, "a step is a number above 0")

    def __str__(self) -> str:
        options = (["log"] if self.log else []) + ([f"step={self.step!r}"] if self.step is not None else [])
        ends = [] if self.lo is None and self.hi is None else [repr(self.lo), repr(self.hi)]
        return _call(self, [*ends, *options])

    def within(self, lo: float | None, hi: float | None) -> Range:
        """The same range, with these ends where it has none."""
        return replace(self, lo=lo if self.lo is None else self.lo, hi=hi if self.hi is None else self.hi)

    def fromUnit(self, p: float) -> float:
        """The value at `p` of the way, 0 to 1, from the low end to the high one."""
        assert self.lo is not None
        assert self.hi is not None
        value = self.lo * (self.hi / self.lo) ** p if self.log else self.lo + (self.hi - self.lo) * p
        if self.step is not None:
            most = math.floor((self.hi - self.lo) / self.step + 1e-9)
            value = self.lo + self.step * min(round((value - self.lo) / self.step), most)
        return min(max(value, self.lo), self.hi)

    def values(self, n: int) -> list[float]:
        """See Variation. Evenly spaced, without the noise of the 16th digit between the ends."""
        if n == 1:
            return [self.fromUnit(0.5)]
        between = [float(f"{self.fromUnit(i / (n - 1)):.12g}") for i in range(1, n - 1)]
        return list(dict.fromkeys([self.fromUnit(0.0), *between, self.fromUnit(1.0)]))


class Design(Range):
    """A number that is ours to choose."""


class Worst(Range):
    """A number that the world chooses, perhaps against us."""


@dataclass(frozen=True)
class Choice(Variation):
    """One of several values, which is ours to choose.

    Args:
        options: the values.
    """

    options: Sequence[Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(self.options))
        _check(len(self.options) > 0, self, "there is something to choose from")

    def __str__(self) -> str:
        return _call(self, [repr(option) for option in self.options])

    def values(self, n: int) -> list[Any]:
        """See Variation. All of them, whatever `n`."""
        return list(self.options)


@dataclass(frozen=True)
class Scale(Variation):
    """A number that only says how large the model is, e.g. how many agents stand for a population.

    A sound conclusion does not depend on it; `tsp robust` multiplies it by these factors to see.
    """

    lo_factor: float = 0.5
    hi_factor: float = 2.0

    def __post_init__(self) -> None:
        fits = _isNumber(self.lo_factor) and _isNumber(self.hi_factor) and 0 < self.lo_factor < self.hi_factor
        _check(fits, self, "its factors are numbers above 0, the lower one first")

    def __str__(self) -> str:
        return _call(self, [repr(self.lo_factor), repr(self.hi_factor)])

    def values(self, n: int) -> list[Any]:
        """See Variation. Factors, not values."""
        return [self.lo_factor, self.hi_factor]


# ---- what a fuzzer chooses


@dataclass(frozen=True)
class Fraction(Range):
    """A fraction, by default any from 0 to 1."""

    lo: float | None = 0.0
    hi: float | None = 1.0


@dataclass(frozen=True)
class Amount(Range):
    """An amount of money in whole tokens, `lo` or more.

    Args:
        hi: the most; None is a little more than all the OCEAN of the agent that is the same action's argument.
    """

    lo: float | None = 0.0


@dataclass(frozen=True)
class Whole(Range):
    """A whole number, such as an amount in a token's smallest unit, drawn as an int."""

    step: float | None = 1

    def values(self, n: int) -> list[float]:
        """See Variation."""
        assert self.lo is not None
        assert self.hi is not None
        lo, hi = int(self.lo), int(self.hi)
        return list(dict.fromkeys(lo + (hi - lo) * i // max(1, n - 1) for i in range(n)))


@dataclass(frozen=True)
class Agent:
    """One of the agents: in an annotation, `Agent["speculator"]`, or `Agent` alone for any of them.

    Args:
        kinds: roles, names of agents or names of their classes, any of which fits; none fits all.
    """

    kinds: tuple[str, ...] = ()

    def __class_getitem__(cls, kinds: str | tuple[str, ...]) -> Agent:
        return cls(kinds if isinstance(kinds, tuple) else (kinds,))

    def among(self, agents: Mapping[str, Any]) -> list[str]:
        """Names of those that fit, in the order of `agents`."""
        return [name for name, agent in agents.items() if not self.kinds or self._fits(name, agent)]

    def _fits(self, name: str, agent: Any) -> bool:
        own = {name, getattr(agent, "role", ""), *(cls.__name__ for cls in type(agent).__mro__)}
        return any(kind in own for kind in self.kinds)


# ---- what chance chooses


@dataclass(frozen=True)
class Uniform(Chance):
    """Any number from `lo` to `hi`, all equally likely."""

    lo: float
    hi: float

    def __post_init__(self) -> None:
        _check(
            _isNumber(self.lo) and _isNumber(self.hi) and self.lo < self.hi, self, "its low end is below its high end"
        )

    def __str__(self) -> str:
        return _call(self, [repr(self.lo), repr(self.hi)])

    def fromNormal(self, u: float) -> float:
        """See Chance."""
        return self.lo + (self.hi - self.lo) * _NORMAL.cdf(u)

    def values(self, n: int) -> list[float]:
        """See Variation. Evenly spaced."""
        return Design(self.lo, self.hi).values(n)


@dataclass(frozen=True)
class Normal(Chance):
    """The normal distribution, cut off at `lo` and `hi` where these are given."""

    mean: float
    sd: float
    lo: float | None = None
    hi: float | None = None

    def __post_init__(self) -> None:
        _check(_isNumber(self.mean) and _isNumber(self.sd) and self.sd > 0, self, "its standard deviation is above 0")
        _check(all(end is None or _isNumber(end) for end in (self.lo, self.hi)), self, "its ends are finite numbers")
        low, high = self._ends()
        _check(_between(low, high) > 0.0, self, "its low end is below its high end, and not beyond all probability")

    def __str__(self) -> str:
        ends = [f"{name}={end!r}" for name, end in (("lo", self.lo), ("hi", self.hi)) if end is not None]
        return _call(self, [repr(self.mean), repr(self.sd), *ends])

    def fromNormal(self, u: float) -> float:
        """See Chance."""
        low, high = self._ends()
        if (low, high) != (-math.inf, math.inf):
            # On the side of the nearer tail, where probabilities keep their digits.
            if u > 0.0:
                u = -_quantile(_NORMAL.cdf(-high) + _between(low, high) * _NORMAL.cdf(-u))
            else:
                u = _quantile(_NORMAL.cdf(low) + _between(low, high) * _NORMAL.cdf(u))
            u = min(max(u, low), high)
        return self.mean + self.sd * u

    def _ends(self) -> tuple[float, float]:
        """Its ends in standard deviations from the mean."""
        low = -math.inf if self.lo is None else (self.lo - self.mean) / self.sd
        high = math.inf if self.hi is None else (self.hi - self.mean) / self.sd
        return low, high


@dataclass(frozen=True)
class LogNormal(Chance):
    """A number whose logarithm is normal.

    Args:
        median: half of the values are below it; above 0.
        sigma: standard deviation of the natural logarithm; 0.1 is about 10 %.
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        fits = _isNumber(self.median) and _isNumber(self.sigma) and self.median > 0 and self.sigma > 0
        _check(fits, self, "its median and its sigma are above 0")

    def __str__(self) -> str:
        return _call(self, [repr(self.median), repr(self.sigma)])

    def fromNormal(self, u: float) -> float:
        """See Chance."""
        return self.median * math.exp(self.sigma * u)


@dataclass(frozen=True)
class Triangular(Chance):
    """From `lo` to `hi`, most likely `mode`."""

    lo: float
    mode: float
    hi: float

    def __post_init__(self) -> None:
        fits = all(map(_isNumber, (self.lo, self.mode, self.hi)))
        _check(fits and self.lo <= self.mode <= self.hi and self.lo < self.hi, self, "low end, mode and high end rise")

    def __str__(self) -> str:
        return _call(self, [repr(self.lo), repr(self.mode), repr(self.hi)])

    def fromNormal(self, u: float) -> float:
        """See Chance."""
        width, p = self.hi - self.lo, _NORMAL.cdf(u)
        rising = self.mode - self.lo
        if p * width <= rising:
            return self.lo + math.sqrt(p * width * rising)
        return self.hi - math.sqrt(_NORMAL.cdf(-u) * width * (self.hi - self.mode))

    def values(self, n: int) -> list[float]:
        """See Variation. Evenly spaced."""
        return Design(self.lo, self.hi).values(n)


@dataclass(frozen=True)
class Discrete(Chance):
    """One of several values.

    Args:
        weights: value → weight; probabilities are weights divided by their sum.
    """

    weights: Mapping[Any, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", dict(self.weights))
        fits = all(_isNumber(w) and w >= 0 for w in self.weights.values()) and addUp(self.weights.values()) > 0
        _check(fits, self, "its weights are 0 or more, and not all 0")

    def __hash__(self) -> int:
        return hash(tuple(self.weights.items()))

    def __str__(self) -> str:
        return _call(self, [f"{value!r}: {weight!r}" for value, weight in self.weights.items()])

    def fromNormal(self, u: float) -> Any:
        """See Chance. Values come in the order of `weights`."""
        left = _NORMAL.cdf(u) * addUp(self.weights.values())
        last = None
        for value, weight in self.weights.items():
            if weight > 0:
                last = value
                left -= weight
                if left < 0.0:
                    return value
        return last

    def values(self, n: int) -> list[Any]:
        """See Variation. All that can happen."""
        return [value for value, weight in self.weights.items() if weight > 0]


def _check(fits: bool, variation: Variation, wanted: str) -> None:
    if not fits:
        raise ParameterError(f"nothing can vary like {variation}", wanted)


def _isNumber(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _call(variation: Variation, arguments: list[str]) -> str:
    return f"{type(variation).__name__.lower()}({', '.join(arguments)})"


def _between(low: float, high: float) -> float:
    """Probability that a standard normal variable lies between."""
    return _NORMAL.cdf(-low) - _NORMAL.cdf(-high) if low > 0.0 else _NORMAL.cdf(high) - _NORMAL.cdf(low)


def _quantile(p: float) -> float:
    return _NORMAL.inv_cdf(p) if 0.0 < p < 1.0 else -math.inf if p <= 0.0 else math.inf
