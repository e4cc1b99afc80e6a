"""Files that are there whole or not at all, and what is said of those that cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from util.errors import TokenSpiceError
from util.paths import shown

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def replaceFile(path: Path, content: str | bytes, mode: int = 0o666, is_synced: bool = False) -> None:
    """Writes a file, in place of one of that name, so that a reader sees the old one or the new one.

    Args:
        mode: of the new file, less the umask.
        is_synced: whether it is to be on the disk at the end, and not only with the system.
    Raises:
        TokenSpiceError: it cannot be written. A file that was there is still there, and nothing else is left.
    """
    part = path.with_name(path.name + ".part")
    data = content.encode() if isinstance(content, str) else content
    try:
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
                file.write(data)
                file.flush()
                if is_synced:
                    os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        if is_synced:
            syncFile(path.parent)
    except OSError as e:
        raise cannotBeWritten(path, e) from e


def syncFile(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk. One that is not there needs no waiting."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(file)
    except OSError as e:
        # Folders of some file systems cannot be synchronised, and need not be.
        if e.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise cannotBeWritten(path, e) from e
    finally:
        os.close(file)


def cannotBeWritten(path: Path, error: OSError) -> TokenSpiceError:
    """What is raised where the system refuses to write a file."""
    why = error.strerror or str(error)
    cure = "leave the folder alone while the run lasts"
    if error.errno in _FULL:
        cure = "make room there"
    elif not isinstance(error, FileNotFoundError):
        cure = "a folder of yours"
    return TokenSpiceError(f"{shown(path)} cannot be written", why, cure)
