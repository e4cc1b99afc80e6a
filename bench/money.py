"""Boltzmann money in the engine's wallets of every kind, by hand, and in other frameworks, in turn."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.boltzmann import OURS, REVM, RIVALS, WHAT
from bench.commands import Command
from bench.environment import Say, install, newPython
from bench.measure import Table, interleave

# Agents, and ticks; on revm fewer ticks, since a step there is a transaction.
SIZE, REVM_TICKS = (1000, 1000), 50


def measureBoltzmann(rounds: int, scale: float, say: Say) -> Table:
    """WHAT → who, the loop by hand first → CPU seconds per step of an agent."""
    n_agents, n_ticks = SIZE[0], max(2, round(SIZE[1] * scale))

    def run(who: str, python: str = sys.executable) -> Command:
        ticks = max(2, round(REVM_TICKS * scale)) if who == REVM else n_ticks
        arguments = ["-m", "bench.boltzmann", who, str(n_agents), str(ticks)]
        return Command(WHAT, who, arguments, prints=True, python=python)

    with tempfile.TemporaryDirectory() as folder:
        runs = [run(who) for who in OURS]
        python = newPython(Path(folder) / "env", "money", say)
        if python is not None:
            found = {wanted: install(python, wanted, "money", say) for wanted in dict.fromkeys(RIVALS.values())}
            runs += [run(who, str(python)) for who, wanted in RIVALS.items() if found[wanted]]
        return interleave(runs, rounds, lambda text: say(f"money, {text}"))
