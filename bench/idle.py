"""What the engine's loop costs: the same idle agents in the engine, in a loop by hand, and in Mesa.

Each sample is its own process, and all files are the same, byte for byte.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.commands import OUTDIR, Command
from bench.environment import install, newPython
from bench.idlers import ENGINE, HAND, MESA, N_AGENTS, NO_CSV
from bench.measure import BenchError, Table, expect, interleave

N_TICKS = 100_000

# What pip installs: the newest of that generation that it has for this Python.
_MESA = "mesa>=3,<4"
_VERSION = "import importlib.metadata; print(importlib.metadata.version('mesa'))"


def compareIdle(rounds: int, n_ticks: int, say: Callable[[str], None]) -> Table:
    """The one row "… ticks of … idle agents" → ENGINE, NO_CSV, HAND and e.g. "Mesa 3.3.1" → seconds of the loop."""
    what = f"{n_ticks:,} ticks of {N_AGENTS} idle agents"
    runs = [idleRun(what, who, n_ticks) for who in (ENGINE, NO_CSV, HAND)]
    with tempfile.TemporaryDirectory() as folder:
        python = newPython(Path(folder) / "env", "loop", say)
        if python is not None and install(python, _MESA, "loop", say):
            runs.append(idleRun(what, f"{MESA} {_version(python)}", n_ticks, str(python)))
        table = interleave(runs, rounds, lambda text: say(f"idle agents, {text}"))
    for run in [run for run in runs[1:] if run.who != NO_CSV]:
        expect(f"data.csv of {what}, {run.who}", run.rows, runs[0].rows)
    return table


def idleRun(what: str, who: str, n_ticks: int, python: str = sys.executable) -> Command:
    """A run that prints the seconds of its loop. The first word of `who` says whose loop."""
    # Who writes nothing is given no folder.
    folder = "-" if who == NO_CSV else OUTDIR
    arguments = ["-m", "bench.idlers", who.split()[0], str(n_ticks), folder]
    return Command(what, who, arguments, prints=True, python=python)


def _version(python: Path) -> str:
    asked = subprocess.run([str(python), "-c", _VERSION], capture_output=True, text=True)
    if asked.returncode != 0:
        raise BenchError(f"Mesa is installed, but has no version:\n{asked.stderr}")
    return asked.stdout.strip()
