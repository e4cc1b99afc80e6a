"""`DataCsv`: writes rows of named numbers to a csv file as they come, and keeps the file rectangular.

Each row is flushed, so a run that is killed keeps what it had. Numbers are written in the shortest form that reads back
as the same number. When a row brings columns that earlier rows lacked, the file is rewritten with 0 in their place, by
an atomic replacement, so that a reader never meets a half-written or ragged file.
"""

from __future__ import annotations

import csv
import operator
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from util.errors import NetlistError

SEPARATOR = ", "


class DataCsv:
    """One csv file.

    Args:
        file: where; its folder must exist, and a file of that name is replaced at the first row.
    """

    def __init__(self, file: Path):
        self.file = file
        self.header: list[str] = []

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Adds a row.

        Args:
            header: a name for each value of `row`.
            row: numbers.
        Raises:
            NetlistError: a name twice, another count of values than of names, or a value that is no number.
        """
        _check(header, row)
        # Before the file is touched: a row that is refused changes nothing.
        values = {name: number(name, value) for name, value in zip(header, row)}
        if not self.header:
            self._begin(list(header))
        elif list(header) != self.header:
            self._widen(header)
        with open(self.file, "a", encoding="utf-8", newline="") as f:
            f.write(_line(values.get(name, "0") for name in self.header))

    def _begin(self, header: list[str]) -> None:
        self.header = header
        self.file.write_text(_line(header), encoding="utf-8", newline="")

    def _widen(self, header: Sequence[str]) -> None:
        """Takes up columns that are new in `header`; earlier rows get 0 there. Columns that it lacks stay."""
        old = self.header
        if set(header) <= set(old):
            return
        gone = [name for name in old if name not in set(header)]
        self.header = [*header, *gone]
        with open(self.file, encoding="utf-8", newline="") as f:
            rows = list(csv.reader(f, skipinitialspace=True))[1:]
        part = self.file.with_suffix(".part")
        with open(part, "w", encoding="utf-8", newline="") as f:
            f.write(_line(self.header))
            for row in rows:
                values = dict(zip(old, row))
                f.write(_line(values.get(name, "0") for name in self.header))
        os.replace(part, self.file)


def number(column: str, value: Any) -> str:
    """`value` in the shortest form that reads back as the same number: 0.1, 1440, 1e+16, inf, nan."""
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


def _check(header: Sequence[str], row: Sequence[Any]) -> None:
    if len(header) != len(row):
        raise NetlistError(
            f"a row has {len(row)} values for {len(header)} columns",
            "netlist_createLogData() gives a header and a row of different lengths",
            "append to both, side by side",
        )
    if len(set(header)) != len(header):
        twice = next(name for i, name in enumerate(header) if name in header[:i])
        raise NetlistError(f"two columns are named {twice!r}", "", "give each column a name of its own")


def _line(cells: Any) -> str:
    return SEPARATOR.join(map(_cell, cells)) + "\n"


def _cell(text: str) -> str:
    """`text`, quoted where csv readers would stumble over it."""
    if any(c in text for c in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
