"""Importing netlists: from anywhere, each on its own, and anew when it was edited.

A netlist that does not lie below the program's assets/ is imported as part of a separate package, whose name comes
from the path of its folder. So `from .SimStrategy import SimStrategy` works, and two netlists that both have a
`parts.py` do not mix: neither occupies the global name `parts`.

A project's modules may also import each other by absolute names, as scripts do (`from parts import X`,
`from assets.agents.MyAgent import MyAgent`): a name is looked up next to the netlist, then in the folders above it up
to the project's, then as Python does. TokenSPICE's own floors and Python's library cannot be replaced in this way, but
a project may add modules to a floor. Names of earlier TokenSPICEs are those of `oldnames.py`.
"""

from __future__ import annotations

import builtins
import hashlib
import importlib
import importlib.machinery
import importlib.util
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from engine import oldnames
from util import floors
from util.config import HOME
from util.errors import NetlistError

if TYPE_CHECKING:
    from importlib.abc import MetaPathFinder
else:  # which would take a short run as long to import as the rest of the engine
    MetaPathFinder = object

log = logging.getLogger(__name__)

FLOORS = (*floors.FLOORS, "tokenspice")
ASSETS = HOME / "assets"
# Of the packages that stand for netlists' folders.
PREFIX = "netlist_"
# What a project's folder has in it. The later ones count only where there is none of the earlier ones anywhere above:
# a netlist may have its own folder agents/.
_MARKS = (
    (".git", "tokenspice.ini", "pyproject.toml", "setup.py", "package.json", "foundry.toml", "assets"),
    ("netlists",),
    ("agents",),
)


def imported(file: Path) -> ModuleType:
    """The module of a netlist's file; imported again if it, or what it imported from its project, has changed.

    Raises:
        Exception: whatever it raises.
    """
    if file.suffix != ".py":
        raise NetlistError(f"{file} is not a Python file", "a netlist is a module", "name it netlist.py")
    _forgetChanged()
    project = _projectOf(file)
    before = set(sys.modules)
    try:
        return importlib.import_module(project.moduleName(file))
    except BaseException:
        # What a failed attempt leaves behind must not be found by the next one.
        for name in set(sys.modules) - before:
            if name.startswith(project.prefix):
                del sys.modules[name]
        raise


def filesOf(module: str) -> list[Path]:
    """The files that were imported for the project of that module, in alphabetical order."""
    project = next((p for p in _projects.values() if p.owns(module)), None)
    if project is None:
        return []
    return sorted({file for name, (file, _) in _stamps.items() if project.owns(name) and name in sys.modules})


def areOfOneProject(module: str, other: str) -> bool:
    """Whether two modules belong to the same netlist's project."""
    project = next((p for p in _projects.values() if p.owns(module)), None)
    return project is not None and project.owns(other)


def projectRoot(folder: Path) -> Path:
    """The project that a folder is part of: the nearest that looks like one, or the working folder."""
    here, upward = Path.cwd().resolve(), (folder, *folder.parents)
    for marks in _MARKS:
        for above in upward:
            if any((above / mark).exists() for mark in marks):
                return above
    return here if here in upward else folder


