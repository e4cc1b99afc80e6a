"""Whole commands as this checkout and as an earlier commit run them, in turn, and the floor below both.

CPU time of all processes of a command. The earlier commit is checked out into a temporary folder.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.commands import OUTDIR, Command
from bench.measure import Table, interleave
from bench.stage import SEED
from util.config import HOME

BEFORE, NOW = "before", "now"
# The last commit at which a command imported everything that any command needs.
COMMIT = "60fe63c"
SIMPLEGRANT, SIMPLEPOOL, OCEANV4, OCEANV3 = (
    "tsp run simplegrant, CPU",
    "tsp run simplepool on revm, CPU",
    "tsp run oceanv4, CPU",
    "tsp run oceanv3 for a year, CPU",
)
FLOOR = "floor: Python, click, and what every run loads, CPU"
_OPTIONS = {
    SIMPLEGRANT: ["simplegrant"],
    SIMPLEPOOL: ["simplepool"],
    OCEANV4: ["oceanv4"],
    OCEANV3: ["oceanv3", "--set", "max_ticks=8760"],
}
# No netlist, no loop.
_FLOOR = ["-c", "import click, engine.RunDir, tools.cli, tools.run"]


class CpuCommand(Command):
    """A command, timed by the CPU seconds of its process and of those that it starts."""

    def sample(self) -> float:
        begun = _cpuOfChildren()
        super().sample()
        return _cpuOfChildren() - begun


def measureBefore(rounds: int, say: Callable[[str], None]) -> Table:
    """Row → BEFORE (if git has that commit) and NOW → CPU seconds; of FLOOR only NOW."""
    with _checkedOut(say) as before:
        runs = []
        for what, (name, *options) in _OPTIONS.items():
            arguments = ["tsp", "run", f"assets/netlists/{name}/netlist.py", OUTDIR, "--seed", str(SEED), "--quiet"]
            folders = {BEFORE: before, NOW: HOME}
            runs += [
                CpuCommand(what, who, [*arguments, *options], folder=folder)
                for who, folder in folders.items()
                if folder
            ]
        runs.append(CpuCommand(FLOOR, NOW, _FLOOR))
        return interleave(runs, rounds, lambda text: say(f"before and now, {text}"))


@contextmanager
def _checkedOut(say: Callable[[str], None]) -> Iterator[Path | None]:
    """A folder with the files of COMMIT; None where git does not have it."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "before"
        command = ["git", "-C", str(HOME), "worktree", "add", "--quiet", "--detach", str(folder), COMMIT]
        if subprocess.run(command, capture_output=True).returncode != 0:
            say(f"before: there is no commit {COMMIT} here to compare with")
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["git", "-C", str(HOME), "worktree", "remove", "--force", str(folder)], check=True)


def _cpuOfChildren() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
