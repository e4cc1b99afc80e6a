"""What the engine's loop costs: the same idle agents in the engine, in a loop by hand, and in Mesa.

Each sample is its own process, and all files are the same, byte for byte.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.commands import OUTDIR, Command
from bench.environment import MESA_3, Say, install, newPython, withVersion
from bench.idlers import EMPTY, ENGINE, ENGINE_NO_CSV, HAND, HAND_NO_CSV, MESA, N_AGENTS
from bench.measure import Table, expect, interleave

N_TICKS = 100_000
WHAT = f"a tick of {N_AGENTS} idle agents, CPU"

_NO_CSV = (ENGINE_NO_CSV, HAND_NO_CSV)


def compareIdle(rounds: int, n_ticks: int, say: Say) -> Table:
    """WHAT → who, the loop by hand first → CPU seconds per tick of `n_ticks`, without start-up."""
    runs = [idleRun(who, n_ticks) for who in (HAND, ENGINE, EMPTY, *_NO_CSV)]
    with tempfile.TemporaryDirectory() as folder:
        python = newPython(Path(folder) / "env", "loop", say)
        if python is not None and install(python, MESA_3, "loop", say):
            who = withVersion(MESA, python, MESA_3)
            runs.append(idleRun(who, n_ticks, str(python)))
        table = interleave(runs, rounds, lambda text: say(f"idle agents, {text}"))
    for run in [run for run in runs[1:] if run.who not in _NO_CSV]:
        expect(f"data.csv of {run.who}", run.rows, runs[0].rows)
    return table


def idleRun(who: str, n_ticks: int, python: str = sys.executable) -> Command:
    """A run that prints the CPU seconds per tick of its loop. The first word of `who` says whose loop."""
    folder = "-" if who in _NO_CSV else OUTDIR
    arguments = ["-m", "bench.idlers", who.split()[0], str(n_ticks), folder]
    return Command(WHAT, who, arguments, prints=True, python=python)
