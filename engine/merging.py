"""Lets Python, and so pytest, import the modules of one project by their names, next to ours of the same packages.

A project may have tests in `engine/test/` and agents in `assets/agents/`, as we do. Its tests are found by the names of
these packages; what its modules import is looked up in the project first, as for a netlist: see `imports.py`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from engine import imports, oldnames
from util.config import HOME
from util.paths import isOfOthers

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder
else:
    Loader = MetaPathFinder = object


def merge(root: Path) -> None:
    """Lets the modules of the project in `root` be imported from now on."""
    for floor in imports.FLOORS:
        # Before Python can find the project's copy.
        importlib.import_module(floor).__path__.append(str(root / floor))
    oldnames.projects.append(root)
    sys.meta_path[:0] = [_Modules(root), oldnames.Finder(before_files=True), _Packages(root)]


class _Packages(MetaPathFinder):
    """Finds packages that both have: our modules come first, except for tests."""

    def __init__(self, root: Path):
        self._root = root

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        parts = name.split(".")
        if parts[0] not in imports.FLOORS:
            return None
        roots = (self._root, HOME) if "test" in parts else (HOME, self._root)
        folders = [root.joinpath(*parts) for root in roots if root.joinpath(*parts).is_dir()]
        places = [str(folder) for folder in folders]
        starts = [folder / "__init__.py" for folder in folders if (folder / "__init__.py").is_file()]
        if starts:
            return importlib.util.spec_from_file_location(name, starts[0], submodule_search_locations=places)
        if not places:
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = places
        return spec


class _Modules(MetaPathFinder):
    """Asks the other finders, and has modules of the project run with the project's own `__import__`."""

    def __init__(self, root: Path):
        self._root = root
        self._builtins = imports.builtinsOf(root)
        self._asking: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name in self._asking:
            return None
        self._asking.add(name)
        try:
            found = (finder.find_spec(name, path, target) for finder in list(sys.meta_path))
            spec = next((spec for spec in found if spec is not None), None)
        finally:
            self._asking.remove(name)
        if spec is not None and spec.loader is not None and self._isTheirs(spec.origin):
            spec.loader = _Loader(spec.loader, self._builtins)
        return spec

    def _isTheirs(self, origin: str | None) -> bool:
        if origin is None or not Path(origin).is_relative_to(self._root):
            return False
        return not isOfOthers(origin) and not Path(origin).is_relative_to(HOME)


class _Loader(Loader):
    """Another loader, except for the builtins of what it runs.

    Args:
        loader: such as pytest's, which rewrites assertions.
        builtins: with the project's `__import__`.
    """

    def __init__(self, loader: Any, builtins: dict[str, Any]):
        self._loader = loader
        self._builtins = builtins

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)  # type: ignore[no-any-return]

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = self._builtins
        self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
