"""Files that one process has to itself, until it closes them or ends in any way; where the system can see to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from util.errors import TokenSpiceError
from util.writing import cannotBeWritten

fcntl: Any
try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None


def lockFile(file: int) -> None:
    """Locks an open file.

    Raises:
        BlockingIOError: another process has it.
    """
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """A file that stands for a folder, and says which process writes there.

    Args:
        path: of the file.
        taken: what is raised if another process has it; given who that is, such as "process 4711".
    Raises:
        TokenSpiceError: another process has it, or the file cannot be written.
    """

    def __init__(self, path: Path, taken: Callable[[str], TokenSpiceError]):
        self._path = path
        self._file: int | None = None
        if fcntl is None:
            return
        try:
            self._file = file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            lockFile(file)
            os.ftruncate(file, 0)
            os.write(file, f"{os.getpid()}\n".encode())
        except BlockingIOError as e:
            holder = os.read(file, 32).decode().strip()
            self.close()
            raise taken(f"process {holder}" if holder else "another process") from e
        except OSError as e:
            self.remove()
            raise cannotBeWritten(path, e) from e

    def close(self) -> None:
        """Lets others write."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Lets others write, and leaves no file."""
        if self._file is not None:
            # Removed before it is let go: a process that opens it later makes a new one.
            self._path.unlink(missing_ok=True)
            self.close()
