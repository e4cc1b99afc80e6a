"""`DataCsv`: writes rows of named numbers to a csv file as they come, and keeps the file rectangular.

Each row is flushed, so a run that is killed keeps what it had. Numbers are written in the shortest form that reads back
as the same number. When a row brings columns that earlier rows lacked, the file is rewritten with 0 in their place, by
an atomic replacement, so that a reader never meets a half-written or ragged file.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from util.errors import NetlistError

SEPARATOR = ", "
# Bytes of a file that are widened at a time: memory does not grow with the file.
_CHUNK = 1 << 20


class DataCsv:
    """One csv file.

    Args:
        file: where; its folder must exist, and a file of that name is replaced at the first row.
    """

    def __init__(self, file: Path):
        self.file = file
        self.header: list[str] = []
        # Open as long as rows come: opening it for each would cost ten times the writing.
        self._fd = -1
        self._last_row: list[Any] = []
        self._last_cells: list[str] = []

    def __del__(self) -> None:
        self._close()

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Adds a row.

        Args:
            header: a name for each value of `row`.
            row: numbers.
        Raises:
            NetlistError: a name twice, another count of values than of names, or a value that is no number.
        """
        same = header == self.header
        _check(header, row, names_too=not same)
        # Before the file is touched: a row that is refused changes nothing.
        cells = self._cells(row) if same and self._last_row else list(map(number, header, row))
        self._last_row, self._last_cells = (list(row), cells) if same else ([], [])
        if not same:
            cells = self._fitted(list(header), cells)
        self._append(SEPARATOR.join(cells) + "\n")

    def _cells(self, row: Sequence[Any]) -> list[str]:
        """The texts of a row. Where a value is as in the row before, so is its text: much stands still."""
        return [
            cell
            if value is last or (value.__class__ is last.__class__ and value == last and value)
            else number(name, value)
            for name, value, last, cell in zip(self.header, row, self._last_row, self._last_cells)
        ]

    def _fitted(self, header: list[str], cells: list[str]) -> list[str]:
        """The row of a file that has these columns, too, and maybe others."""
        if not self.header:
            self._begin(header)
        elif not set(header) <= set(self.header):
            self._widen(header)
        values = dict(zip(header, cells))
        return [values.get(name, "0") for name in self.header]

    def _begin(self, header: list[str]) -> None:
        self.header = header
        self.file.write_text("", encoding="utf-8")
        self._append(_headLine(header))

    def _append(self, line: str) -> None:
        """Adds a line in one write, which the system keeps even if this process is killed."""
        if self._fd < 0:
            self._fd = os.open(self.file, os.O_WRONLY | os.O_APPEND)
        os.write(self._fd, line.encode())

    def _close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def _widen(self, header: list[str]) -> None:
        """Takes up columns that are new in `header`; earlier rows get 0 there. Columns that it lacks stay."""
        old = self.header
        gone = [name for name in old if name not in set(header)]
        self.header = [*header, *gone]
        if self.header[: len(old)] == old:
            # Most often, columns come behind those that are there.
            end = f"{SEPARATOR}0".encode() * (len(self.header) - len(old)) + b"\n"
            self._rewrite(old, lambda f: (chunk.replace(b"\n", end) for chunk in iter(lambda: f.read(_CHUNK), b"")))
        else:
            self._rewrite(old, lambda f: (self._widened(old, line) for line in f))

    def _widened(self, old: list[str], line: bytes) -> bytes:
        """The line of a row that has the columns `old`; 0 where it has no value."""
        values = dict(zip(old, line[:-1].decode().split(SEPARATOR)))
        return (SEPARATOR.join([values.get(name, "0") for name in self.header]) + "\n").encode()

    def _rewrite(self, old: list[str], widen: Callable[[BinaryIO], Iterable[bytes]]) -> None:
        """Replaces the file, whose header is `old`, by one with the present header, and `widen` of what is below it."""
        part = self.file.with_suffix(".part")
        with open(self.file, "rb") as f, open(part, "wb") as g:
            # A quoted name may hold line ends.
            f.seek(len(_headLine(old).encode()))
            g.write(_headLine(self.header).encode())
            g.writelines(widen(f))
        os.replace(part, self.file)
        self._close()


def number(column: str, value: Any) -> str:
    """`value` in the shortest form that reads back as the same number: 0.1, 1440, 1e+16, inf, nan."""
    if type(value) is int:
        return repr(value)
    if isinstance(value, float):
        text = float.__repr__(value)
        return text[:-2] if text.endswith(".0") else text
    try:
        return int.__repr__(operator.index(value))
    except TypeError:
        pass
    try:
        return number(column, float(value))
    except (TypeError, ValueError):
        why = f"netlist_createLogData() gave {value!r} for it"
        raise NetlistError(f"the column {column!r} got something that is no number", why, "log numbers only") from None


def _check(header: Sequence[str], row: Sequence[Any], names_too: bool) -> None:
    if len(header) != len(row):
        raise NetlistError(
            f"a row has {len(row)} values for {len(header)} columns",
            "netlist_createLogData() gives a header and a row of different lengths",
            "append to both, side by side",
        )
    if names_too and len(set(header)) != len(header):
        twice = next(name for i, name in enumerate(header) if name in header[:i])
        raise NetlistError(f"two columns are named {twice!r}", "", "give each column a name of its own")


def _headLine(names: Sequence[str]) -> str:
    return SEPARATOR.join(map(_quoted, names)) + "\n"


def _quoted(text: str) -> str:
    """`text`, quoted where csv readers would stumble over it."""
    if any(c in text for c in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
