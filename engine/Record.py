"""`Record`: where the rows of a run go. `DataCsv` writes a file, `Rows` keeps them in memory; others may measure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from engine.DataCsv import checkNames, number
from util.errors import NetlistError
from util.strutil import nearest

_FIXED = {float, int, bool}


class Record(Protocol):
    """Takes one row after the other."""

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Takes a row: a name for each value. Later rows may have other columns, as agents come and go."""


class RowsFile(Record, Protocol):
    """A record in a file, such as a DataCsv."""

    def position(self) -> list[Any] | None:
        """How many rows it has, and its columns; None if there is none yet."""

    def paths(self) -> list[Path]:
        """The files that it has written."""

    def close(self) -> None:
        """Leaves one complete file."""


class Rows:
    """Keeps the rows of a run in memory. Takes and refuses what `DataCsv` does.

    Attributes:
        header: names of all columns so far, as in data.csv.
    """

    def __init__(self) -> None:
        self.header: list[str] = []
        self._names: list[str] = []
        self._rows: list[tuple[list[str], list[Any]]] = []

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Takes a row."""
        known = header == self._names
        if not known or len(row) != len(header):
            checkNames(header, len(row))
        if not known:
            self._names = list(header)
            self.header = self._widened() if self.header else self._names
        # A value that may change later, such as an array, is kept as the number that it is now.
        plain = _FIXED.issuperset(map(type, row))
        self._rows.append((self._names, list(row) if plain else list(map(_kept, header, row))))

    def _widened(self) -> list[str]:
        """The header with columns that are new in the latest row. Columns that it lacks stay, at the end."""
        present = set(self._names)
        if present.issubset(self.header):
            return self.header
        return [*self._names, *(name for name in self.header if name not in present)]

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, name: str, missing: Any = None) -> list[Any]:
        """One value per row; `missing` in rows before the column came, nan where a later row lacked it.

        Args:
            missing: by default 0. Where it is given, the column may be one that comes in some runs and not in others.
        Raises:
            NetlistError: no row has such a column.
        """
        if self._rows and name not in self.header and missing is None:
            near = nearest(name, self.header, n=3)
            why = f"near misses: {', '.join(near)}" if near else f"its columns are {', '.join(self.header)}"
            cure = f"{near[0] if near else 'one of these'}; or column({name!r}, missing=0), if only some runs have it"
            raise NetlistError(f"no row has a column {name!r}", why, cure)
        values: list[Any] = []
        names: list[str] | None = None
        at: int | None = None
        absent = 0 if missing is None else missing
        for header, row in self._rows:
            if header is not names:
                names, at = header, header.index(name) if name in header else None
            if at is None:
                values.append(absent)
            else:
                values.append(row[at])
                absent = math.nan
        return values

    def table(self, missing: Any = 0) -> list[list[Any]]:
        """Every row, with a value for each name in `header`."""
        if all(names is self._names for names, _ in self._rows):
            return [list(row) for _, row in self._rows]
        columns = [self.column(name, missing) for name in self.header]
        return [list(row) for row in zip(*columns)]

    def writeTo(self, record: Record) -> None:
        """Gives every row to `record`, as it came."""
        for header, row in self._rows:
            record.write(header, row)


def _kept(name: str, value: Any) -> Any:
    """`value` as a plain int or float."""
    if type(value) in _FIXED:
        return value
    text = number(name, value)
    return int(text) if text.lstrip("-").isdigit() else float(text)
