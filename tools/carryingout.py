"""Carries a run out, from its beginning or from where it was stopped: with its options, its checkpoints and its end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.Record import RowsFile
from engine.RunDir import RunDir
from engine.runwords import doubts
from engine.Simulation import Simulation
from tools.checkpoints import Checkpoints
from tools.gas import printGas
from tools.progress import Progress, isShown, printSummary

if TYPE_CHECKING:
    from engine.Flows import Flows

_PROFILE = "stats"


@dataclass(frozen=True)
class Options:
    """Options of `tsp run` that a run keeps when it is resumed. run.json has them.

    Attributes:
        check: when the netlist's invariants are asked.
        gas, flows, live, profile: whether that is counted, shown or measured.
        checkpoint_every: as of `tsp run`; None if nobody said.
    """

    check: str | None = None
    gas: bool = False
    flows: bool = False
    live: bool = False
    profile: bool = False
    checkpoint_every: str | None = None

    def facts(self) -> dict[str, Any]:
        """As run.json has them."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Options:
        """Those of a run.json; of an older one, what can be told."""
        said = facts.get("options") or {"gas": "gas" in facts}
        return cls(**{name: value for name, value in said.items() if name in cls.__dataclass_fields__})


def carryOut(
    simulation: Simulation,
    begin: Callable[[], RunDir],
    files: Mapping[str, RowsFile],
    options: Options,
    folder: Path,
    quiet: bool,
) -> None:
    """Runs a simulation into its folder, to its end, and says what came of it.

    Args:
        begin: makes the folder, or opens it again.
        files: name → file of rows.
    """
    made = begin()
    with _shown(made, options.live), _counted(simulation, options.flows) as flows:
        try:
            _run(simulation, made, files, options, flows, quiet)
        except Exception:
            raise
        except BaseException:
            stopped = f"stopped at tick {simulation.tick}; the rows so far are in {folder}"
            click.echo(f"\n{stopped}. To go on: tsp resume {folder}", err=True)
            raise
    if isShown(quiet):
        printSummary(simulation, folder)
    if options.live:
        _writePage(folder)
    for doubt in doubts(simulation):
        click.echo(f"Warning: {doubt}", err=True)
    click.echo(f"data in {folder}")
    if simulation.meter is not None:
        printGas(simulation.meter.table())
    if options.profile:
        click.echo(f"profile in {folder}/{_PROFILE}. To see it: tsp showstats {folder}/{_PROFILE} 20 cumulative")


def _run(
    simulation: Simulation,
    made: RunDir,
    files: Mapping[str, RowsFile],
    options: Options,
    flows: Flows | None,
    quiet: bool,
) -> None:
    """Runs it; however it ends, all files are complete, and then run.json says so."""
    with made, ExitStack() as stack:
        for file in files.values():
            stack.callback(file.close)
        if flows is not None:
            stack.callback(flows.write, made.folder, simulation)
        also = {} if flows is None else {"flows": flows.saved()}
        checkpoints = Checkpoints(simulation, made.folder, files, options.checkpoint_every, also, made.noteNoCheckpoint)
        stack.enter_context(checkpoints)
        stack.enter_context(_stoppedBySignals(checkpoints.stop))
        bar = stack.enter_context(Progress(simulation.state.ss, quiet, simulation.tick))
        if options.profile:
            _profiled(partial(simulation.run, bar.step, checkpoints), made.folder / _PROFILE, simulation.tick)
        else:
            simulation.run(bar.step, checkpoints)


@contextmanager
def _shown(made: RunDir, is_live: bool) -> Iterator[None]:
    """Within it, the run is shown in the browser, if that is asked for. run.json must say that it is running."""
    with ExitStack() as stack:
        if is_live:
            from tools.live import live

            try:
                stack.enter_context(live(made.folder))
            except BaseException as e:
                made.close("error", str(e))
                raise
        yield


@contextmanager
def _counted(simulation: Simulation, are_wanted: bool) -> Iterator[Flows | None]:
    """Within it, payments are counted, if that is asked for; on top of those before a checkpoint."""
    if not are_wanted:
        yield None
        return
    from engine.Flows import Flows

    with Flows((simulation.restored or {}).get("flows")) as flows:
        yield flows


def _writePage(folder: Path) -> None:
    """What was shown while it ran, as a file."""
    from tools.view import view

    view([str(folder)], None, False)


@contextmanager
def _stoppedBySignals(stop: Callable[[str], bool]) -> Iterator[None]:
    """Within it, SIGINT, SIGTERM and SIGHUP interrupt, so that the run can note how it ended.

    Args:
        stop: told the signal's name, or nothing for Ctrl-C; whether it sees to the end itself.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        # Ctrl-C needs no explanation in run.json.
        why = "" if number == signal.SIGINT else signal.Signals(number).name
        if not stop(why):
            raise KeyboardInterrupt(why)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)


def _profiled(work: Callable[[], None], file: Path, tick: int) -> None:
    """Does the work, and adds what took the time to the profile of the ticks before."""
    import cProfile
    import pstats

    profiler = cProfile.Profile()
    try:
        profiler.runcall(work)
    finally:
        stats = pstats.Stats(profiler)
        if tick and file.exists():
            stats.add(str(file))
        elif tick:
            click.echo(f"the profile begins at tick {tick}: that of the ticks before is lost", err=True)
        stats.dump_stats(file)
