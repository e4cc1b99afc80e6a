"""Whole commands now, and as of an earlier commit, in turn: CPU seconds, including those of processes they start.

The earlier program is checked out into a temporary folder, and runs in the same Python with the same packages.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import BenchError, Table, expect, interleave
from util.config import HOME

NOW, BEFORE = "now", "before"
FLOOR = "floor: Python, click and our modules"
YEAR = "oceanv3, a year"
_SEED = ["--seed", "7", "--quiet"]
COMMANDS = {
    "simplegrant": ["simplegrant"],
    "simplepool": ["simplepool"],
    "oceanv3": ["oceanv3"],
    "oceanv4": ["oceanv4"],
    YEAR: ["oceanv3", "--set", "max_ticks=8760.0"],
}


@dataclass
class Timed:
    """A command of one of both programs.

    Attributes:
        what, who: the row and the column it stands in.
        home: the program's folder.
        arguments: of `python`, with OUT for a folder that is not there yet.
        rows: what it wrote, without blanks: the separator of CSV files was ", " once.
    """

    what: str
    who: str
    home: Path
    arguments: list[str]
    rows: str = ""
    seconds: list[float] = field(default_factory=list)

    def sample(self) -> float:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            command = [sys.executable, *[str(out) if a == "OUT" else a for a in self.arguments]]
            start = _childrensSeconds()
            done = subprocess.run(command, cwd=self.home, capture_output=True, text=True, env=environment)
            taken = _childrensSeconds() - start
            if done.returncode != 0:
                raise BenchError(f"{self.what} {self.who} failed:\n{done.stderr}")
            written = out / "data.csv"
            self.rows = written.read_text(encoding="utf-8").replace(" ", "") if written.exists() else ""
        return taken


def compareBefore(ref: str, rounds: int, say: Callable[[str], None]) -> Table:
    """COMMANDS and FLOOR → NOW and BEFORE → CPU seconds.

    Args:
        ref: what git calls the earlier commit.
    """
    with _checkedOut(ref) as earlier:
        runs = [
            Timed(what, who, home, ["tsp", "run", _netlist(home, arguments[0]), "OUT", *_SEED, *arguments[1:]])
            for what, arguments in COMMANDS.items()
            for who, home in ((NOW, HOME), (BEFORE, earlier))
        ]
        runs.append(Timed(FLOOR, NOW, HOME, ["-c", "import click, tools.cli, tools.run"]))
        table = interleave(runs, rounds, lambda text: say(f"now and before, {text}"))
    for now, before in zip(runs[::2], runs[1::2]):
        expect(f"data.csv of {now.what}, {BEFORE}", before.rows, now.rows)
    return table


@contextmanager
def _checkedOut(ref: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "earlier"
        _git("worktree", "add", "--quiet", "--detach", str(tree), ref)
        try:
            # Contracts that `make` has installed beside the packages are looked for there.
            (tree / "venv").symlink_to(sys.prefix)
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*arguments: str) -> None:
    done = subprocess.run(["git", *arguments], cwd=HOME, capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchError(f"git {' '.join(arguments)} failed:\n{done.stderr}")


def _netlist(home: Path, name: str) -> str:
    return str(home / "assets" / "netlists" / name / "netlist.py")


def _childrensSeconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
