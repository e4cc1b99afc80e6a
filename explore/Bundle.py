"""`Bundle`: a netlist that travels: the files of its folder, for workers on machines that do not have them."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import NamedTuple

from engine.Netlist import Netlist
from util.config import HOME
from util.errors import ExperimentError

_MAX_BYTES = 20_000_000
_SUFFIXES = {".py", ".csv", ".json", ".txt", ".toml", ".ini", ".sol", ".vy", ".abi"}


class Bundle(NamedTuple):
    """Files by their path below a common folder.

    Attributes:
        netlist: path of the netlist's own file.
        files: path → content.
    """

    netlist: str
    files: dict[str, bytes]

    def unpacked(self, owner: object) -> Path:
        """The netlist's file in a new folder, which vanishes with its owner."""
        folder = Path(tempfile.mkdtemp(prefix="tokenspice."))
        weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
        for name, content in self.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return folder / self.netlist


def bundleOf(netlist: Netlist) -> Bundle | None:
    """What must travel; None for a netlist of TokenSPICE's own, which every worker has.

    Raises:
        ExperimentError: there is too much next to it.
    """
    if netlist.path is None or netlist.path.is_relative_to(HOME):
        return None
    beside = [f for f in netlist.path.parent.rglob("*") if f.suffix in _SUFFIXES and f.is_file() and not _isHidden(f)]
    files = {*beside, *netlist.files(), netlist.path}
    root = Path(os.path.commonpath([f.parent for f in files]))
    found: dict[str, bytes] = {}
    left = _MAX_BYTES
    for file in sorted(files):
        left -= file.stat().st_size
        if left < 0:
            why = f"the files next to {netlist.path.name} are more than {_MAX_BYTES // 10**6} MB"
            raise ExperimentError("building", why, "a folder for the netlist alone")
        found[str(file.relative_to(root))] = file.read_bytes()
    return Bundle(str(netlist.path.relative_to(root)), found)


def _isHidden(file: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in file.parts)
