"""`Store`: the folder of a campaign. One line per run in runs.jsonl, in the order in which runs end.

    campaign.json       what was asked, with which versions, and how it went (see Manifest)
    points.jsonl        the points, in the order of the plan, where points have several runs: {"point":3,"set":{…}}
    runs.jsonl          {"i":17,"key":"…","point":3,"rep":2,"seed":…,"set":{…},"m":{…},"margin":{…},"status":"ok"}
    failures/<i>.json   more about a run that failed, and how to run it again
    rows/<i>.csv        the rows of each run, with --keep rows
    report.json, report.md, *.csv, *.png    written at the end

A line is written by one system call, so whatever kills the process leaves whole lines, except perhaps the last. The
same command again takes up the runs that are there and goes on.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from explore.Failure import OK, Failure
from explore.Job import Job, Outcome
from util.errors import TokenSpiceError
from util.locking import Lock
from util.writing import replaceFile

RUNS, POINTS, FAILURES, ROWS, LOCK = "runs.jsonl", "points.jsonl", "failures", "rows", ".lock"

# Seconds between two waits for the disk; and failures beyond this number are only counted.
_SYNC_EVERY_S = 1.0
_MAX_FAILURES = 1000
# Made once: json.dumps makes one for each call.
_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode


class Store:
    """The folder of a campaign, open for writing by this process alone.

    Args:
        folder: which exists, and has a campaign.json that fits.
    Raises:
        TokenSpiceError: another process writes to it, or the folder is not ours to write to.

    Attributes:
        folder: as given.
        n_failures: failures so far.
        next_number: one more than the largest number of a run that was present when it was opened.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._lock = Lock(folder / LOCK, partial(_inUse, folder))
        # A line that was being written when its process was killed.
        _cutTornLine(folder / RUNS)
        self._fd = os.open(folder / RUNS, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._synced = time.monotonic()
        self._lines: dict[str, bytes] = {}
        self._keys: dict[int, str] = {}
        _cutTornLine(folder / POINTS)
        self._n_known_points = _count(folder / POINTS)
        self.n_failures = self.next_number = 0
        for line in _linesOf(folder / RUNS):
            row = _row(line, folder / RUNS)
            self._lines[row["key"]] = line
            self._keys[row["i"]] = row["key"]
            self.n_failures += row["status"] != OK
            self.next_number = max(self.next_number, row["i"] + 1)

    def known(self, job: Job) -> Outcome | Failure | None:
        """What an earlier call made of this job, or None."""
        line = self._lines.get(job.key)
        return None if line is None else outcomeOf(json.loads(line))

    def numberOf(self, job: Job) -> int:
        """The number that an earlier call gave to this job, which is known."""
        if self._keys.get(job.i) == job.key:
            return job.i
        number: int = json.loads(self._lines[job.key])["i"]
        return number

    def has(self, number: int) -> bool:
        """Whether a run of an earlier call has this number."""
        return number in self._keys

    def add(self, job: Job, outcome: Outcome | Failure, command: str) -> None:
        """Writes what a job came to.

        Args:
            command: which runs it again, for a failure.
        Raises:
            OSError: the disk is full.
        """
        if isinstance(outcome, Outcome) and outcome.rows is not None:
            # Before its line, which says that the run is done.
            (self.folder / ROWS).mkdir(exist_ok=True)
            (self.folder / ROWS / f"{job.i}.csv").write_bytes(outcome.rows)
        _writeAll(self._fd, lineOf(job, outcome))
        if isinstance(outcome, Failure):
            self._addFailure(job, outcome, command)
        now = time.monotonic()
        if now - self._synced > _SYNC_EVERY_S:
            self._synced = now
            os.fsync(self._fd)

    def _addFailure(self, job: Job, failure: Failure, command: str) -> None:
        self.n_failures += 1
        if self.n_failures > _MAX_FAILURES:
            return
        (self.folder / FAILURES).mkdir(exist_ok=True)
        facts = {**failure.facts(), "set": job.set, "seed": job.seed, "replay": command}
        writeJson(self.folder / FAILURES / f"{job.i}.json", facts)

    def addPoints(self, points: Iterable[Mapping[str, Any]]) -> None:
        """Adds points to the plan: of each its number and its `set`. Those that an earlier call added are there."""
        lines = [_compact(point) + "\n" for point in points]
        known = max(0, min(self._n_known_points, len(lines)))
        self._n_known_points -= known
        if lines[known:]:
            with open(self.folder / POINTS, "a", encoding="utf-8") as f:
                f.write("".join(lines[known:]))

    def close(self) -> None:
        """Lets others write."""
        os.fsync(self._fd)
        os.close(self._fd)
        self._lock.close()


def rowsOf(folder: Path) -> Iterator[dict[str, Any]]:
    """Every run of a store, as in runs.jsonl, by its number. A torn last line is left out.

    Raises:
        TokenSpiceError: there is no store, or a line is damaged.
    """
    file = folder / RUNS
    if not file.is_file():
        raise TokenSpiceError(f"there is no campaign in {folder}", f"it has no {RUNS}", "the folder of a campaign")
    return iter(sorted((_row(line, file) for line in _linesOf(file)), key=lambda row: row["i"]))


def hasRuns(folder: Path) -> bool:
    """Whether a store has any run."""
    file = folder / RUNS
    return file.is_file() and file.stat().st_size > 0


def lineOf(job: Job, outcome: Outcome | Failure) -> bytes:
    """The line of a run."""
    row: dict[str, Any] = {"i": job.i, "key": job.key, "point": job.point, "rep": job.rep, "seed": job.seed}
    row["set"] = job.set
    if job.variant:
        row["variant"] = job.variant
    if job.blocks:
        row["blocks"] = list(job.blocks)
    if isinstance(outcome, Failure):
        row.update(status=outcome.status, error=outcome.facts())
    else:
        row["m"] = {name: _finite(value) for name, value in outcome.measures.items()}
        row["margin"] = {name: _finite(value) for name, value in outcome.margins.items()}
        if outcome.violation is not None:
            row["violation"] = list(outcome.violation)
        row["status"] = OK
    return _compact(row).encode() + b"\n"


def outcomeOf(row: Mapping[str, Any]) -> Outcome | Failure:
    """What a run came to, from its line."""
    if row["status"] != OK:
        return Failure(**row["error"])
    violation = row.get("violation")
    return Outcome(
        {name: math.nan if value is None else value for name, value in row["m"].items()},
        {name: math.nan if value is None else value for name, value in row["margin"].items()},
        None if violation is None else (violation[0], violation[1]),
    )


def writeJson(file: Path, facts: Any) -> None:
    """Writes a file of plain data, which appears complete or not at all."""
    replaceFile(file, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


def _finite(value: float) -> float | None:
    """JSON has no infinity and no nan."""
    return value if math.isfinite(value) else None


def _row(line: bytes, file: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if isinstance(row, dict) and {"i", "key", "status"} <= row.keys():
            return row
    except ValueError:
        pass
    raise TokenSpiceError(f"{file} is damaged", f"a line begins {line[:40]!r}", "another folder, or remove that line")


def _linesOf(file: Path) -> Iterator[bytes]:
    with open(file, "rb") as f:
        for line in f:
            if line.endswith(b"\n"):
                yield line


def _count(file: Path) -> int:
    return len(list(_linesOf(file))) if file.exists() else 0


def _cutTornLine(file: Path) -> None:
    if not file.exists():
        return
    with open(file, "rb+") as f:
        size = f.seek(0, os.SEEK_END)
        kept, step = size, 4096
        while kept > 0:
            begin = max(0, kept - step)
            f.seek(begin)
            at = f.read(kept - begin).rfind(b"\n")
            if at >= 0:
                kept = begin + at + 1
                break
            kept = begin
        if kept < size:
            f.truncate(kept)


def _writeAll(fd: int, line: bytes) -> None:
    written = os.write(fd, line)
    while written < len(line):
        # A disk that takes half a line is full; the next write says so.
        written += os.write(fd, line[written:])


def _inUse(folder: Path, who: str) -> TokenSpiceError:
    return TokenSpiceError(f"{folder} is in use", f"{who} is writing to it", "wait for it, or another folder")
