"""What users' modules keep outside of the simulation's state: variables of modules, attributes of classes, and what
functions remember in defaults, attributes and closures. A checkpoint holds these as well.

`remember` notes what the variables are right after a netlist was imported. What has another value later, or can be
changed in place, is saved. An address of a variable is (module, path of a class or function in it, kind, name).
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from operator import is_
from types import BuiltinFunctionType, CellType, FunctionType, GenericAlias, MethodType, ModuleType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from util.errors import TokenSpiceError

Address = tuple[Any, ...]
# Cannot be changed in place.
CONSTANT = (int, float, complex, bool, str, bytes, type(None), range, type(Ellipsis))
# Nor can these, which are code; a variable may of course get another one.
CODE = (type, GenericAlias, FunctionType, BuiltinFunctionType, MethodType, ModuleType)
_CODE_FROM = {
    "typing",
    "types",
    "re",
    "logging",
    "abc",
    "functools",
    "operator",
    "struct",
    "enum",
    "_struct",
    "pathlib",
}
_CODE_FROM |= {"__future__", "decimal", "fractions", "datetime", "_contextvars", "_thread", "typing_extensions"}
# What netlists tell `tsp`, which no run changes.
_SAID = ("netlist_", "FUZZ")
# Where something has the functions that it consists of; and a function the one that it wraps.
_PARTS, _WRAPPED = ("__func__", "fget", "fset", "func"), "__wrapped__"
_MISSING: Any = object()
_BEGAN = time.time()


class Before(NamedTuple):
    """A module after its import.

    Attributes:
        at: when that was, in seconds since 1970.
        values: name → value; of its classes, (class, name) → value.
    """

    at: float
    values: dict[Any, Any]


after_import: WeakKeyDictionary[ModuleType, Before] = WeakKeyDictionary()


def remember(is_users: Callable[[str], bool]) -> None:
    """Notes the variables of users' modules that are new.

    Args:
        is_users: whether a module of that name is one.
    """
    for name, module in list(sys.modules.items()):
        if is_users(name) and isinstance(module, ModuleType) and module not in after_import:
            values: dict[Any, Any] = dict(vars(module))
            for cls in _classesOf(module):
                values.update({(cls.__qualname__, key): value for key, value in vars(cls).items()})
            after_import[module] = Before(time.time(), values)


def importedAt(module: ModuleType) -> float:
    """When a module was as its file says, in seconds since 1970; for modules that are not users', when this began."""
    return after_import[module].at if module in after_import else _BEGAN


def changed(names: Iterable[str]) -> list[tuple[Address, Any]]:
    """Address and value of each variable of these modules that may be another one than after the import.

    Raises:
        Forgotten: a function keeps results, which nobody can save.
    """
    found: list[tuple[Address, Any]] = []
    modules = {name: sys.modules[name] for name in sorted(names)}
    # Functions may stand in any of the files that were imported; a module may have borrowed them.
    files = {getattr(module, "__file__", None) for module in (*after_import, *modules.values())}
    for name, module in modules.items():
        if isinstance(module, ModuleType):
            found += _changedIn(name, module, files)
    return found


def value(address: Address) -> Any:
    """What is at that address now; `None` if nothing is."""
    try:
        return _read(address)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None


def assign(address: Address, new: Any) -> None:
    """Puts a value at that address, if it is not there already.

    Raises:
        Forgotten: there is no such place.
    """
    module, path, kind, name = address
    try:
        owner = _owner(module, path)
        if kind == "variable":
            if vars(owner).get(name, _MISSING) is not new:
                setattr(owner, name, new)
        elif kind == "attribute":
            owner.__dict__[name] = new
        elif kind == "default":
            owner.__defaults__ = (*owner.__defaults__[:name], new, *owner.__defaults__[name + 1 :])
        elif kind == "named default":
            owner.__kwdefaults__[name] = new
        else:
            owner.__closure__[name].cell_contents = new
    except (AttributeError, KeyError, IndexError, TypeError) as e:
        raise Forgotten(f"{_text(address)} is not there any more") from e


class Forgotten(TokenSpiceError):
    """What users' modules keep cannot be saved or put back."""

    def __init__(self, why: str):
        super().__init__("the state cannot be saved", why)


# ---- which


class _Watched(NamedTuple):
    """A module or a class, and what may change in it.

    Attributes:
        owner: itself.
        path: of the class in its module; () for the module.
        before: name → value after the import.
        names, values: those of `before`, in their order.
        open: names of what can be changed in place.
        keeping, plain: path and function, of those that may keep something from call to call; and of all others.
    """

    owner: Any
    path: tuple[str, ...]
    before: Mapping[str, Any]
    names: list[str]
    values: list[Any]
    open: list[str]
    keeping: list[tuple[tuple[str, ...], Any]]
    plain: list[tuple[tuple[str, ...], Any]]


_watched: WeakKeyDictionary[ModuleType, list[_Watched]] = WeakKeyDictionary()


def _changedIn(name: str, module: ModuleType, files: Set[str | None]) -> Iterator[tuple[Address, Any]]:
    watched = _watched.get(module)
    if watched is None:
        watched = _watched[module] = _watchedIn(module)
    for one in watched:
        for key in _suspects(one):
            now = vars(one.owner)[key]
            # A package gets its modules as variables when they are imported.
            is_part = isinstance(now, ModuleType) and now.__name__ == f"{name}.{key}"
            if _isPlain(key) and not key.startswith(_SAID) and not is_part:
                yield (name, one.path, "variable", key), now
        for path, function in one.keeping:
            yield from _keptBy(name, path, function, files)
        for path, function in one.plain:
            if function.__dict__:
                # One that it wraps by now included.
                for at, inner in _inside(name, path, function):
                    yield from _keptBy(name, at, inner, files)


