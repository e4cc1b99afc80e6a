"""Paths: as people type them, and folders that a command is to make."""

from __future__ import annotations

import os
from pathlib import Path

from util.config import HOME
from util.errors import TokenSpiceError

# The folder of its standard library; sysconfig, which has it as well, takes a millisecond to import.
_PYTHONS_OWN = os.path.dirname(os.__file__)
# Folders in which installers put packages; the second is Debian's.
_PACKAGES = {"site-packages", "dist-packages"}


def shown(path: Path) -> str:
    """`path` as a user would type it: relative to the working folder if it lies there."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(path)


class OwnFolder:
    """Within it, users' code is in the folder that it has changed to, if any; outside, a command is in its own.

    So relative paths that the code opens later are found where it went, and those of a command where it was given.

    Attributes:
        path: that folder; None if it is the command's.
    """

    def __init__(self, path: str | None = None):
        self.path = path
        self._before: list[str | None] = []

    def __enter__(self) -> OwnFolder:
        self._before.append(_present())
        if self.path is not None:
            os.chdir(self.path)
        return self

    def __exit__(self, *_: object) -> None:
        before, now = self._before.pop(), _present()
        if now == before:
            self.path = None
        else:
            self.path = now
            if before is not None:
                os.chdir(before)


def _present() -> str | None:
    """The working folder; None if it is gone, as a temporary one may be."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def isOfOthers(filename: str) -> bool:
    """Whether a file, or what a traceback names in its place, is of Python or of an installed package of others."""
    path = Path(filename)
    if path.is_relative_to(HOME):
        # An environment may lie in ours, and we in an environment.
        path = path.relative_to(HOME)
    is_pythons = filename.startswith("<frozen") or path.is_relative_to(_PYTHONS_OWN)
    return is_pythons or not _PACKAGES.isdisjoint(path.parts)


def checkFree(folder: Path) -> None:
    """Refuses a folder that exists or cannot be made.

    Raises:
        TokenSpiceError: it exists, its parent does not, or may not be written to.
    """
    parent = folder.absolute().parent
    if os.path.lexists(folder):
        raise TokenSpiceError(f"{folder} exists already", "", "another name, or remove it first")
    if not os.path.isdir(parent):
        nearest = next(above for above in (parent, *parent.parents) if os.path.lexists(above))
        if not nearest.is_dir():
            raise TokenSpiceError(f"{folder} cannot be made", f"{nearest} is not a folder", "another name")
        raise TokenSpiceError(f"{folder} cannot be made", f"there is no folder {parent}", f"mkdir -p {parent}")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise TokenSpiceError(f"{folder} cannot be made", f"{parent} is not yours to write to", "a folder of yours")
