"""`python -m bench.explore`: campaigns here and in radCAD, Mesa and the EMA workbench, side by side.

Throughput is of the same ten agents and 100 ticks on one process, in CPU time, in turn. Survival is how many results
of 100 runs the caller holds when one run raises, is killed or hangs, on two processes. The others live in their
own environment, which exists only while this runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from bench.environment import install, newPython
from bench.explorers import OURS, PINNED
from bench.harm import DIE, HANG, RAISE
from util.config import HOME

_N_RUNS, _N_SURVIVING = 1000, 100
# A caller that has waited this long for a run that hangs will wait for ever.
_PATIENCE_S = 60.0


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Of throughput, in turn.")
@click.option("--python", type=click.Path(exists=True), help="Of an environment that has the others already.")
def main(rounds: int, python: str | None) -> None:
    """Compare throughput, and what survives runs that fail."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(python) if python else _installed(Path(folder, "env"))
        whos = [OURS, *(PINNED if theirs else [])]
        commands = {who: _command(who, theirs) for who in whos}
        best: dict[str, float] = {}
        for _ in range(rounds):
            for who in whos:
                seconds = _number([*commands[who], "throughput", f"{_N_RUNS}"])
                best[who] = min(best.get(who, float("inf")), seconds if seconds is not None else float("inf"))
        click.echo("| | runs/s of CPU | of 100 runs, 1 raises | 1 is killed | 1 hangs |\n|---|---|---|---|---|")
        for who in whos:
            lasting = [
                _survivors([*commands[who], "survive", action, f"{_N_SURVIVING}"]) for action in (RAISE, DIE, HANG)
            ]
            click.echo(f"| {who} | {1 / best[who]:,.0f} | {' | '.join(lasting)} |")


def _installed(env: Path) -> Path | None:
    say = lambda text: click.echo(text, err=True)  # noqa: E731
    python = newPython(env, "explore", say)
    if python is None or not all(install(python, pinned, "explore", say) for pinned in PINNED.values()):
        return None
    return python


def _command(who: str, theirs: Path | None) -> list[str]:
    return [sys.executable if who == OURS else str(theirs), "-m", "bench.explorers", who]


def _survivors(command: list[str]) -> str:
    begin = time.monotonic()
    n = _number(command)
    waited = time.monotonic() - begin >= _PATIENCE_S
    return f"{n:.0f} results" if n is not None else "none, it waits" if waited else "none, an error"


def _number(command: list[str]) -> float | None:
    """The number that a command prints last; None if it prints none in time."""
    process = subprocess.Popen(
        command, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        out, _ = process.communicate(timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        subprocess.run(["kill", "-9", "--", f"-{process.pid}"], check=False)
        process.wait()
        return None
    found = [line.split() for line in out.splitlines() if line.startswith(("seconds ", "results "))]
    return float(found[-1][1]) if found else None


if __name__ == "__main__":
    main(prog_name="python -m bench.explore")
