"""`Netlist`: loads the netlist that a user names by a path. The only place that imports by name at run time."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import sysconfig
import traceback
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from util.config import HOME
from util.errors import NetlistError, TokenSpiceError

_PYTHONS_OWN = sysconfig.get_path("stdlib")


class Netlist:
    """A netlist module, loaded.

    Args:
        path: the file, or a folder with a netlist.py; relative to the working folder or absolute, anywhere.
    Raises:
        NetlistError: it is not there, or it raises when it is imported.
    """

    def __init__(self, path: str | Path):
        self.path = _file(Path(path))
        self.module = _imported(self.path)

    def __getitem__(self, name: str) -> Any:
        """What the netlist must define under that name.

        Raises:
            NetlistError: it does not.
        """
        found = getattr(self.module, name, None)
        if found is None:
            near = get_close_matches(name, dir(self.module), n=1)
            why = f"it defines {near[0]}, which looks like it" if near else ""
            raise NetlistError(f"{shown(self.path)} has no {name}", why, f"define {name} in it, as simplegrant does")
        return found

    def get(self, name: str) -> Any:
        """What the netlist may define under that name, or None."""
        return getattr(self.module, name, None)


def shown(path: Path) -> str:
    """`path` as a user would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def blame(error: BaseException) -> str:
    """What was raised, and where: the innermost line that is the user's, i.e. of a netlist, an agent or beside them.

    Lines of Python's library, of packages and of TokenSPICE's own floors are passed over, if there is another.
    """
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({shown(Path(error.filename))}, line {error.lineno})"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not _isInstalled(f.filename)]
    of_user = [f for f in frames if not _isOfOurFloors(Path(f.filename))]
    for frame in (of_user or frames)[-1:]:
        text += f" ({shown(Path(frame.filename))}, line {frame.lineno})"
    return text


def _isInstalled(filename: str) -> bool:
    return Path(filename).is_relative_to(_PYTHONS_OWN) or "site-packages" in filename or filename.startswith("<frozen")


def _isOfOurFloors(file: Path) -> bool:
    return any(file.is_relative_to(HOME / floor) for floor in ("util", "web3engine", "engine", "explore", "tools"))


def _file(path: Path) -> Path:
    """The netlist's file, absolute."""
    found = path / "netlist.py" if path.is_dir() else path
    if not found.is_file():
        near = sorted(p.parent.name for p in (HOME / "assets" / "netlists").glob("*/netlist.py"))
        raise NetlistError(
            f"there is no netlist {found}",
            f"netlists that come with TokenSPICE: {', '.join(near)}",
            "tsp run assets/netlists/simplegrant/netlist.py outdir_csv",
        )
    return found.resolve()


def _imported(path: Path) -> ModuleType:
    # What lies beside the netlist can be imported by it, but cannot hide our own packages.
    for folder in (str(HOME), str(path.parent)):
        if folder not in sys.path:
            sys.path.append(folder)
    try:
        dotted = _dottedName(path)
        if dotted is not None:
            return importlib.import_module(dotted)
        return _importedFrom(path)
    except TokenSpiceError:
        raise
    except Exception as e:
        raise NetlistError(f"{shown(path)} cannot be imported", blame(e), "tsp run --debug shows where") from e


def _dottedName(path: Path) -> str | None:
    """assets.netlists.foo.netlist for a file inside the program, so that it can be imported by others, too."""
    if not path.is_relative_to(HOME) or path.suffix != ".py":
        return None
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None


def _importedFrom(path: Path) -> ModuleType:
    name = f"netlist_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise NetlistError(f"{shown(path)} is no Python file", "a netlist is a module", "name it netlist.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
