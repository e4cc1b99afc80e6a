"""Whole commands, as a user waits for them, and the tick loop of simplepool, on each chain."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.loop import SIMPLEPOOL
from bench.measure import BenchError, expect
from bench.stage import NODES, SEED, freeUrls
from util.config import HOME

HELP = "tsp (help)"
SIMPLEGRANT = "tsp run simplegrant"
WHOLE_RUN = "tsp run simplepool"
TICK_LOOP = "simplepool, tick loop alone"

OUTDIR = "OUTDIR"


@dataclass
class Command:
    """A command, timed from outside, or, if it prints seconds itself, by what it prints.

    Attributes:
        what, who: the row and the column it stands in.
        arguments: of `python`; OUTDIR in them becomes a folder that does not exist yet.
        prints: whether the last line that it prints is its time.
        python: this one, unless the command needs its own environment.
        folder: where it is run; its own modules are found there.
        writes: the file in OUTDIR that tells whether it did what it should.
        rows: digest of that file, the same each time.
        said: what it printed, sample by sample.
    """

    what: str
    who: str
    arguments: list[str]
    prints: bool = False
    python: str = sys.executable
    folder: Path = HOME
    writes: str = "data.csv"
    rows: str = ""
    said: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def sample(self) -> float:
        with tempfile.TemporaryDirectory() as folder:
            outdir = Path(folder) / "out"
            command = [self.python, *[str(outdir) if a == OUTDIR else a for a in self.arguments]]
            start = time.perf_counter()
            done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, env=_environment())
            taken = time.perf_counter() - start
            if done.returncode != 0:
                raise BenchError(f"{self.what} {self.who} failed:\n{done.stderr}")
            self._look(outdir / self.writes)
        self.said.append(done.stdout)
        return float(done.stdout.split()[-1]) if self.prints else taken

    def _look(self, written: Path) -> None:
        if not written.exists():
            expect(f"{self.what} {self.who} writes {self.writes}", OUTDIR in self.arguments, False)
            return
        rows = hashlib.sha256(written.read_bytes()).hexdigest()
        expect(f"{self.writes} of {self.what} {self.who}", rows, self.rows or rows)
        self.rows = rows


def printed(arguments: list[str], what: str, python: str = sys.executable) -> str:
    """What Python prints with these arguments.

    Raises:
        BenchError: it failed; `what` says what that was.
    """
    done = subprocess.run([python, *arguments], cwd=HOME, capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchError(f"{what} failed:\n{done.stderr}")
    return done.stdout


def commands(chains: Iterable[str]) -> list[Command]:
    """Help, simplegrant, and simplepool with and without start-up on each of `chains`."""
    seed = ["--seed", str(SEED), "--quiet"]
    pools = []
    for chain in chains:
        network, engine = (chain, "auto") if chain in NODES else ("embedded", chain)
        options = ["--network", network, "--engine", engine]
        pools += [
            Command(WHOLE_RUN, chain, ["tsp", "run", SIMPLEPOOL, OUTDIR, *seed, *options]),
            Command(TICK_LOOP, chain, ["-m", "bench.loop", network, engine, OUTDIR], prints=True),
        ]
    simplegrant = ["tsp", "run", "assets/netlists/simplegrant/netlist.py", OUTDIR, *seed]
    return [Command(HELP, "", ["tsp"]), Command(SIMPLEGRANT, "", simplegrant), *pools]


def checkRows(measured: Iterable[Command]) -> None:
    """Refuses runs of simplepool that differ in a single byte: they did not do the same work."""
    pools = [command for command in measured if command.what in (WHOLE_RUN, TICK_LOOP)]
    for command in pools[1:]:
        expect(f"data.csv of {command.what} {command.who}", command.rows, pools[0].rows)


def _environment() -> dict[str, str]:
    """This process's, with node URLs where nobody listens, so that each run starts its own node."""
    urls = {f"TOKENSPICE_{network.upper()}_URL": url for network, url in freeUrls().items()}
    # Modules are compiled in the first round, which does not count, as they are for a user.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **urls}
