"""Whole commands as this checkout and as an earlier commit run them, in turn, and the floor below both. And runs in
process, where nothing is imported, opened for the first time or written.

CPU time of all processes of a command; of the fastest run of a process. The earlier commit is checked out into a
temporary folder.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.commands import OUTDIR, Command
from bench.looping import BARE
from bench.measure import Table, expect, interleave
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
# Runs in process: row → netlist and ticks.
GRANT = "simplegrant, 100 ticks"
IN_PROCESS = {
    "one agent, 20,000 ticks": (BARE, 20_000),
    GRANT: ("simplegrant", 100),
    "simplepool, 20 days": ("simplepool", 480),
    "oceanv3, 30 days": ("oceanv3", 720),
    "oceanv4, 30 days": ("oceanv4", 720),
    "opsci_naive, a year": ("opsci_naive", 8760),
    "opsci_public_funding_ps, a year": ("opsci_public_funding_ps", 8760),
    "wsloop, 90 days": ("wsloop", 2160),
}
# No netlist, no loop.
_FLOOR = ["-c", "import click, engine.RunDir, tools.cli, tools.run"]


class CpuCommand(Command):
    """A command, timed by the CPU seconds of its process and of those that it starts."""

    def sample(self) -> float:
        begun = _cpuOfChildren()
        super().sample()
        return _cpuOfChildren() - begun


def measureBefore(rounds: int, sample_s: float, say: Callable[[str], None]) -> Table:
    """Row → BEFORE (if git has that commit) and NOW → CPU seconds; of FLOOR only NOW.

    Args:
        sample_s: how long each process repeats a run in process.
    """
    with _checkedOut(say) as before:
        folders = {who: folder for who, folder in ((BEFORE, before), (NOW, HOME)) if folder is not None}
        runs = []
        for what, (name, *options) in _OPTIONS.items():
            arguments = ["tsp", "run", f"assets/netlists/{name}/netlist.py", OUTDIR, "--seed", str(SEED), "--quiet"]
            runs += [CpuCommand(what, who, [*arguments, *options], folder=folder) for who, folder in folders.items()]
        runs.append(CpuCommand(FLOOR, NOW, _FLOOR))
        loops = [_looping(what, who, folder, sample_s) for what in IN_PROCESS for who, folder in folders.items()]
        table = interleave([*runs, *loops], rounds, lambda text: say(f"before and now, {text}"))
    for loop in loops:
        n_rows = next(other.said[0].split()[0] for other in loops if other.what == loop.what)
        expect(f"number of rows of {loop.what}, {loop.who}", loop.said[0].split()[0], n_rows)
    return table


def loopBefore(row: str, sample_s: float) -> float | None:
    """CPU seconds of that run of IN_PROCESS at COMMIT, the fastest of three processes; None if git lacks it."""
    with _checkedOut(lambda text: None) as before:
        if before is None:
            return None
        loop = _looping(row, BEFORE, before, sample_s)
        return min(loop.sample() for _ in range(3))


def _looping(what: str, who: str, folder: Path, sample_s: float) -> Command:
    """A process of the engine in `folder`, which prints the seconds of its fastest run."""
    netlist, ticks = IN_PROCESS[what]
    arguments = [str(HOME / "bench" / "looping.py"), netlist, str(ticks), str(sample_s)]
    return Command(what, who, arguments, prints=True, folder=folder)


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
