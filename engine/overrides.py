"""Overrides: a SimStrategy in which some values differ, as though the constants in its source had been edited.

Used by Simulation, and so by `tsp run --set`, notebooks and campaigns. Values that `__init__` computes from an
overridden one follow it, in netlists of users as well: the override takes effect where the constant is assigned.
"""

from __future__ import annotations

import ast
import math
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import lru_cache
from numbers import Real
from typing import Any
from weakref import WeakValueDictionary

from engine.classbodies import checkBodies, isConstant, ownClasses
from engine.Parameter import Parameter, declarationsOf, parametersOf
from engine.SimStrategyBase import SimStrategyBase
from util.errors import ParameterError
from util.kinds import asKind
from util.strutil import nearest


class Strategy:
    """A strategy that was built, and which of its overrides nobody has read yet.

    Args:
        cls: the netlist's SimStrategy.
        overrides: name → value, typed or as text.
        is_watched: whether to notice which of them are read; otherwise `unread` is empty, and building is faster.
    Raises:
        ParameterError: a name that the strategy lacks, a value that does not fit, or one that it refuses.

    Attributes:
        ss: the strategy.
        values: name → value of each override, as the strategy keeps it.
        unread: names of overrides that had no effect so far.
    """

    def __init__(self, cls: type, overrides: Mapping[str, Any], is_watched: bool = True):
        self._cls = cls
        self._overrides = overrides
        self.values: dict[str, Any] = {}
        # What is read while it is built has its effect by what is computed from it; the engine itself reads its own.
        self.unread = set(overrides) - _ENGINES if is_watched else set()
        self.ss = self._built()
        self._watch()

    @classmethod
    def restored(cls, of: type, ss: Any, kept: tuple[Mapping[str, Any], dict[str, Any], list[str]]) -> Strategy:
        """One that was built before: `kept` is what `saved` returned."""
        made = cls.__new__(cls)
        made._cls, made.ss = of, ss
        made._overrides, made.values = kept[:2]
        made.unread = set(kept[2])
        made._watch()
        return made

    def saved(self) -> tuple[Mapping[str, Any], dict[str, Any], list[str]]:
        """What `restored` needs."""
        return self._overrides, self.values, sorted(self.unread)

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Within it, the strategy is a plain object of its class, and nothing counts as read."""
        self.release()
        try:
            yield
        finally:
            self._watch()

    def _watch(self) -> None:
        if self.unread:
            _live[id(self.ss)] = self
            self.ss.__class__ = _watching(self._cls, frozenset(self.unread))

    def release(self) -> None:
        """Makes the strategy a plain object of its class again. Nothing more is noticed then."""
        self.ss.__class__ = self._cls
        _live.pop(id(self.ss), None)

    def noteRead(self, name: str) -> None:
        """Somebody has read that override."""
        self.unread.discard(name)
        if not self.unread:
            self.release()

    def assigned(self, name: str, value: Any) -> Any:
        """What is to be assigned instead of `value`: the override of that name."""
        declared = parametersOf(self._cls).get(name)
        if declared is None or name not in self.values:
            present = value if declared is None else declared
            self.values[name] = fitted(name, self._overrides[name], present)
        return self.values[name]

    def _built(self) -> Any:
        """A strategy of the class with the overrides in it."""
        cls: Any = self._cls
        for name in self._overrides:
            if "__" in name:
                raise ParameterError(f"{cls.__name__} has no {name}", "Python keeps such names for itself")
        _building.append(self)
        try:
            ss: Any = cls.__new__(_assigning(cls, bool(self.unread)))
            for name in [name for name in self._overrides if name in parametersOf(cls)]:
                setattr(ss, name, None)
            constants = [n for n in self._overrides if n not in self.values and isConstant(cls, n)]
            for name in constants:
                # What __init__ computes from it follows. A value of another type may fit what __init__ makes of it.
                with suppress(ParameterError):
                    vars(ss)[name] = self.assigned(name, getattr(cls, name))
            ss.__init__()
        finally:
            _building.pop()
        object.__setattr__(ss, "__class__", cls)
        checkBodies(ss, self._overrides)
        # A class constant, or a name that the strategy resolves by itself.
        for name in [name for name in self._overrides if name in constants or name not in self.values]:
            if name not in namesOf(ss):
                raise _unknown(name, ss)
            setattr(ss, name, self.assigned(name, getattr(ss, name)))
        return ss


# What the engine itself reads.
_ENGINES = frozenset(parametersOf(SimStrategyBase))
# Whose strategy is being built, the innermost last.
_building: list[Strategy] = []
# id of a strategy → who watches it.
_live: WeakValueDictionary[int, Strategy] = WeakValueDictionary()


class _Watch:
    """Stands before one attribute, and notices that it is read."""

    def __init__(self, name: str, cls: type):
        self._name = name
        self._cls = cls

    def __get__(self, ss: Any, owner: type) -> Any:
        if ss is None:
            return getattr(self._cls, self._name)
        own = ss.__dict__
        value = own[self._name] if self._name in own else getattr(super(owner, ss), self._name)
        # When all has been read, this ends, and then `owner` is not its class any more.
        watching = _live.get(id(ss))
        if watching is not None:
            watching.noteRead(self._name)
        return value

    def __set__(self, ss: Any, value: Any) -> None:
        ss.__dict__[self._name] = value


@lru_cache(maxsize=64)
def _assigning(cls: Any, is_watched: bool) -> Any:
    """A subclass that takes overrides for what is assigned to it, and notices what is read if that matters."""

    def assign(ss: Any, name: str, value: Any) -> None:
        strategy = _building[-1]
        cls.__setattr__(ss, name, strategy.assigned(name, value) if name in strategy._overrides else value)

    def read(ss: Any, name: str) -> Any:
        _building[-1].unread.discard(name)
        return cls.__getattribute__(ss, name)

    return _subclass(cls, {"__setattr__": assign, **({"__getattribute__": read} if is_watched else {})})


@lru_cache(maxsize=256)
def _watching(cls: Any, names: frozenset[str]) -> Any:
    """A subclass that notices when one of its attributes is read. What reads everything does not count."""

    def unnoticed(method: Any) -> Any:
        def call(ss: Any) -> Any:
            watching = _live.pop(id(ss), None)
            try:
                return method(ss)
            finally:
                if watching is not None:
                    _live[id(ss)] = watching

        return call

    def reduced(ss: Any, protocol: Any) -> Any:
        # A copy has all values, and nobody sees what is read of it.
        watching = _live.get(id(ss))
        if watching is not None:
            for name in sorted(watching.unread):
                watching.noteRead(name)
        return cls.__reduce_ex__(ss, protocol)

    members: dict[str, Any] = {name: _Watch(name, cls) for name in names}
    members["__reduce_ex__"] = reduced
    # A computed value that is kept would hide what it depends on.
    members["_keeps__"] = False
    for name in ("check", "__str__"):
        if hasattr(cls, name):
            members[name] = unnoticed(getattr(cls, name))
    return _subclass(cls, members)


def _subclass(cls: type, members: dict[str, Any]) -> type:
    """A subclass that passes for `cls` itself, with the same declarations."""
    same = {"__module__": cls.__module__, "__doc__": cls.__doc__, **declarationsOf(cls)}
    return type(cls)(cls.__name__, (cls,), {**same, **members})


def namesOf(ss: Any) -> list[str]:
    """What can be overridden: the strategy's values, neither its methods nor what it computes."""
    cls = type(ss)
    return [
        name
        for name in dir(ss)
        if not (
            "__" in name
            or name == "_abc_impl"
            or isinstance(getattr(cls, name, None), property)
            or (callable(getattr(ss, name)) and name not in vars(ss))
        )
    ]


