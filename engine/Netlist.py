"""`Netlist`: the netlist that a user names by a path, by the name of a shipped one, or hands over as a module.

This, `engine/imports.py` on which it stands and `engine/oldnames.py` are the only places that import by name at run
time.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from engine import imports
from util.config import HARDFORKS, HOME
from util.errors import NetlistError, NotOffered, TokenSpiceError
from util.paths import OwnFolder, isOfOthers, shown
from util.strutil import nearest

SHIPPED = HOME / "assets" / "netlists"
_OWN_FOLDER = "_own_folder__"

# What enforce_types says, for programmers.
_TYPE_CHECK = re.compile(
    r"Expected type '(?:<class ')?(?P<wanted>.+?)(?:'>)?' for attribute '(?P<name>\w+)' "
    r"but received type '<class '(?P<got>.+)'>'\)"
)


class Netlist:
    """A netlist module, loaded.

    Args:
        source: the file, or a folder with a netlist.py, relative to the working folder or absolute, anywhere; the name
            of a shipped netlist; or a module, a mapping or an object that has what a netlist defines.
    Raises:
        NetlistError: it is not there, or it raises when it is imported.

    Attributes:
        path: the file, absolute; None for what was made in a notebook.
        module: what was loaded.
    """

    def __init__(self, source: Any):
        self.path: Path | None = None
        if isinstance(source, (str, Path)):
            self.path = _file(source)
            self.module: Any = _imported(self.path)
        else:
            self.module = SimpleNamespace(**source) if isinstance(source, Mapping) else source
            if isinstance(source, ModuleType) and getattr(source, "__file__", None):
                self.path = Path(str(source.__file__)).resolve()

    @cached_property
    def folder(self) -> Path | None:
        """Where its file is, if it has one."""
        return self.path.parent if self.path is not None else None

    @property
    def name(self) -> str:
        """What to call it: its path as a user would type it, or the name of its module."""
        if self.path is not None:
            return shown(self.path)
        return str(getattr(self.module, "__name__", "the netlist"))

    @property
    def own_folder(self) -> str | None:
        """The working folder to which it changed when it was imported; None if it did not."""
        found: str | None = getattr(self.module, "__dict__", {}).get(_OWN_FOLDER)
        return found

    def __getitem__(self, name: str) -> Any:
        """What the netlist must define under that name.

        Raises:
            NetlistError: it does not.
        """
        found = getattr(self.module, name, None)
        if found is None:
            near = nearest(name, dir(self.module), n=1)
            why = f"it defines {near[0]}, which looks like it" if near else ""
            raise NetlistError(f"{self.name} has no {name}", why, f"define {name} in it, as simplegrant does")
        return found

    def get(self, name: str) -> Any:
        """What the netlist may define under that name, or None."""
        if type(self.module) is ModuleType and "__getattr__" not in self.module.__dict__:
            # For getattr, a name that a module lacks is an error to be worded: a hundredth of a short run's time.
            return self.module.__dict__.get(name)
        return getattr(self.module, name, None)

    @property
    def missing(self) -> str:
        """What data.csv has in rows that were written before a column came: "0", or "" if the netlist says so.

        Raises:
            NetlistError: its `netlist_missing` is something else.
        """
        said = getattr(self.module, "netlist_missing", "0")
        if said not in ("0", ""):
            raise NetlistError(f"{self.name} has netlist_missing = {said!r}", 'it is "0" or "" (empty)')
        return str(said)

    @property
    def hardfork(self) -> str:
        """The hardfork that its contracts need, where tokenspice.ini and the command line name none; "" for any.

        Raises:
            NetlistError: its `netlist_hardfork` is something else.
        """
        said = getattr(self.module, "netlist_hardfork", "")
        if said not in ("", *HARDFORKS):
            raise NetlistError(f"{self.name} has netlist_hardfork = {said!r}", f"it is one of {', '.join(HARDFORKS)}")
        return str(said)

    def files(self) -> list[Path]:
        """The files that were imported for this netlist and lie next to it or in its project; none of the program's."""
        return imports.filesOf(self.module.__name__) if self.path is not None else []

    def facts(self) -> dict[str, Any]:
        """Where it is, a hash of all Python in its folder, and one of each file that it imported from elsewhere."""
        if self.path is None:
            return {"path": None, "name": self.name}
        folder = self.path.parent
        digest = hashlib.sha256()
        for part in sorted(folder.glob("*.py")):
            digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
        modules = {
            str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in self.files() if file.parent != folder
        }
        return {"path": str(self.path), "sha256": digest.hexdigest(), "modules": modules}


def shippedNames() -> list[str]:
    """Names of the netlists that come with TokenSPICE, in alphabetical order."""
    return sorted(p.parent.name for p in SHIPPED.glob("*/netlist.py"))


def culprit(error: BaseException) -> str:
    """What was raised, and where: the innermost line that is the user's, i.e. of a netlist, an agent or next to them.

    Lines of Python's library, of packages and of TokenSPICE's own floors are passed over, if there is another.
    """
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({shown(Path(error.filename))}, line {error.lineno})"
    wrong = _TYPE_CHECK.fullmatch(str(error))
    if wrong:
        text = f"{wrong['name']} must be of type {wrong['wanted']}, not {wrong['got']}"
        text += "; 5.0 is a float, 5 is not" if (wrong["wanted"], wrong["got"]) == ("float", "int") else ""
    place = _place(error)
    return f"{text} ({place})" if place else text


def _place(error: BaseException) -> str:
    """The innermost line of the user's that led to the error, or of ours if there is none; "" if neither."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not isOfOthers(f.filename)]
    of_user = [f for f in frames if not _isOfOurFloors(Path(f.filename))]
    for frame in (of_user or frames)[-1:]:
        return f"{shown(Path(frame.filename))}, line {frame.lineno}"
    return ""


def _isOfOurFloors(file: Path) -> bool:
    return any(file.is_relative_to(HOME / floor) for floor in imports.FLOORS if floor != "assets")


def _file(source: str | Path) -> Path:
    """The netlist's file, absolute."""
    path = Path(source)
    found = path / "netlist.py" if path.is_dir() else path
    shipped = SHIPPED / path / "netlist.py" if str(source) == path.name else None
    is_shipped = shipped is not None and shipped.is_file()
    if found.is_file():
        if is_shipped and shipped is not None and not found.samefile(shipped):
            raise NetlistError(
                f"there are two netlists {source}",
                f"a folder of yours, and the one that comes with TokenSPICE, {shown(shipped)}",
                f"./{source} for yours, or the path of the other",
            )
        return found.resolve()
    if is_shipped and shipped is not None:
        return shipped.resolve()
    names = shippedNames()
    near = nearest(path.name, names, n=1)
    raise NetlistError(
        f"there is no netlist {found}",
        f"netlists that come with TokenSPICE: {', '.join(names)}",
        f"tsp run {near[0] if near else 'simplegrant'} outdir_csv",
    )


def _imported(path: Path) -> ModuleType:
    try:
        with OwnFolder() as own:
            module = imports.imported(path)
    except NotOffered as e:
        e.when = e.when or f"in {_place(e)}"
        raise
    except (TokenSpiceError, KeyboardInterrupt):
        raise
    except BaseException as e:
        raise NetlistError(f"{shown(path)} cannot be imported", culprit(e), "tsp run --debug shows where") from e
    if own.path is not None:
        # On the module, which is imported once.
        vars(module)[_OWN_FOLDER] = own.path
    return module
