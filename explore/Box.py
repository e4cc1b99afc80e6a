"""`Box`: parameters that vary, as the unit cube, in which searches move.

Ranges are mapped as they say, logarithmically where they are `log`; of a distribution without ends, ± 3 sigma.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.Variation import Chance, Choice, Design, Range, Scale, Triangular, Uniform, Variation
from explore.Runs import Floats
from explore.Space import Space
from util.errors import ParameterError

# How far from the mean a distribution without ends is searched, in standard deviations.
_SIGMAS = 3.0


class Box:
    """The unit cube over some parameters.

    Args:
        space: of the netlist.
        kinds: what may vary; others are left at their nominal values, unless they were asked for.
        verb: for errors.
        choices: whether choices may vary, too.
        names: of the parameters; by default those asked for, or all of these kinds.
    Raises:
        ParameterError: nothing varies; or something was asked for that cannot be searched.

    Attributes:
        names: of the parameters that are numbers, in the order of the cube's sides.
        choices: name → options, of the parameters that are choices.
    """

    def __init__(
        self,
        space: Space,
        verb: str,
        kinds: tuple[type[Variation], ...] = (Design,),
        choices: bool = False,
        names: Sequence[str] = (),
    ):
        self._space = space
        if choices:
            kinds = (*kinds, Choice)
        # Of what was asked for, random parameters and the world's are left to those who choose them.
        wanted = [n for n in space.asked if isinstance(space.variations[n], (*kinds, Choice, Scale)) or not choices]
        asked = list(names) or wanted or [name for name, v in space.variations.items() if isinstance(v, kinds)]
        self._variations = {n: v for n in asked if not isinstance(v := space.variations[n], (Choice, Scale))}
        self.choices = {n: v.options for n in asked if isinstance(v := space.variations[n], Choice)}
        other = next((n for n in asked if n not in self._variations and (n not in self.choices or not choices)), None)
        if other is not None:
            what = f"{verb} cannot vary {other}={space.variations[other]}"
            raise ParameterError(what, "it is not a range of numbers", f"--set {other}=…")
        if not asked:
            raise ParameterError("nothing varies here", "netlist_parameters leaves nothing open", "--vary NAME=1..10")
        self._ranges = {name: _range(v) for name, v in self._variations.items()}
        self.names = list(self._ranges)

    @property
    def d(self) -> int:
        """Its dimension."""
        return len(self.names)

    def point(self, unit: Sequence[float] | Floats, choices: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The parameters at a point of the cube, as the strategy keeps them."""
        values = {
            name: self._space.typed(name, range_.fromUnit(min(max(float(p), 0.0), 1.0)))
            for (name, range_), p in zip(self._ranges.items(), unit)
        }
        return {**values, **(choices or {})}

    def unit(self, point: Mapping[str, Any]) -> Floats:
        """float[d]: where parameters lie in the cube; cut off at its sides."""
        return np.array([_unitOf(range_, float(point[name])) for name, range_ in self._ranges.items()])

    def ends(self) -> dict[str, tuple[float, float]]:
        """Name → (low, high)."""
        return {name: (range_.fromUnit(0.0), range_.fromUnit(1.0)) for name, range_ in self._ranges.items()}

    def isLog(self, name: str) -> bool:
        """Whether a side is logarithmic."""
        return self._ranges[name].log

    def slope(self, name: str, value: float) -> float:
        """How much the parameter changes per side of the cube, at a value of it."""
        range_ = self._ranges[name]
        assert range_.lo is not None
        assert range_.hi is not None
        return value * math.log(range_.hi / range_.lo) if range_.log else range_.hi - range_.lo

    def nominalChoice(self, name: str) -> Any:
        """The nominal option of a choice; the first one, if it is none of the options."""
        nominal, options = self._space.nominal[name], self.choices[name]
        return nominal if nominal in options else options[0]

    @property
    def nominal(self) -> Floats:
        """float[d]: the nominal point, cut off at the sides of the cube."""
        return self.unit(self._space.nominal)

    def nominalPoint(self) -> dict[str, Any] | None:
        """The parameters at the nominal point, to the last digit; None where the cube or the choices lack it."""
        point = {name: self._space.nominal[name] for name in [*self.names, *self.choices]}
        choices = {name: point[name] for name in self.choices}
        if any(value not in self.choices[name] for name, value in choices.items()):
            return None
        nearest = self.point(self.nominal, choices)
        # What the cube's sides round is no difference.
        isNear = partial(math.isclose, rel_tol=1e-9)
        has_it = all(isNear(nearest[n], point[n], abs_tol=1e-12 * (hi - lo)) for n, (lo, hi) in self.ends().items())
        return point if has_it else None


def _range(variation: Variation) -> Range:
    if isinstance(variation, Range):
        return variation
    if isinstance(variation, (Uniform, Triangular)):
        return Design(variation.lo, variation.hi)
    assert isinstance(variation, Chance)
    return Design(float(variation.fromNormal(-_SIGMAS)), float(variation.fromNormal(_SIGMAS)))


def _unitOf(range_: Range, value: float) -> float:
    lo, hi = range_.lo, range_.hi
    assert lo is not None
    assert hi is not None
    value = min(max(value, lo), hi)
    return math.log(value / lo) / math.log(hi / lo) if range_.log else (value - lo) / (hi - lo)
