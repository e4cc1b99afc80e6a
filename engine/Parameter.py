"""`parameter`: declares a value of a SimStrategy, with its unit, its bounds and its meaning next to it.

    class SimStrategy(SimStrategyBase.SimStrategyBase):
        granter_init_OCEAN: float = parameter(1.0, "OCEAN", "what the granter holds at the start", lo=0.0)

One declaration serves `--set`, `tsp info`, the check of each value that is assigned, samplers, the table in about.md
and run.json. A plain attribute (`self.x = 5.0` in `__init__`) remains a parameter; it merely says less about itself.

The value of a declared parameter is, in this order: what was assigned; what a preset says (see `preset`); the default.
A default may be computed from other parameters, so it is never stale (see `computed`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy, deepcopy
from numbers import Real
from typing import Any, TypeVar, cast

from util.errors import NetlistError, ParameterError
from util.kinds import asKind
from util.strutil import nearest

T = TypeVar("T")
Presets = Mapping[Any, Mapping[str, Any]]

_IMMUTABLE = (int, float, str, bool, bytes, type(None))


def isFixed(value: Any) -> bool:
    """Whether it cannot be changed in place, so that all strategies may share it."""
    return isinstance(value, _IMMUTABLE) or (isinstance(value, (tuple, frozenset)) and all(map(isFixed, value)))


class Parameter:
    """A declared parameter. Made by `parameter`, which explains its arguments.

    Attributes:
        name: as in the strategy.
        default: a value, or a function that computes it from the strategy.
        kind: type of the values.
        unit, meaning: for people.
    """

    def __init__(
        self,
        default: Any,
        unit: str,
        meaning: str,
        *,
        kind: type | None,
        lo: float | None,
        hi: float | None,
        above: float | None,
        below: float | None,
        choices: Sequence[Any] | Presets | None,
        optional: bool,
        fits: Callable[[Any], bool] | None,
        wanted: str,
    ):
        self.name = ""
        self.default = default
        self.unit = unit
        self.meaning = meaning
        self.lo, self.hi, self.above, self.below = lo, hi, above, below
        self.choices = None if choices is None else tuple(choices)
        self.presets: Presets | None = choices if isinstance(choices, Mapping) else None
        self.optional = optional
        self._computed = callable(default)
        self.kind: type = kind or type(default)
        self._fits = fits
        self._wanted = wanted

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    # No __set__: a value that was assigned lies in the strategy's own dict and is found there first, at full speed.
    def __get__(self, ss: Any, owner: type) -> Any:
        if ss is None:
            return self if self._computed else self.default
        value = self.inForce(ss, owner)
        if callable(value):
            value = self.checked(value(ss))
            if getattr(owner, "_keeps__", False):
                ss._keep__(self.name, value)
            return value
        if isFixed(value):
            return self.checked(value)
        # What can be changed in place becomes the strategy's own.
        value = ss.__dict__[self.name] = deepcopy(self.checked(value))
        return value

    def inForce(self, ss: Any, owner: type) -> Any:
        """What its value is, or the function that computes it, as long as nothing is assigned."""
        value = self.default
        for preset in presetsOf(owner):
            if preset is not self and preset.presets is not None:
                value = preset.presets[getattr(ss, preset.name)].get(self.name, value)
        return value

    def withDefault(self, default: Any) -> Parameter:
        """The same declaration with another default.

        Raises:
            ParameterError: it is not a value that this parameter may have.
        """
        other = copy(self)
        other.default = default if callable(default) else self.checked(default)
        other._computed = callable(default)
        return other

    def isConstant(self) -> bool:
        """Whether the default is one value for all strategies: neither computed nor open to changes in place."""
        return not self._computed and isFixed(self.default)

    def checked(self, value: Any) -> Any:
        """`value` as this parameter keeps it: a plain int, float, … of its kind.

        Raises:
            ParameterError: it is of another kind, or out of bounds.
        """
        if value is None and self.optional:
            return None
        try:
            kept = asKind(self.kind, value)
        except (TypeError, ValueError, OverflowError):
            raise self.refused(value) from None
        if not self.allows(kept):
            raise self.refused(value)
        return kept

    def allows(self, value: Any) -> bool:
        """Whether a value of its kind is within its bounds."""
        if self.choices is not None and value not in self.choices:
            return False
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            # Written so that nan is outside of any bounds.
            if self.lo is not None and not value >= self.lo:
                return False
            if self.hi is not None and not value <= self.hi:
                return False
            if self.above is not None and not value > self.above:
                return False
            if self.below is not None and not value < self.below:
                return False
            if math.isnan(value) or (math.isinf(value) and self.hi != math.inf):
                return False
        return self._fits is None or bool(self._fits(value))

    def refused(self, value: Any) -> ParameterError:
        """The error for a value that it cannot have."""
        near = self.closest(value)
        return ParameterError(f"{self.name} cannot be {value!r}", f"it is {self.allowed()}", near)

    def example(self) -> Any:
        """A value that it may have: the default, where that is not computed."""
        if self._computed:
            return 0.0 if self.kind is Real else self.kind()
        return self.default

    def closest(self, value: Any) -> str:
        """What to try instead of `value`: the choice with the most similar name, or the default."""
        if self.choices is not None:
            near = nearest(str(value), [str(c) for c in self.choices], n=1)
            return f"{self.name}={near[0] if near else self.choices[0]}"
        return "" if self._computed or self.default is None else f"a value such as its default, {self.default!r}"

    def allowed(self) -> str:
        """What its values may be, in words: "a fraction, 0 to 1", "a whole number of s, 1 or more"."""
        if self._wanted:
            return self._wanted
        if self.choices is not None:
            return f"one of {', '.join(str(c) for c in self.choices)}"
        noun = _NOUNS.get(self.kind, f"a {self.kind.__name__}")
        if self.unit == "fraction":
            noun = "a fraction"
        text = f"{noun}, {bounds}" if (bounds := self.bounds()) else noun
        return f"{text}, or None" if self.optional else text

    def bounds(self) -> str:
        """Its bounds: "0 to 1", "above 0", "1 or more", or "" where there are none."""
        above, below = self.above, self.below
        if self.lo is not None and self.hi is not None and math.isfinite(self.hi):
            return f"{self.lo:g} to {self.hi:g}"
        parts = [
            f"above {above:g}" if above is not None else "",
            f"{self.lo:g} or more" if self.lo is not None else "",
            f"below {below:g}" if below is not None else "",
            f"{self.hi:g} or less" if self.hi is not None and math.isfinite(self.hi) else "",
        ]
        return ", ".join(filter(None, parts))


def parameter(
    default: T,
    unit: str,
    meaning: str,
    *,
    kind: type | None = None,
    lo: float | None = None,
    hi: float | None = None,
    above: float | None = None,
    below: float | None = None,
    choices: Sequence[Any] | Presets | None = None,
    optional: bool = False,
    fits: Callable[[Any], bool] | None = None,
    wanted: str = "",
) -> T:
    """Declares a parameter in the body of a SimStrategy class.

    Args:
        default: its value unless something else is assigned.
        unit: "OCEAN", "USD", "s", "ticks", "fraction", "per year", …; "" for a bare number or a word.
        meaning: one line.
        kind: type of its values, by default that of `default`.
        lo, hi: least and largest value; infinity is refused unless `hi` is infinity.
        above, below: bounds that are no values themselves.
        choices: all the values that there are.
        optional: whether None is a value, too.
        fits: a test beyond these, and `wanted`, what it asks for, in words ("two whole numbers, the lower one first").
    """
    declared = Parameter(
        default,
        unit,
        meaning,
        kind=kind,
        lo=lo,
        hi=hi,
        above=above,
        below=below,
        choices=choices,
        optional=optional,
        fits=fits,
        wanted=wanted,
    )
    # To a type checker, what is declared is the value.
    return cast(T, declared)


def computed(default: Callable[[Any], Any], unit: str, meaning: str, **more: Any) -> Any:
    """Declares a parameter whose default is computed from others, and follows them.

    Args:
        default: computes it from the strategy and nothing else: `lambda ss: 0.49 * ss.TOTAL_OCEAN_SUPPLY`.
        unit, meaning, more: as of `parameter`; `kind` is float unless it says otherwise.
    """
    return parameter(default, unit, meaning, **{"kind": float, **more})


def preset(default: str, presets: Presets, meaning: str) -> str:
    """Declares a parameter that selects a set of values for other ones, e.g. a scenario.

    What was assigned to a parameter itself goes before what a preset says, whichever came first.

    Args:
        default: which set is selected at first.
        presets: name of each set → {parameter: value, or a function that computes it from the strategy}.
        meaning: one line.
    """
    return parameter(default, "", meaning, choices=presets)


def prefixed(prefix: str, template: type, **defaults: Any) -> dict[str, Any]:
    """The declarations of a class, with a prefix to their names, for several of a kind:

        class SimStrategy(SimStrategyBase.SimStrategyBase):
            vars().update(prefixed("seller_", TraderParameters))
            vars().update(prefixed("buyer_", TraderParameters, init_OCEAN=20.0))

    Args:
        prefix: what the names begin with.
        template: a class in whose body they are declared.
        defaults: name, without the prefix → default, where it is not that of the template.
    Raises:
        ParameterError: a default is of the wrong kind, or out of bounds.
    """
    declared = parametersOf(template)
    assert defaults.keys() <= declared.keys(), f"{template.__name__} declares no {defaults.keys() - declared.keys()}"
    return {prefix + name: p.withDefault(defaults.get(name, p.default)) for name, p in declared.items()}


def parametersOf(strategy: type) -> dict[str, Parameter]:
    """Name → declaration, those of base classes first, in the order of declaration."""
    found: dict[str, Parameter] | None = strategy.__dict__.get("_parameters__")
    if found is None:
        found = {}
        for cls in reversed(strategy.__mro__):
            for name, value in vars(cls).items():
                if isinstance(value, Parameter):
                    found[name] = value
                else:
                    # A subclass made a plain value or a property of it.
                    found.pop(name, None)
        strategy._parameters__ = found  # type: ignore[attr-defined]
    return found


def presetsOf(strategy: type) -> tuple[Parameter, ...]:
    """The declared parameters that select sets of others; each behind those that set it.

    Raises:
        NetlistError: they set each other in a circle.
    """
    found: tuple[Parameter, ...] | None = strategy.__dict__.get("_presets__")
    if found is None:
        found = _inOrder([p for p in parametersOf(strategy).values() if p.presets is not None])
        strategy._presets__ = found  # type: ignore[attr-defined]
    return found


def namesSet(presets: Iterable[Parameter]) -> set[str]:
    """Names of the parameters that presets set."""
    return {name for preset in presets for values in (preset.presets or {}).values() for name in values}


def _inOrder(presets: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """These presets, each behind those that set it."""
    setters = {p: [other for other in presets if p.name in namesSet([other])] for p in presets}
    if not any(setters.values()):
        return tuple(presets)
    # Few strategies need it.
    from graphlib import CycleError, TopologicalSorter

    try:
        return tuple(TopologicalSorter(setters).static_order())
    except CycleError as e:
        names = " → ".join(p.name for p in reversed(e.args[1]))
        raise NetlistError(
            "presets set each other in a circle", names, "presets that do not lead back to themselves"
        ) from None


def declarationsOf(strategy: type) -> dict[str, Any]:
    """What a class must have to be taken for `strategy` by the two functions above."""
    return {"_parameters__": parametersOf(strategy), "_presets__": presetsOf(strategy)}


_NOUNS = {float: "a number", Real: "a number", int: "a whole number", bool: "True or False", str: "a text"}
