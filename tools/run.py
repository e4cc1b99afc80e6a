"""`tsp run`: loads a netlist, opens what it needs, runs it, and records how it went."""

from __future__ import annotations

import dataclasses
import inspect
import logging
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from engine.Netlist import Netlist, blame, shown
from engine.SimEngine import SimEngine
from tools import rundir
from tools.strategy import override
from util.commandline import checkFree
from util.config import loadSettings
from util.errors import NetlistError, TokenSpiceError
from web3engine.chain import useChain
from web3engine.chains import openChain

_OURS = ("util", "web3engine", "engine", "explore", "assets", "tools")


def run(
    netlist: str,
    output_dir: str,
    profile: bool = False,
    seed: int | None = None,
    network: str | None = None,
    engine: str | None = None,
    overrides: Sequence[str] = (),
    quiet: bool = False,
    debug: bool = False,
) -> None:
    """Runs a netlist; the options are those of `tsp run`.

    Nothing is left behind if the run cannot begin. One that fails later keeps its rows, and run.json says why it ended.

    Raises:
        TokenSpiceError: whatever the user can mend.
    """
    _setUpLogging(quiet, debug)
    settings = loadSettings()
    settings = dataclasses.replace(settings, network=network or settings.network, engine=engine or settings.engine)
    folder = Path(output_dir)
    checkFree(folder)
    drawn = seed is None
    if seed is None:
        seed = random.SystemRandom().randrange(2**32)
    # Twice: what a netlist draws when it is imported repeats, and does not shift what its agents draw.
    _seed(seed)
    loaded = Netlist(netlist)
    _seed(seed)
    click.echo(f"netlist {shown(loaded.path)}, seed {seed}{' (drawn)' if drawn else ''}")
    with useChain(lambda: openChain(settings.network, settings.engine, seed, settings)) as used:
        state = _state(loaded, overrides)
        facts = {
            "netlist": rundir.netlistFacts(loaded.path),
            "seed": seed,
            "settings": rundir.settingsFacts(settings),
            "overrides": list(overrides),
            "strategy": rundir.strategyFacts(state.ss),
        }
        log_func, rp_log_func = loaded["netlist_createLogData"], loaded.get("netlist_rp_createLogData")
        made = rundir.RunDir(folder, facts)
        _loop(SimEngine(state, folder, log_func, rp_log_func), made, loaded, used, profile, quiet)
    click.echo(f"data in {folder}")
    if profile:
        click.echo(f"profile in {folder}/stats. To see it: tsp showstats {folder}/stats 20 cumulative")


def _state(loaded: Netlist, overrides: Sequence[str]) -> Any:
    """The netlist's SimState, with the overrides in its strategy."""
    SimState = loaded["SimState"]
    try:
        ss = _strategy(loaded, overrides) if overrides else None
        state = SimState() if ss is None else SimState(ss)
    except TokenSpiceError as e:
        e.when = e.when or ("" if overrides else "while the netlist was built")
        raise
    except Exception as e:
        raise _mishap(loaded, f"{shown(loaded.path)} cannot be built", e) from e
    _checkStrategy(loaded, state, ss)
    return state


def _strategy(loaded: Netlist, overrides: Sequence[str]) -> Any:
    """The netlist's SimStrategy with the overrides in it, if its SimState takes one."""
    ss = loaded["SimStrategy"]()
    override(ss, overrides)
    try:
        inspect.signature(loaded["SimState"]).bind(ss)
    except TypeError as e:
        raise _deaf(loaded, "SimState() takes no strategy") from e
    return ss


def _checkStrategy(loaded: Netlist, state: Any, given: Any) -> None:
    ss = getattr(state, "ss", None)
    if ss is None:
        why = "its SimState has no strategy in self.ss"
        raise NetlistError(
            f"{shown(loaded.path)} cannot run", why, "super().__init__(ss) in SimState, as simplegrant does"
        )
    if given is not None and ss is not given:
        raise _deaf(loaded, "its SimState does not use the strategy it is given")


def _deaf(loaded: Netlist, why: str) -> NetlistError:
    cure = "def __init__(self, ss=None) and super().__init__(ss or SimStrategy()), as in simplegrant"
    return NetlistError(f"--set has no effect on {shown(loaded.path)}", why, cure)


def _loop(engine: SimEngine, made: rundir.RunDir, loaded: Netlist, used: useChain, profile: bool, quiet: bool) -> None:
    """Runs the engine; however it ends, run.json says so."""
    try:
        with _Progress(engine.state.ss, quiet) as bar:
            if profile:
                _profiled(engine, bar, made.folder / "stats")
            else:
                engine.run(bar.step)
    except BaseException as e:
        status, error = _end(e, engine, loaded)
        made.close(status, str(error) or None, ticks=engine.state.tick, chain=_chainFacts(used))
        if status == "interrupted":
            click.echo(f"\nstopped at tick {engine.state.tick}; the rows so far are in {made.folder}", err=True)
        if error is e:
            raise
        raise error from e
    made.close("finished", ticks=engine.state.tick, chain=_chainFacts(used))


def _end(e: BaseException, engine: SimEngine, loaded: Netlist) -> tuple[str, BaseException]:
    """The status of a run that `e` ended, and the error to show for it."""
    when = f"at tick {engine.state.tick}"
    if isinstance(e, TokenSpiceError):
        e.when = e.when or when
        return "error", e
    if isinstance(e, Exception):
        return "error", _mishap(loaded, f"{shown(loaded.path)} stopped {when}", e)
    return "interrupted", e


def _mishap(loaded: Netlist, what: str, e: Exception) -> NetlistError:
    return NetlistError(what, blame(e), "tsp run --debug, which shows the whole traceback")


def _profiled(engine: SimEngine, bar: _Progress, file: Path) -> None:
    import cProfile

    profiler = cProfile.Profile()
    try:
        profiler.runcall(engine.run, bar.step)
    finally:
        profiler.dump_stats(file)


def _chainFacts(used: useChain) -> dict[str, Any] | None:
    """Which chain the run used, or None if it needed none."""
    return {"name": used.chain.name} if used.chain is not None else None


def _seed(seed: int) -> None:
    import numpy

    random.seed(seed)
    numpy.random.seed(seed)


def _setUpLogging(quiet: bool, debug: bool) -> None:
    """Lines of our own loggers go to stderr as they are; those of libraries only from warnings on."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.WARNING, force=True)
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
        self._shown = sys.stderr.isatty() and not quiet

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
