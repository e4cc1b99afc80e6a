"""`tsp fuzz`: looks for what breaks an invariant, and prints the shortest way to it."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from engine.overrides import fromAssignments
from engine.Simulation import loadedNetlist
from explore.fuzzing.cases import Case, Step, load
from explore.fuzzing.fuzz import Breach, Found, fuzz
from explore.fuzzing.play import Player
from explore.words import table
from tools.progress import setUpLogging
from util.config import chosenSettings
from util.errors import InvariantBroken
from util.paths import shown


def fuzzNetlist(
    netlist: str,
    out: str,
    overrides: tuple[str, ...],
    replay: str | None,
    jobs: int | None,
    quiet: bool,
    debug: bool,
    **options: Any,
) -> None:
    """Fuzzes a netlist, or plays one case; the options are those of `tsp fuzz`.

    Raises:
        TokenSpiceError: whatever the user can mend.
        SystemExit: 1, if something is broken.
    """
    if replay is not None:
        _playCase(netlist, load(replay), options["engine"], options["hardfork"], debug)
        return
    progress = None if quiet or not sys.stderr.isatty() else _showProgress
    found = fuzz(
        netlist,
        out,
        set=fromAssignments(overrides),
        jobs=jobs or os.cpu_count() or 1,
        progress=progress,
        **options,
    )
    if progress is not None:
        click.echo(err=True)
    _print(found, netlist)
    if found.breaches:
        sys.exit(1)


def _showProgress(found: Found) -> None:
    text = f"{found.n_runs:,} runs, {found.n_calls:,} calls, {len(found.breaches)} broken"
    click.echo(f"\r{text}", nl=False, err=True)


def _print(found: Found, netlist: str) -> None:
    for breach in found.breaches:
        _printBreach(breach, netlist)
    for file in found.mended:
        click.echo(f"mended: {shown(file)} breaks nothing now")
    if found.tried:
        rows = [[name, f"{n:,}", f"{found.refused.get(name, 0):,}"] for name, n in found.tried.items()]
        click.echo("\n".join(table(["action", "tried", "refused"], rows)))
    for note in found.notes:
        click.echo(f"Note: {note}.", err=True)
    broken = len(found.breaches)
    click.echo(f"{found.n_runs:,} runs, {found.n_calls:,} calls: {broken or 'nothing'} broken")


def _printBreach(breach: Breach, netlist: str) -> None:
    case = breach.case
    title = case.broken if case.broken.startswith("crash") else f"{case.broken} does not hold"
    click.echo(f"{title}: {case.message}." if case.message else f"{title}.")
    where = f"run {breach.run}, after {breach.n_calls:,} calls" if breach.run is not None else "kept from before"
    click.echo(f"found in {where}; seed {case.seed}{_overrides(case)}\n")
    click.echo("\n".join(f"  {line}" for line in case.lines() or ["at the start"]))
    if len(case.steps) == 1 and case.steps[0].s is None:
        settings = "".join(f" --set {name}={value}" for name, value in case.overrides.items())
        click.echo(f"\nAs a run: tsp run {netlist} OUT --seed {case.seed}{settings} --check tick")
    click.echo(
        f"\nTo see it again: tsp fuzz {netlist} --replay {shown(breach.file) if breach.file else None}\nAs a test:\n"
    )
    click.echo("\n".join(f"    {line}".rstrip() for line in case.test().splitlines()) + "\n")


def _overrides(case: Case) -> str:
    return "".join(f", {name} = {value}" for name, value in case.overrides.items())


def _playCase(netlist: str, case: Case, engine: str | None, hardfork: str | None, debug: bool) -> None:
    """One case, with what the netlist prints."""
    setUpLogging(quiet=False, debug=debug)
    loaded = loadedNetlist(netlist, case.seed)
    number = iter(range(1, len(case.steps) + 1))

    def show(step: Step, said: str) -> None:
        click.echo(f"{next(number)}  {step}{f'  {said}' if said else ''}")

    with Player(loaded, chosenSettings("embedded", engine, hardfork), case.check, copies=False) as player:
        if case.sha256 != loaded.facts().get("sha256"):
            click.echo("Note: the case was found in another version of the netlist.", err=True)
        player.onStep = show
        broken: InvariantBroken | None = player.again(case).broken
    if broken is None:
        click.echo("nothing is broken")
        return
    click.echo(str(broken))
    sys.exit(1)
