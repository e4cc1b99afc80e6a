"""`tsp run`: runs a netlist into a folder, shows how it goes, and records how it went."""

from __future__ import annotations

import logging
import math
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import click

from engine.overrides import fromAssignments
from engine.RunDir import RunDir, dataFiles
from engine.SimEngine import TIME_COLUMNS, SimEngine
from engine.Simulation import Simulation, loadedNetlist
from engine.Stream import drawnSeed
from tools.gas import printGas
from util.config import chosenSettings
from util.growingcsv import SEPARATOR
from util.mathutil import addUp
from util.paths import checkFree
from util.strutil import prettyBigNum
from web3engine.gasmeter import GasMeter

# On a terminal, so that one can read them and still sees the progress bar.
_S_BETWEEN_ROWS = 0.25

# How much of the end of a CSV file is read to find its last row.
_TAIL_BYTES = 1_000_000

_OURS = ("util", "web3engine", "engine", "explore", "assets", "tools")


def run(
    netlist: str,
    output_dir: str,
    profile: bool = False,
    seed: int | None = None,
    network: str | None = None,
    engine: str | None = None,
    hardfork: str | None = None,
    overrides: Sequence[str] = (),
    check: str | None = None,
    gas: bool = False,
    quiet: bool = False,
    debug: bool = False,
    flows: bool = False,
    is_live: bool = False,
) -> None:
    """Runs a netlist; the options are those of `tsp run`.

    Nothing is left behind if the run cannot begin. One that fails later keeps its rows, and run.json says why it ended.

    Raises:
        TokenSpiceError: whatever the user can mend.
    """
    setUpLogging(quiet, debug)
    settings = chosenSettings(network, engine, hardfork)
    folder = Path(output_dir)
    checkFree(folder)
    drawn = "" if seed is not None else " (drawn)"
    if seed is None:
        seed = drawnSeed()
    changes = fromAssignments(overrides)
    loaded = loadedNetlist(netlist, seed)
    click.echo(f"netlist {loaded.name}, seed {seed}{drawn}")
    files = dataFiles(folder, loaded.missing)
    meter = GasMeter() if gas else None
    with (
        Simulation(
            loaded, seed, changes, record=files[0], rp_record=files[1], settings=settings, check=check, meter=meter
        ) as simulation,
        _watched(folder, simulation, flows, is_live),
    ):
        execute(simulation, RunDir(folder, simulation), files, quiet, profile)
    if is_live:
        _writePage(folder)
    for name in simulation.unread:
        click.echo(
            f"Warning: --set {name}={changes[name]} changed nothing: nothing in this run reads {name}.", err=True
        )
    for name in simulation.unknown_tokens:
        click.echo(f"Warning: no agent ever held the token {name!r} that one was asked for; it read as 0.", err=True)
    click.echo(f"data in {folder}")
    if meter is not None:
        printGas(meter.table())
    if profile:
        click.echo(f"profile in {folder}/stats. To see it: tsp showstats {folder}/stats 20 cumulative")


@contextmanager
def _watched(folder: Path, simulation: Simulation, flows: bool, is_live: bool) -> Iterator[None]:
    """Within it, payments are counted into the folder, and the run is shown, if asked for."""
    with ExitStack() as stack:
        if is_live:
            from tools.live import live

            stack.enter_context(live(folder))
        if flows:
            from engine.Flows import Flows

            counted = stack.enter_context(Flows())
            stack.callback(lambda: counted.write(folder, simulation) if folder.is_dir() else None)
        yield


def _writePage(folder: Path) -> None:
    """What was shown while it ran, as a file."""
    from tools.view import view

    view([str(folder)], None, False)


class _File(Protocol):
    def close(self) -> None:
        """Leaves one complete file."""


def execute(simulation: Simulation, made: RunDir, files: Sequence[_File], quiet: bool, profile: bool = False) -> None:
    """Runs the simulation into its folder; however it ends, run.json says so.

    SIGTERM and SIGHUP end it as Ctrl-C does.
    """
    try:
        with made, _stoppedBySignals(), _Progress(simulation.state.ss, quiet) as bar:
            if profile:
                _profiled(simulation, bar, made.folder / "stats")
            else:
                simulation.run(bar.step)
    except Exception:
        raise
    except BaseException:
        stopped = f"stopped at tick {simulation.tick}; the rows so far are in {made.folder}"
        click.echo(f"\n{stopped}. To go on: tsp resume {made.folder}", err=True)
        raise
    finally:
        for file in files:
            file.close()
    if _isShown(quiet):
        _printSummary(simulation, made.folder)


@contextmanager
def _stoppedBySignals() -> Iterator[None]:
    """Within it, SIGTERM and SIGHUP interrupt, so that the run can note how it ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)


def _profiled(simulation: Simulation, bar: _Progress, file: Path) -> None:
    import cProfile

    profiler = cProfile.Profile()
    try:
        profiler.runcall(simulation.run, bar.step)
    finally:
        profiler.dump_stats(file)


def _isShown(quiet: bool) -> bool:
    """Whether somebody is watching."""
    return sys.stderr.isatty() and not quiet


def _printSummary(simulation: Simulation, folder: Path) -> None:
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


class _Progress:
    """A progress bar on stderr, where that is a terminal and nobody asked for quiet.

    Args:
        ss: the strategy, which knows how many ticks there will be.
    """

    def __init__(self, ss: Any, quiet: bool):
        self._ticks = math.ceil(ss.max_ticks) + 1
        self._shown = _isShown(quiet)

    def __enter__(self) -> _Progress:
        if self._shown:
            from tqdm import tqdm
            from tqdm.contrib.logging import logging_redirect_tqdm

            self._bar = tqdm(total=self._ticks, unit="tick", unit_scale=True, dynamic_ncols=True)
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
