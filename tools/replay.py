"""`tsp replay` and `tsp verify`: runs that were made before, once more."""

from __future__ import annotations

import pdb
import sys
from collections.abc import Callable
from pathlib import Path

import click

from engine.RunDir import RUN_JSON
from engine.Simulation import Simulation
from explore.Failure import Failure
from explore.replay import replay, verify
from explore.verifyrun import verifyRun
from explore.words import number, table

_MAX_SHOWN = 20


def replayRun(out: str, i: int, folder: str | None, tick: int | None, debug: bool) -> None:
    """Makes a run of a campaign again, prints what it comes to, and ends with 1 if it is something else than before.

    Raises:
        TokenSpiceError: there is no such run.
        SystemExit: 1, if it differs.
    """
    found = replay(out, i, folder, _stopAt(tick) if tick is not None else None, debug)
    if isinstance(found.outcome, Failure):
        click.echo(f"{found.outcome.status}: {found.outcome}")
    else:
        rows = [[n, number(v) if v == v else "no value"] for n, v in found.outcome.measures.items()]
        rows += [[f"margin of {name}", number(value)] for name, value in found.outcome.margins.items()]
        click.echo("\n".join(table(["measure", "value"], rows)))
    if (found.folder / "data.csv").exists():
        click.echo(f"\ndata in {found.folder}", err=True)
    _end(f"run {i} differs: {found.difference}" if found.difference else "", found.changes, "the same as before")


def _stopAt(tick: int) -> Callable[[Simulation], None]:
    def onTick(simulation: Simulation) -> None:
        if simulation.tick == tick:
            click.echo(f"tick {tick} is over; simulation.state is the state, `c` goes on", err=True)
            pdb.set_trace()

    return onTick


def verifyFolder(folder: str, sample: int | None, jobs: int | None) -> None:
    """Makes the runs of a campaign again, or the run of a folder of `tsp run`, and ends with 1 if something differs.

    Raises:
        TokenSpiceError: the folder holds neither.
        SystemExit: 1, if something differs.
    """
    if (Path(folder) / RUN_JSON).exists():
        _end(verifyRun(folder), "", "data.csv comes out the same, byte by byte")
        return
    found = verify(folder, sample, jobs)
    lines = [f"run {i}: {text}" for i, text in list(found.differences.items())[:_MAX_SHOWN]]
    left = len(found.differences) - len(lines)
    lines += [f"… {left} more"] if left else []
    _end("\n".join(lines), found.changes, f"{found.n} runs come out the same")


def _end(difference: str, changes: str, same: str) -> None:
    if not difference:
        click.echo(same, err=True)
        return
    click.echo(difference)
    if changes:
        click.echo(f"What has changed: {changes}.", err=True)
    sys.exit(1)
