"""What code and which packages are in use: a checkpoint is bound to them.

There are hundreds of modules, so what was found out about them is remembered: until a module is imported or removed
which modules count, and until a module is executed again what its file was.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.imports import PREFIX
from engine.pickling import NotSaved
from engine.userstate import importedAt
from util.paths import isOfOthers, shown

if TYPE_CHECKING:
    from engine.allowed import Allowed


class _Imported(NamedTuple):
    """The modules at one time.

    Attributes:
        modules: all, as sys.modules.
        ours: name, module and file of those that are neither Python's nor an installed package's.
        packages: name → version of those that have one.
    """

    modules: dict[str, ModuleType]
    ours: list[tuple[str, ModuleType, str]]
    packages: dict[str, str]


class _Executed(NamedTuple):
    """A module's file when it was executed.

    Attributes:
        spec: the module's; Python makes another one when it executes the module again.
        digest: of the file.
    """

    spec: Any
    digest: str


_latest = _Imported({}, [], {})
_executed: dict[str, _Executed] = {}
_areOthers = cache(isOfOthers)


def codeInUse(allowed: Allowed) -> dict[str, str]:
    """File → hash of each module that is imported, and neither Python's, nor an installed package's, nor of another
    netlist's project.

    Raises:
        NotSaved: one was edited after it was imported, so nobody knows what is in use.
    """
    found = {}
    for name, module, file in _imported().ours:
        if name.startswith(PREFIX) and not allowed.isUsers(name):
            continue
        known, spec = _executed.get(name), getattr(module, "__spec__", None)
        if known is None or known.spec is not spec:
            try:
                known = _executed[name] = _Executed(spec, _digestInUse(module, file))
            except OSError:
                continue
        found[file] = known.digest
    return dict(sorted(found.items()))


def packagesInUse() -> dict[str, str]:
    """Version of each package that is imported and has one."""
    return dict(_imported().packages)


def _imported() -> _Imported:
    global _latest
    if _latest.modules != sys.modules:
        modules = dict(sys.modules)
        _latest = _Imported(modules, _oursAmong(modules), _packagesAmong(modules))
    return _latest


def _oursAmong(modules: dict[str, ModuleType]) -> list[tuple[str, ModuleType, str]]:
    files = ((name, module, getattr(module, "__file__", None)) for name, module in modules.items())
    return [
        (name, module, file)
        for name, module, file in files
        if isinstance(file, str) and file.endswith(".py") and not _areOthers(file)
    ]


def _packagesAmong(modules: dict[str, ModuleType]) -> dict[str, str]:
    return {
        name: version
        for name, module in sorted(modules.items())
        if "." not in name and isinstance(version := getattr(module, "__version__", None), str)
    }


def _digestInUse(module: ModuleType, file: str) -> str:
    stat = os.stat(file)
    if max(stat.st_mtime, stat.st_ctime) > importedAt(module):
        raise NotSaved(None, f"{shown(Path(file))}, which was edited after it was imported").located({})
    return knownDigest(file, stat.st_mtime_ns, stat.st_size)


@cache
def knownDigest(file: str, mtime_ns: int, size: int) -> str:
    """The hash of a file that was changed then, and has that size."""
    return digest(Path(file))


def digest(file: Path) -> str:
    """The hash of a file; "" if it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