class _Project:
    """A netlist and what may be imported from around it.

    Args:
        prefix: dotted name of the package that stands for the folder `root`.
        root: the project's folder.
        folder: the netlist's own.
    """

    def __init__(self, prefix: str, root: Path, folder: Path):
        self.prefix = prefix
        self.root = root
        # Where absolute names are looked up: the netlist's folder first.
        self.folders = [above for above in (folder, *folder.parents) if above.is_relative_to(root) and above != HOME]
        self.builtins = {**vars(builtins), "__import__": self._import}
        self._said: set[str] = set()

    def owns(self, module: str) -> bool:
        return module == self.prefix or module.startswith(self.prefix + ".")

    def moduleName(self, file: Path) -> str:
        """The dotted name of a file of the project. Folders on the way to it become packages."""
        name, folder = self.prefix, self.root
        _addPackage(name, folder, self)
        for part in file.parent.relative_to(self.root).parts:
            # Dots part names of modules.
            name, folder = f"{name}.{part.replace('.', '_')}", folder / part
            _addPackage(name, folder, self)
        name = f"{name}.{file.stem.replace('.', '_')}"
        _files[name] = file
        return name

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """What an import statement of the project's modules calls."""
        if level or name.split(".")[0] in sys.stdlib_module_names:
            try:
                return builtins.__import__(name, globals, locals, fromlist or (), level)
            except ModuleNotFoundError as e:
                if e.name is not None and self.owns(e.name):
                    # The names of packages that stand for folders tell a user nothing.
                    e.msg = f"there is no module named {e.name.rpartition('.')[2]} next to it"
                raise
        own = self._own(name, fromlist or ())
        if own is None or _isOurs(name):
            self._sayHidden(name, fromlist or ())
            module = builtins.__import__(name, globals, locals, fromlist or (), 0)
            return _completed(module, name, own, fromlist or ())
        module = builtins.__import__(own, globals, locals, fromlist or ("*",), 0)
        if fromlist:
            return _completed(module, name, name, fromlist)
        # `import a.b` binds a.
        return sys.modules[own[: len(own) - len(name)] + name.split(".")[0]]

    def _own(self, name: str, fromlist: Sequence[str] = ()) -> str | None:
        """The name in the project's package of what `import name` finds in the project, if anything."""
        for folder in self.folders:
            if _isModule(folder, name, fromlist):
                return self.moduleName(folder / "x.py").rpartition(".")[0] + "." + name
        return None

    def _sayHidden(self, name: str, fromlist: Sequence[str]) -> None:
        """Tells once of each floor of which the project has a copy, in whole or in part."""
        first = name.split(".")[0]
        if first in self._said or first == "assets" or not (first in FLOORS or oldnames.isOld(name)):
            return
        for module in [name, *(f"{name}.{member}" for member in fromlist)]:
            folder = next((f for f in self.folders if _isFile(f, module)), None)
            if folder is not None and _isOurs(module):
                self._said.add(first)
                log.warning("%s is not used: TokenSPICE has its own %s", folder / first, first)
                return


def _isOurs(name: str) -> bool:
    """Whether a module or package of that name is TokenSPICE's own, whatever a project has."""
    first = name.split(".")[0]
    return oldnames.hasSuccessor(name) or (first in FLOORS and first != "assets" and _isModule(HOME, name))


def _completed(module: ModuleType, name: str, other: str | None, members: Sequence[str]) -> ModuleType:
    """What `from name import members` takes them from: `module`, or where it lacks some, these from elsewhere.

    A project may have its own agents in assets/agents/, and import them together with ours.

    Args:
        other: where else members may be, since both the project and TokenSPICE may have a package of that name.
    """
    missing = [member for member in members if member != "*" and not hasattr(module, member)]
    if not missing:
        return module
    # Not set in `module`: what is one project's must not be seen by others.
    stand_in = ModuleType(module.__name__, module.__doc__)
    vars(stand_in).update(vars(module))
    for member in missing:
        found = oldnames.nameIn(module.__name__, member)
        if found is None and other is not None:
            found = _memberOf(other, member)
        if found is None:
            return module
        vars(stand_in)[member] = found
    return stand_in


def _memberOf(module: str, member: str) -> Any:
    """`member` of that module, or its submodule of that name; None if there is neither."""
    try:
        return getattr(builtins.__import__(module, None, None, (member,), 0), member, None)
    except ModuleNotFoundError as e:
        if e.name is not None and (module == e.name or module.startswith(e.name + ".")):
            return None
        raise


def _isFile(folder: Path, name: str) -> bool:
    return folder.joinpath(*name.split(".")).with_suffix(".py").is_file()


def _isModule(folder: Path, name: str, fromlist: Sequence[str] = ()) -> bool:
    """Whether `import name`, or `from name import …`, finds something in the folder."""
    place = folder.joinpath(*name.split("."))
    if place.with_name(place.name + ".py").is_file() or (place / "__init__.py").is_file():
        return True
    return any((place / f"{member}.py").is_file() or (place / member / "__init__.py").is_file() for member in fromlist)


