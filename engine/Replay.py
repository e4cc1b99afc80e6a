"""`Replay`: writes the rows of a run anew, and holds them against those that an earlier try has left."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.DataCsv import DataCsv, number
from util.errors import ExperimentError
from util.growingcsv import readLines
from util.writing import replaceFile

# Ends the names of files with rows of an earlier try.
BEFORE = ".before"


class Replay:
    """A record for a run that is taken up again.

    The rows of the earlier try are put aside. As long as there are such rows, each new one must equal them; then they
    are removed. If the new run is stopped before, they are still there, and the next try begins with them.

    Args:
        file: the CSV file of the earlier try; it need not be there.
        missing: as of DataCsv.
    """

    def __init__(self, file: Path, missing: str):
        self._file = file
        self._old = file.with_name(file.name + BEFORE)
        self._missing = missing
        self._record: DataCsv | None = None
        self._names: list[str] = []
        self._rows: list[list[str]] = []
        self._n = 0

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Writes a row.

        Raises:
            ExperimentError: it is not the row that was there. The earlier rows come back.
        """
        record = self._record or self._begun()
        if self._n < len(self._rows):
            self._compare(header, row)
        record.write(header, row)
        self._n += 1
        if self._n == len(self._rows):
            self._old.unlink(missing_ok=True)

    def position(self) -> list[Any] | None:
        """As of DataCsv, of the new rows."""
        return None if self._record is None else self._record.position()

    def paths(self) -> list[Path]:
        """The files that it has written."""
        return [] if self._record is None else self._record.paths()

    def close(self) -> None:
        """Leaves one complete file: the new one, or the earlier one if that has more rows."""
        if self._record is not None:
            self._record.close()
        if self._old.exists():
            os.replace(self._old, self._file)

    def _begun(self) -> DataCsv:
        """Puts the earlier rows aside, and begins a new file."""
        if not self._old.exists() and self._file.exists():
            # This merges a journal of late columns, and leaves out a row that was torn.
            whole = "".join(line for line in readLines(self._file) if line.endswith("\n"))
            if whole:
                replaceFile(self._old, whole)
        if self._old.exists():
            self._names, *self._rows = csv.reader(self._old.read_text(encoding="utf-8").splitlines())
            if not self._rows:
                self._old.unlink()
        self._record = DataCsv(self._file, self._missing)
        return self._record

    def _compare(self, header: Sequence[str], row: Sequence[Any]) -> None:
        old = dict(zip(self._names, self._rows[self._n]))
        for name, value in zip(header, row):
            text = number(name, value)
            if old.get(name) != text:
                self._giveUp(name, old.get(name), text)

    def _giveUp(self, name: str, old: str | None, new: str) -> None:
        self.close()
        was = f"it was {old}" if old is not None else "there was no such column"
        raise ExperimentError(
            "running",
            f"row {self._n + 1} of {self._file} has {name} = {new} now, and {was}: the netlist, what it reads, or"
            " TokenSPICE has changed since",
            "run it into a new folder",
        )
