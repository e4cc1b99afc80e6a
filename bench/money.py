"""Boltzmann money in the engine, by hand, and in other frameworks, in turn: a long run, and a sweep of short ones."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import boltzmann, moneysweep
from bench.commands import Command
from bench.environment import Say, install, newPython, withVersion
from bench.measure import Table, interleave

# Agents, and ticks; on revm fewer ticks, since a step there is a transaction.
SIZE, REVM_TICKS = (1000, 1000), 50
N_RUNS = 400

# (who, the Python that runs it, its title) → what is timed
Made = Callable[[str, str, str], Command]


def measureBoltzmann(rounds: int, scale: float, say: Say) -> Table:
    """`boltzmann.WHAT` → who, the loop by hand first → CPU seconds per step of an agent."""
    n_agents, n_ticks = SIZE

    def run(who: str, python: str, title: str) -> Command:
        ticks = max(2, round((REVM_TICKS if who == boltzmann.REVM else n_ticks) * scale))
        arguments = ["-m", "bench.boltzmann", who, str(n_agents), str(ticks)]
        return Command(boltzmann.WHAT, title, arguments, prints=True, python=python)

    return _inTurn(run, boltzmann.OURS, boltzmann.RIVALS, rounds, "money", say)


def measureSweep(rounds: int, scale: float, say: Say) -> Table:
    """`moneysweep.WHAT` → who, the loop by hand first → CPU seconds per run of a sweep."""
    n = max(10, round(N_RUNS * scale))

    def run(who: str, python: str, title: str) -> Command:
        arguments = ["-m", "bench.moneysweep", who, str(n)]
        return Command(moneysweep.WHAT, title, arguments, prints=True, python=python)

    return _inTurn(run, moneysweep.OURS, moneysweep.RIVALS, rounds, "sweep", say)


def _inTurn(run: Made, ours: Sequence[str], rivals: Mapping[str, str], rounds: int, part: str, say: Say) -> Table:
    """Ours in this Python, and those of the others that pip has in an environment of their own."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [run(who, sys.executable, who) for who in ours]
        python = newPython(Path(folder) / "env", part, say)
        if python is not None:
            found = {wanted: install(python, wanted, part, say) for wanted in dict.fromkeys(rivals.values())}
            runs += [
                run(who, str(python), withVersion(who, python, wanted))
                for who, wanted in rivals.items()
                if found[wanted]
            ]
        return interleave(runs, rounds, lambda text: say(f"{part}, {text}"))
