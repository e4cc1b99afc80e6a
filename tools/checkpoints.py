"""`Checkpoints`: saves a run every minute, or as often as the user asks, so that it can go on if it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from engine.Record import RowsFile
from engine.Simulation import Simulation
from tools.options import Every
from util.config import NODES
from util.errors import ChainError, NetlistError, TokenSpiceError

# What `tsp run` does if nobody says otherwise.
DEFAULT = "60s"


class Checkpoints:
    """Those of one run.

    Args:
        simulation: what is run.
        folder: of the run.
        files: name → file of rows.
        every: as the user wrote it; None if nobody did.
        also: what is to be saved with the simulation, as it is by then.
        note: told why nothing can be saved, so that run.json has it.
    Raises:
        TokenSpiceError: checkpoints are asked for, and its chain cannot be saved.
    """

    def __init__(
        self,
        simulation: Simulation,
        folder: Path,
        files: Mapping[str, RowsFile],
        every: str | None,
        also: Any,
        note: Callable[[str], None],
    ):
        self._simulation = simulation
        self._folder, self._files = folder, files
        self._is_asked = every is not None
        self._every = Every.parsed(every or DEFAULT)
        self._also, self._note = also, note
        # Whether the engine is to call this after the present tick.
        self.due = False
        self._timer: threading.Timer | None = None
        self._stopped_by: str | None = None
        # What was said already.
        self._said: set[str] = set()
        if any(self._every):
            self._refuse(whyNever(simulation))
        if self._is_asked and any(self._every):
            # A trial, so that the user learns at once whether it can be done.
            self._try(is_written=False)
        self._wind()

    def __enter__(self) -> Checkpoints:
        return self

    def __exit__(self, *error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def __call__(self) -> None:
        """Writes one if it is time, or if the run is to stop. Called between two ticks, while it is due.

        Raises:
            KeyboardInterrupt: the run is to stop.
        """
        ticks = self._every.ticks
        if self._stopped_by is not None:
            self._try()
            raise KeyboardInterrupt(self._stopped_by)
        if not ticks or not self._simulation.tick % ticks:
            self._try()
            self._wind()

    def _wind(self) -> None:
        """Has the next one written when it is time. A clock that is looked at after each tick would cost too much."""
        self.due = bool(self._every.ticks)
        if self._every.seconds:
            # No thread waits longer than that, which is centuries.
            self._timer = threading.Timer(min(self._every.seconds, threading.TIMEOUT_MAX), self._ring)
            self._timer.daemon = True
            self._timer.start()

    def _ring(self) -> None:
        self.due = True

    def stop(self, by: str) -> bool:
        """Has the run stop after this tick, with a checkpoint. False where it can as well stop at once.

        Args:
            by: name of the signal, for run.json; "" says nothing.
        """
        if self._stopped_by is not None or not any(self._every):
            return False
        self._stopped_by, self.due = by, True
        click.echo(f"\nfinishing tick {self._simulation.tick}; Ctrl-C once more stops at once", err=True)
        return True

    def _refuse(self, why: str) -> None:
        """Gives up all checkpoints, if there is a reason."""
        if why:
            self._every = Every(0, 0.0)
            self._note(why)
            if self._is_asked:
                click.echo(f"Warning: no checkpoints: {why}; a resume will replay from the start.", err=True)

    def _try(self, is_written: bool = True) -> None:
        # Imported by those who need it: short runs end before.
        from engine.pickling import NotSaved
        from engine.userstate import Forgotten

        try:
            checkpoint = self._simulation.checkpoint(self._also)
            if is_written:
                checkpoint.write(self._folder, self._files)
        except (NotSaved, Forgotten) as e:
            self._note(e.why)
            self._say(f"{e.why}, so no checkpoint is written; a resume will replay from the start")
        except TokenSpiceError as e:
            self._say(f"no checkpoint is written: {e}")

    def _say(self, text: str) -> None:
        """Says it once."""
        if text not in self._said:
            self._said.add(text)
            click.echo(f"Warning: {text}" if self._is_asked else text, err=True)


def whyNever(simulation: Simulation) -> str:
    """Why a simulation can have no checkpoint, as far as that is known before; "" if it may have."""
    may = simulation.netlist.get("netlist_checkpoint")
    if may not in (None, True, False):
        raise NetlistError(f"{simulation.netlist.name} has netlist_checkpoint = {may!r}", "it is True or False")
    if may is False:
        return f"{simulation.netlist.name} says so (netlist_checkpoint = False)"
    return _whyUnsaved(simulation.settings.network)


def _whyUnsaved(network: str) -> str:
    return f"a chain in {network.capitalize()} cannot be saved" if network in NODES else ""


def checkNetwork(network: str, every: str | None) -> None:
    """Refuses checkpoints of chains in nodes, where they are asked for.

    Raises:
        ChainError: they are.
    """
    what = _whyUnsaved(network)
    if what and every is not None and any(Every.parsed(every)):
        why = "without checkpoints, a run on a node of ours is resumed by replay"
        raise ChainError(what, why, "--network embedded")
