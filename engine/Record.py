"""`Record`: where the rows of a run go. `DataCsv` writes a file, `Rows` keeps them in memory; others may measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Record(Protocol):
    """Takes one row after the other."""

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Takes a row: a name for each value. Later rows may have other columns, as agents come and go."""


class Rows:
    """Keeps the rows of a run in memory.

    Attributes:
        header: names of all columns so far, those of the latest row first, as in data.csv.
    """

    def __init__(self) -> None:
        self.header: list[str] = []
        self._rows: list[tuple[list[str], list[Any]]] = []

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Takes a row."""
        # The lists are the netlist's, and may be changed by it.
        names = self.header if header == self.header else self._widened(list(header))
        self._rows.append((names, list(row)))

    def _widened(self, header: list[str]) -> list[str]:
        known = set(header)
        gone = [name for name in self.header if name not in known]
        if gone or not self.header:
            self.header = [*header, *gone]
        else:
            self.header = header
        return header

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, name: str, missing: Any = 0) -> list[Any]:
        """One value per row; `missing` where a row had none of that name."""
        values = []
        for header, row in self._rows:
            values.append(row[header.index(name)] if name in header else missing)
        return values

    def table(self, missing: Any = 0) -> list[list[Any]]:
        """Every row, with a value for each name in `header`."""
        columns = [self.column(name, missing) for name in self.header]
        return [list(row) for row in zip(*columns)]
