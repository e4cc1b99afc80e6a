"""Works for tests of workers: they must be importable, because workers are other processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Squares:
    """Squares numbers, and does as it is told by names.

    Attributes:
        folder: where "once" leaves a mark that it was there.
    """

    folder: str = ""

    def run(self, job: Any) -> Any:
        """The square of a number; or what the name says."""
        return _DEEDS[job](self) if isinstance(job, str) else job * job

    def once(self) -> str:
        """Ends its process the first time, and is fine the second."""
        mark = Path(self.folder) / "mark"
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return "fine"


def _raise(work: Squares) -> None:
    raise ValueError("no such number")


def _eat(work: Squares) -> None:
    bytearray(2_000_000_000)


def _hang(work: Squares) -> None:
    time.sleep(60)


_DEEDS = {
    "raise": _raise,
    "exit": lambda work: sys.exit(7),
    "leave": lambda work: os._exit(7),
    "killed": lambda work: os.kill(os.getpid(), signal.SIGKILL),
    "once": Squares.once,
    "hang": _hang,
    "eat": _eat,
    "pid": lambda work: os.getpid(),
    "print": lambda work: print("noise"),
    "unsendable": lambda work: lambda: None,
}


class Broken:
    """Cannot be unpickled."""

    def __reduce__(self) -> Any:
        return int, ("not a number",)

    def run(self, job: Any) -> Any:
        """Never called."""
