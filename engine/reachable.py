"""Which modules of assets/ the code of a netlist uses: those that it imports, anywhere in it, and what they import.

In a process in which other netlists were loaded as well, theirs are no part of its state.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Set
from opcode import opmap
from types import CodeType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

_ASSETS = "assets"
# Names of modules in use when that was found out, and what was found.
_known: dict[frozenset[str], tuple[int, frozenset[str]]] = {}
_IMPORT = opmap["IMPORT_NAME"]


def usedModules(roots: Set[str], is_users: Callable[[str], bool]) -> frozenset[str]:
    """Names of imported modules whose variables are part of the state of a netlist.

    Args:
        roots: names of the netlist's modules.
        is_users: whether a module of that name may have something in a state.
    """
    # A module is never taken out while a netlist runs, so as many are the same ones.
    key = frozenset(roots)
    n, found = _known.get(key, (0, frozenset()))
    if n != len(sys.modules):
        if len(_known) > 100:
            _known.clear()
        found = _reached(roots, {name for name in list(sys.modules) if is_users(name)})
        _known[key] = len(sys.modules), found
    return found


def _reached(roots: Set[str], users: Set[str]) -> frozenset[str]:
    if any(_codeOf(sys.modules[name]) is None for name in roots & users):
        # Nobody knows what cells of a notebook import.
        return frozenset(users)
    # The netlist's own project is all its own.
    stack = [name for name in users if name in roots or not _isOfAssets(name)]
    found: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in found and name in users:
            found.add(name)
            stack += _importedBy(sys.modules[name])
    # What is in the __init__.py of packages.
    for name in list(found):
        steps = name.split(".")
        found |= users & {".".join(steps[:n]) for n in range(1, len(steps))}
    return frozenset(found)


def _isOfAssets(name: str) -> bool:
    return name.partition(".")[0] == _ASSETS


def _importedBy(module: ModuleType) -> Iterator[str]:
    """Names of modules that it imports; more names than that, of which most are of no module."""
    for value in list(vars(module).values()):
        if not _isBelow(value, module):
            yield value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
    package = module.__package__ or ""
    above = [package.rsplit(".", n)[0] for n in range(package.count(".") + 1)]
    for names in _namesIn(module):
        modules = [base + "." + name for name in names for base in above] + [*above, *names]
        known = [name for name in modules if name in sys.modules]
        yield from known
        # from PACKAGE import MODULE
        yield from (f"{base}.{name}" for base in known for name in names)


def _isBelow(value: Any, module: ModuleType) -> bool:
    """Whether it is a module of that package, of which somebody else may have imported it."""
    return isinstance(value, ModuleType) and value.__name__.startswith(module.__name__ + ".")


def _namesIn(module: ModuleType) -> list[frozenset[str]]:
    """The names in each piece of a module's code that imports something."""
    if module not in _names:
        found, stack = [], [_codeOf(module)]
        while stack:
            piece = stack.pop()
            if isinstance(piece, CodeType):
                # Every other byte is an instruction.
                if _IMPORT in piece.co_code[::2]:
                    found.append(frozenset(piece.co_names))
                stack += piece.co_consts
        _names[module] = found
    return _names[module]


_names: WeakKeyDictionary[ModuleType, list[frozenset[str]]] = WeakKeyDictionary()


def _codeOf(module: ModuleType) -> Any:
    """A module's code; None if it has no file."""
    loader: Any = getattr(getattr(module, "__spec__", None), "loader", None)
    try:
        return loader.get_code(module.__name__) if hasattr(loader, "get_code") else None
    except (ImportError, OSError, SyntaxError):
        return None
