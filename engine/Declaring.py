"""`Declaring`: the class of strategy classes, which keeps declarations of parameters where they cost nothing."""

from abc import ABCMeta
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.Parameter import Parameter, parametersOf, presetsOf


class Declaring(ABCMeta):
    """Puts declarations aside, so that they do not stand in the class. Strategies may be abstract classes as well.

    Each strategy has the values in its own dict anyway, and Python finds what only an object has in a third of the
    time. Engine and agents read them at every tick. What remains in the class are declarations that are asked for
    values, and those in whose place something else would be found.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **_: Any):
        super().__init__(name, bases, body)
        aside = {key: declared for key, declared in parametersOf(cls).items() if vars(cls).get(key) is declared}
        cls._aside__ = aside
        for key in aside:
            delattr(cls, key)
        dependent = defaultsOf(cls).dependent
        placed = cls._placed__ = dict[str, Parameter]()
        # What else stands in the class itself is meant.
        for key, declared in [item for item in parametersOf(cls).items() if item[0] not in vars(cls)]:
            found = next((vars(base)[key] for base in cls.__mro__ if key in vars(base)), None)
            if found is not declared and (found is not None or key in dependent):
                placed[key] = declared
                setattr(cls, key, declared)

    # To a type checker, all that is declared stands in the class, and nothing else does.
    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            """Asked only for what does not stand in the class."""
            declared = parametersOf(cls).get(name)
            if declared is None:
                raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
            return declared.__get__(None, cls)


def namesSetBy(presets: Iterable[Parameter]) -> set[str]:
    """Names of the parameters that presets set."""
    return {name for preset in presets for values in (preset.presets or {}).values() for name in values}


class Defaults(NamedTuple):
    """Of the declared parameters of a class, by how strategies get them.

    Attributes:
        constants: name → default, of those that are neither computed nor can be changed in place.
        changeable: name → default that can be changed in place, so that each strategy needs its own.
        dependent: names of those whose defaults are computed, or set by presets.
    """

    constants: Mapping[str, Any]
    changeable: Mapping[str, Any]
    dependent: frozenset[str]


def defaultsOf(cls: type) -> Defaults:
    """Collected when they are first asked for, and kept in the class."""
    found: Defaults | None = cls.__dict__.get("_defaults__")
    if found is None:
        declared = parametersOf(cls)
        computed = {name for name, p in declared.items() if callable(p.default)}
        constants = {name: p.default for name, p in declared.items() if p.isConstant()}
        changeable = {name: p.default for name, p in declared.items() if name not in computed | constants.keys()}
        found = Defaults(constants, changeable, frozenset(computed | namesSetBy(presetsOf(cls))))
        cls._defaults__ = found  # type: ignore[attr-defined]
    return found