def _suspects(one: _Watched) -> list[str]:
    """Names of what has another value than after the import, or can be changed in place."""
    now, before = vars(one.owner), one.before
    # Nearly always nothing has another value, and then a loop in C finds that out.
    if list(now) == one.names and all(map(is_, now.values(), one.values)):
        return one.open
    return [key for key, value in now.items() if value is not before.get(key, _MISSING) or key in one.open]


def _watchedIn(module: ModuleType) -> list[_Watched]:
    values: Mapping[Any, Any] = after_import[module].values if module in after_import else {}
    found = []
    owners: list[Any] = [module, *_classesOf(module)]
    for owner in owners:
        if owner is module:
            path: tuple[str, ...] = ()
            before = {key: value for key, value in values.items() if isinstance(key, str)}
        else:
            path = tuple(owner.__qualname__.split("."))
            before = {key[1]: v for key, v in values.items() if isinstance(key, tuple) and key[0] == owner.__qualname__}
        functions = [
            inner
            for key, value in list(vars(owner).items())
            if isinstance(value, _FUNCTIONS) and (owner is not module or value.__module__ == module.__name__)
            for inner in _inside(module.__name__, (*path, key), value)
        ]
        found.append(
            _Watched(
                owner,
                path,
                before,
                list(before),
                list(before.values()),
                [key for key, value in before.items() if _isPlain(key) and _mayDiffer(value, value)],
                [(at, f) for at, f in functions if _mayKeep(f)],
                [(at, f) for at, f in functions if not _mayKeep(f)],
            )
        )
    return found


def _inside(module: str, path: tuple[str, ...], function: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Path and function: its own and those that it wraps, or those that a property or the like consists of."""
    if isinstance(function, FunctionType) or hasattr(function, "cache_info"):
        yield path, function
        inside = {_WRAPPED: function.__dict__.get(_WRAPPED)}
    else:
        inside = {step: getattr(function, step, None) for step in _PARTS}
    for step, inner in inside.items():
        if isinstance(inner, _FUNCTIONS) and getattr(inner, "__module__", module) == module:
            yield from _inside(module, (*path, step), inner)


def _mayKeep(function: Any) -> bool:
    """Whether a function may keep something in a default or in its closure, or keeps results."""
    if not isinstance(function, FunctionType):
        return True
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return bool(function.__closure__ or function.__dict__ or any(_mayDiffer(value, value) for value in defaults))


def _isPlain(name: str) -> bool:
    return not name.startswith(("__", "_abc_", "_field")) and not name.endswith("__")


def _mayDiffer(now: Any, before: Any) -> bool:
    """Whether a variable may have another value than before."""
    if now is not before:
        return True
    if isinstance(now, (*CONSTANT, *CODE)) or hasattr(type(now), "__get__"):
        return False
    if isinstance(now, (tuple, frozenset)) and type(now) in (tuple, frozenset):
        return any(_mayDiffer(member, member) for member in now)
    if isinstance(now, WeakKeyDictionary) and all(isinstance(key, type) for key in now):
        # What was found out about classes.
        return False
    return type(now).__module__.partition(".")[0] not in _CODE_FROM


def _classesOf(module: ModuleType) -> Iterator[type]:
    """The classes that a module defines, those in their bodies included; not enumerations, which nothing changes."""
    stack = [value for value in vars(module).values() if isinstance(value, type)]
    seen = set()
    while stack:
        cls = stack.pop(0)
        if cls.__module__ == module.__name__ and id(cls) not in seen:
            seen.add(id(cls))
            if not hasattr(cls, "_member_map_"):
                yield cls
                stack += [value for value in vars(cls).values() if isinstance(value, type)]


# ---- what functions keep

_FUNCTIONS = (FunctionType, staticmethod, classmethod, property, functools.cached_property)
_FUNCTIONS = (*_FUNCTIONS, type(functools.cache(len)))  # type: ignore[assignment]


def _keptBy(module: str, path: tuple[str, ...], function: Any, files: Set[str | None]) -> Iterator[tuple[Address, Any]]:
    """What a function keeps from one call to the next, if it stands in one of these files."""
    if not isinstance(function, FunctionType):
        if function.cache_info().currsize:
            raise Forgotten(f"{module}.{'.'.join(path)} remembers results (functools.cache), which cannot be saved")
    elif function.__code__.co_filename in files:
        yield from (
            ((module, path, "attribute", name), now)
            for name, now in vars(function).items()
            if not name.startswith("__")
        )
        for i, now in enumerate(function.__defaults__ or ()):
            if _mayDiffer(now, now):
                yield (module, path, "default", i), now
        for name, now in (function.__kwdefaults__ or {}).items():
            if _mayDiffer(now, now):
                yield (module, path, "named default", name), now
        for i, cell in enumerate(function.__closure__ or ()):
            now = contentOf(cell)
            if not isinstance(now, (*CODE, *_FUNCTIONS)) and now is not _MISSING:
                yield (module, path, "cell", i), now


def contentOf(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # it is empty
        return _MISSING


# ---- addresses


def _owner(module: str, path: tuple[str, ...]) -> Any:
    """The module, class or function at a path."""
    found: Any = sys.modules[module]
    for step in path:
        found = getattr(found, step) if step in (*_PARTS, _WRAPPED) else vars(found)[step]
    return found


def _read(address: Address) -> Any:
    module, path, kind, name = address
    owner = _owner(module, tuple(path))
    if kind in ("variable", "attribute"):
        return vars(owner)[name]
    if kind == "default":
        return owner.__defaults__[name]
    return owner.__kwdefaults__[name] if kind == "named default" else owner.__closure__[name].cell_contents


def _text(address: Address) -> str:
    module, path, _, name = address
    return ".".join([module, *path, str(name)])
