"""What a terminal shows of a run: its rows, a progress bar, and a summary; and how loud the loggers are."""

from __future__ import annotations

import logging
import math
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click

from engine.SimEngine import TIME_COLUMNS, SimEngine
from engine.Simulation import Simulation
from util.growingcsv import SEPARATOR
from util.mathutil import addUp
from util.strutil import prettyBigNum

# On a terminal, so that one can read them and still sees the progress bar.
_S_BETWEEN_ROWS = 0.25

# How much of the end of a CSV file is read to find its last row.
_TAIL_BYTES = 1_000_000

_OURS = ("util", "web3engine", "engine", "explore", "assets", "tools")


def isShown(quiet: bool) -> bool:
    """Whether somebody is watching."""
    return sys.stderr.isatty() and not quiet


def printSummary(simulation: Simulation, folder: Path) -> None:
    """What one would ask after a run, for the terminal."""
    seconds = time.process_time()
    click.echo(f"{simulation.tick + 1:,} ticks, {seconds:.1f} s of CPU time, start-up included", err=True)
    chains = simulation.chains.values()
    if chains:
        n, gas = addUp(chain.n_transactions for chain in chains), addUp(chain.gas_used for chain in chains)
        click.echo(f"{n:,} transactions, {prettyBigNum(gas)} gas", err=True)
    click.echo(_lastRow(folder / SimEngine.output_csv)[: shutil.get_terminal_size().columns - 1], err=True)
    click.echo(f"To see it: tsp plot {folder}", err=True)


def _lastRow(file: Path) -> str:
    """The last row of a CSV file, with the names of its columns, apart from those of time."""
    with file.open("rb") as rows:
        names = rows.readline().decode().rstrip("\n").split(SEPARATOR)
        rows.seek(max(rows.tell(), file.stat().st_size - _TAIL_BYTES))
        cells = rows.read().decode(errors="replace").splitlines()[-1].split(SEPARATOR)
    n_times = len(TIME_COLUMNS)
    shown = [f"{name}={float(cell):.6g}" for name, cell in zip(names[n_times:], cells[n_times:]) if cell]
    return f"last row, tick {cells[0]}: {', '.join(shown)}"


class _Thinned(logging.Filter):
    """Lets a few rows a second through to a terminal, cut to its width; everything else as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.INFO or not str(record.msg).startswith("Tick="):
            return True
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _S_BETWEEN_ROWS
        record.msg = str(record.msg)[: shutil.get_terminal_size().columns - 1]
        return True


def setUpLogging(quiet: bool, debug: bool) -> None:
    """Lines of our own loggers go to stderr, thinned on a terminal; those of libraries only from warnings on."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.WARNING, force=True)
    if sys.stderr.isatty() and not debug:
        logging.getLogger().handlers[0].addFilter(_Thinned())
    level = logging.WARNING if quiet else logging.DEBUG if debug else logging.INFO
    for name in _OURS:
        logging.getLogger(name).setLevel(level)


class Progress:
    """A progress bar on stderr, where that is a terminal and nobody asked for quiet.

    Args:
        ss: the strategy, which knows how many ticks there will be.
        tick: at which it begins.
    """

    def __init__(self, ss: Any, quiet: bool, tick: int = 0):
        self._ticks, self._tick = math.ceil(ss.max_ticks) + 1, tick
        self._shown = isShown(quiet)

    def __enter__(self) -> Progress:
        if self._shown:
            from tqdm import tqdm
            from tqdm.contrib.logging import logging_redirect_tqdm

            self._bar = tqdm(total=self._ticks, initial=self._tick, unit="tick", unit_scale=True, dynamic_ncols=True)
            self._redirect = logging_redirect_tqdm()
            self._redirect.__enter__()
        return self

    def step(self) -> None:
        """One tick is done."""
        if self._shown:
            self._bar.update()

    def __exit__(self, *error: Any) -> None:
        if self._shown:
            self._redirect.__exit__(*error)
            self._bar.close()