def valuesOf(ss: Any) -> dict[str, Any]:
    """Name → value of all that can be overridden: declared parameters first, then attributes and class constants."""
    if ss is None:
        return {}
    names = [*parametersOf(type(ss)), *sorted({*vars(ss), *_constantsOf(ss)})]
    return {name: getattr(ss, name) for name in dict.fromkeys(names) if "__" not in name}


def _constantsOf(ss: Any) -> set[str]:
    """Names of numbers and texts in the user's own classes of strategies, as `--set` takes them."""
    own = [pair for cls in ownClasses(type(ss)) for pair in vars(cls).items()]
    kept = {name: value for name, value in own if not name.startswith("_")}
    return {name for name, value in kept.items() if isinstance(value, (bool, int, float, str))}


def fitted(name: str, value: Any, present: Any) -> Any:
    """`value` as the strategy keeps it.

    Args:
        name: for error messages.
        value: typed, or text as on a command line.
        present: the declaration, or the value that stands there now, whose type counts.
    Raises:
        ParameterError: it does not fit.
    """
    if isinstance(present, Parameter):
        if isinstance(value, str) and present.kind is not str:
            try:
                value = parsed(name, value, present.kind, present.example(), present.optional)
            except ParameterError as e:
                # An example that is None does not show what else it may be.
                raise present.refused(value) if present.example() is None else e from None
        return present.checked(value)
    if isinstance(value, str):
        return parsed(name, value, type(present), present, present is None)
    if present is None:
        return value
    try:
        return asKind(type(present), value)
    except (TypeError, ValueError, OverflowError) as e:
        raise _misfit(name, repr(value), present) from e