def builtinsOf(root: Path) -> dict[str, Any]:
    """Builtins for modules of the project in `root`, with an `__import__` that looks there first."""
    return _project(_prefixOf(root), root, root).builtins


def _projectOf(file: Path) -> _Project:
    folder = file.parent
    if file.is_relative_to(ASSETS) and all(part.isidentifier() for part in folder.relative_to(HOME).parts):
        # Ours, or a user's own among ours: others import it by its name.
        prefix, root = ".".join(folder.relative_to(HOME).parts), folder
    else:
        root = projectRoot(folder)
        prefix = _prefixOf(folder)
    return _project(prefix, root, folder)


def _prefixOf(folder: Path) -> str:
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    return f"{PREFIX}{re.sub(r'[^0-9A-Za-z]', '_', folder.name)}_{digest}"


def _project(prefix: str, root: Path, folder: Path) -> _Project:
    if prefix not in _projects:
        _projects[prefix] = _Project(prefix, root, folder)
    return _projects[prefix]


def _addPackage(name: str, folder: Path, project: _Project) -> None:
    """Makes the folder a package, if it is none, and runs its __init__.py, if it has one."""
    if name in sys.modules:
        return
    if project.root.is_relative_to(ASSETS):
        importlib.import_module(name)
        return
    start = folder / "__init__.py"
    if start.is_file() and start.is_relative_to(project.root):
        _files[name] = start
        importlib.import_module(name)
        return
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    above, _, last = name.rpartition(".")
    if above:
        setattr(sys.modules[above], last, package)


# Package → project.
_projects: dict[str, _Project] = {}
# Modules whose names do not say where their file is.
_files: dict[str, Path] = {}
# Module → its file, and what told one state of it from another when it was imported.
_stamps: dict[str, tuple[Path, tuple[int, int]]] = {}


class _Finder(MetaPathFinder):
    """Finds modules of projects, and has them run with the project's own `__import__`."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        project = next((p for p in _projects.values() if p.owns(name)), None)
        if project is None:
            return None
        file = _files.get(name)
        if file is None:
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        else:
            places = [str(file.parent)] if file.name == "__init__.py" else None
            spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=places)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path, project)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Runs a module of a project."""

    def __init__(self, name: str, path: str, project: _Project):
        super().__init__(name, path)
        self._project = project

    def exec_module(self, module: ModuleType) -> None:
        _stamps[module.__name__] = Path(self.path), _stamp(Path(self.path))
        vars(module)["__builtins__"] = self._project.builtins
        super().exec_module(module)

    def path_stats(self, path: str) -> Any:
        """Refuses, which keeps Python from using a cache: that one takes an edit within a second for no edit."""
        if self._project.root.is_relative_to(ASSETS) and self.name not in _changed:
            return super().path_stats(path)
        raise OSError


sys.meta_path.insert(0, _Finder())

# Modules that were edited while they were loaded.
_changed: set[str] = set()


def _stamp(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
        return stat.st_mtime_ns, stat.st_size
    except OSError:
        return 0, 0


def _forgetChanged() -> None:
    """Forgets modules whose files were edited since, with all that may stand on them."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.startswith("assets.") and file and name not in _stamps:
            _stamps[name] = Path(file), _stamp(Path(file))
    edited = {name for name, (file, stamp) in _stamps.items() if name in sys.modules and _stamp(file) != stamp}
    if not edited:
        return
    _changed.update(edited)
    stale = {project.prefix for project in _projects.values() if any(map(project.owns, edited))}
    if any(name.startswith("assets.") for name in edited):
        # Whatever is there may have been imported from there.
        stale = {"assets", *_projects}
    for name in list(sys.modules):
        if any(name == prefix or name.startswith(prefix + ".") for prefix in stale):
            _stamps.pop(name, None)
            del sys.modules[name]
