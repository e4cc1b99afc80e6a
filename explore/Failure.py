"""`Failure`: what became of a run that has no result: what happened, where in the user's code, and at which tick.

The texts are the same in whichever process, folder or machine the run was: they are compared when a run is repeated.
"""

from __future__ import annotations

import signal
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from util.config import HOME
from util.errors import TokenSpiceError
from util.paths import isOfOthers

# How a run may end. The first is not a failure.
OK, FAILED, CRASHED, TIMEOUT = "ok", "failed", "crashed", "timeout"

# Lines in these folders are ours; the user's own line says more.
_FLOORS = ("util", "web3engine", "engine", "explore", "tools")


@dataclass(frozen=True)
class Failure:
    """Why a run has no result.

    Attributes:
        status: FAILED, an exception; CRASHED, its process ended; TIMEOUT, it took too long and was stopped.
        text: what was raised, or how the process ended.
        stage: "building", "running" or "measuring"; "" if unknown.
        where: "file, line n" of the innermost line of the netlist or an agent; "" if unknown.
        tick: at which it happened; None if unknown.
    """

    status: str
    text: str
    stage: str = ""
    where: str = ""
    tick: int | None = None

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        when = f", at tick {self.tick}" if self.tick is not None else f", while {self.stage}" if self.stage else ""
        return f"{self.text}{place}{when}"

    def facts(self) -> dict[str, Any]:
        """Its attributes by name, without those that say nothing."""
        return {name: value for name, value in vars(self).items() if value not in ("", None)}


def failureOf(error: BaseException, stage: str = "", tick: int | None = None) -> Failure:
    """`error`, raised by a run, as the failure of that run."""
    # The text of a TokenSpiceError may quote files; its parts read well alone.
    text = str(error) if isinstance(error, TokenSpiceError) else f"{type(error).__name__}: {error}".removesuffix(": ")
    return Failure(FAILED, text, stage, _where(error), tick)


def crashOf(exit_code: int) -> Failure:
    """The failure of a run whose process ended with this code; negative is the number of a signal."""
    if exit_code < 0:
        return Failure(CRASHED, f"its process was ended by {signal.Signals(-exit_code).name}")
    return Failure(CRASHED, f"its process ended with exit code {exit_code}")


def timeoutOf(seconds: float) -> Failure:
    """The failure of a run that was stopped after this number of seconds."""
    return Failure(TIMEOUT, f"it took more than {seconds:g} s and was stopped")


def _where(error: BaseException) -> str:
    files = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith("<")]
    frames = [f for f in files if not isOfOthers(f.filename)]
    of_user = [f for f in frames if not any(Path(f.filename).is_relative_to(HOME / floor) for floor in _FLOORS)]
    return next((f"{_named(Path(f.filename))}, line {f.lineno}" for f in reversed(of_user or frames)), "")


def _named(file: Path) -> str:
    """The file below TokenSPICE's folder, or its bare name: the same on every machine."""
    return str(file.relative_to(HOME)) if file.is_relative_to(HOME) else file.name