def parsed(name: str, text: str, kind: type, example: Any, optional: bool = False) -> Any:
    """`text` as a value of that type.

    Raises:
        ParameterError: it is not one.
    """
    text = text.strip()
    if optional and text == "None":
        return None
    try:
        return _read(text, kind)
    except (ValueError, TypeError, SyntaxError) as e:
        raise _misfit(name, text, example) from e


def _read(text: str, kind: type) -> Any:
    parse = next((parse for known, parse in _PARSERS.items() if issubclass(kind, known)), None)
    return parse(text) if parse is not None else _literal(text, kind)


def _misfit(name: str, text: str, example: Any) -> ParameterError:
    noun = type(example).__name__
    why = f"expected {'an' if noun[0] in 'aeiou' else 'a'} {noun}, such as the default {example!r}"
    try:
        _read(str(example), type(example))
    except (ValueError, TypeError, SyntaxError):
        # Such as a date, or a member of an Enum: no text is read as one.
        cure = f"set={{{name!r}: ...}} of simulate() or Simulation() in Python, since no text stands for such a value"
    else:
        cure = "--set " + shlex.quote(f"{name}={example}")
    return ParameterError(f"{name}={text} does not fit", why, cure)


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _int(text: str) -> int:
    value = float(text)
    if not value.is_integer():
        raise ValueError(text)
    # By way of Decimal, since 1e23 as a float is another number.
    return int(Decimal(text))


def _float(text: str) -> float:
    value = float(text)
    if math.isnan(value):
        raise ValueError(text)
    return value


def _real(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return _float(text)


def _literal(text: str, kind: type) -> Any:
    return asKind(kind, ast.literal_eval(text))


def _anything(text: str) -> Any:
    """A literal where it is one, otherwise the text: None does not tell what belongs in its place."""
    if text.startswith("0x"):
        # An address or a hash, which as an integer would be another thing.
        return text
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError):
        return text


# The first one that fits is taken: a bool is an int, too.
_PARSERS: dict[type, Callable[[str], Any]] = {
    bool: _bool,
    int: _int,
    float: _float,
    # Declared as a number of either kind.
    Real: _real,
    str: str,
    type(None): _anything,
}


def _unknown(name: str, ss: Any) -> ParameterError:
    names = [n for n in namesOf(ss) if not n.startswith("_")]
    kind = type(ss).__name__
    if hasattr(type(ss), name):
        return ParameterError(f"{kind} has no {name} that can be set", "it is computed from other values, or a method")
    near = nearest(name, names, n=3, cutoff=0.5)
    if near:
        return ParameterError(f"{kind} has no {name}", f"did you mean {' or '.join(near)}?", f"--set {near[0]}=VALUE")
    return ParameterError(f"{kind} has no {name}", f"it has {', '.join(names)}")


def fromMapping(overrides: Mapping[str, Any] | None) -> dict[str, Any]:
    """A copy of name → value; of None, an empty one. ParameterError for anything else, such as a list of texts."""
    if overrides is None:
        return {}
    if isinstance(overrides, Mapping):
        for name in overrides:
            if not isinstance(name, str):
                break
        else:
            return dict(overrides)
    raise ParameterError(f"overrides cannot be {overrides!r}", "they are a mapping, name → value", '{"NAME": value}')


def fromAssignments(assignments: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE texts as a mapping; the last one of a name holds.

    Raises:
        ParameterError: there is no "=", or no name.
    """
    overrides = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        if not (name and equals):
            raise ParameterError(
                f"--set {assignment} is not of the form NAME=VALUE", "", f"--set {name or 'NAME'}=VALUE"
            )
        overrides[name] = text.strip()
    return overrides
