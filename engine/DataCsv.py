"""`DataCsv`: writes rows of named numbers to a CSV file as they come, and keeps the file rectangular.

Each row is on the disk when `write` returns, so a run that is killed keeps what it had. Numbers are written in the
shortest form that reads back as the same number. Columns may come and go from row to row; `util.growingcsv` sees to
the file.
"""

from __future__ import annotations

import math
import operator
import re
import reprlib
import weakref
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from util.base18 import Tokens
from util.errors import NetlistError, TokenSpiceError
from util.growingcsv import SEPARATOR, GrowingCsv, firstRows

# Values that cannot change behind our back: where one is as in the row before, so is its text.
_FIXED = {float, int, bool, Tokens}
# An empty name, or one with outer white space, or with a character that readers of CSV files stumble over.
_UNREADABLE = re.compile(r'["\r\n\0]|(?:^|,)(?:\s|,|$)|\s(?:,|$)')


class DataCsv:
    """One CSV file.

    Args:
        file: where; its folder must exist, and a file of that name is replaced at the first row.
        missing: what stands in rows that were written before their column came: "0", as in the reference, or "".
            Where a row lacks a column that earlier rows have, its cell is empty.
    """

    def __init__(self, file: Path, missing: str = "0"):
        self.file = file
        self.missing = missing
        self._out: GrowingCsv | None = None
        self._goes_on_at: list[Any] | None = None
        # The latest row: its names, values and texts, and which of the texts goes to which column of the file.
        self._header: list[str] | None = None
        self._row: list[Any] = []
        self._cells: list[str] = []
        self._columns: list[str] = []
        self._places: list[int] = []

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Adds a row.

        Args:
            header: a name for each value of `row`.
            row: numbers.
        Raises:
            NetlistError: names or values that `checkNames` or `number` refuse, or more of one than of the other. The
                file is as it was.
            TokenSpiceError: the file cannot be written.
        """
        known = header == self._header
        if not known or len(row) != len(header):
            checkNames(header, len(row))
        cells = self._texts(header, row)
        out = self._out or self._begun(list(header))
        if not known:
            self._header = list(header)
            self._widen(out, self._header)
        if out.columns is not self._columns or not known:
            self._arrange(out, header)
        out.append([*map([*cells, ""].__getitem__, self._places)] if self._places else cells)
        # A value that may change, such as an array, is not remembered.
        self._row = list(row) if _FIXED.issuperset(map(type, row)) else []
        self._cells = cells

    def close(self) -> None:
        """Leaves one complete file. It need not be called: it happens when this object, or the process, ends.

        Raises:
            TokenSpiceError: somebody deleted it meanwhile, or it cannot be written.
        """
        if self._out is not None:
            self._out.close()

    def position(self) -> list[Any] | None:
        """How many rows it has, and its columns in their order: what `reopen` needs. None before the first row."""
        return None if self._out is None else [self._out.n_rows, list(self._out.order)]

    def paths(self) -> list[Path]:
        """The files that it has written."""
        return [] if self._out is None else self._out.paths()

    def goOnAt(self, position: list[Any] | None, file: Path) -> None:
        """Notes that it is to go on behind the rows that there were at that position, see `reopen`.

        Args:
            file: where these rows are.
        Raises:
            TokenSpiceError: they are not there.
        """
        self._goes_on_at = position
        if position is not None:
            try:
                firstRows(file, position[1], position[0])
            except (OSError, ValueError) as e:
                raise TokenSpiceError(f"{file} lacks rows", f"{file} lacks rows that the checkpoint counts") from e

    def reopen(self) -> None:
        """Goes on where `goOnAt` has said. Later rows are gone.

        Raises:
            TokenSpiceError: the file cannot be written.
        """
        if self._goes_on_at is None:
            for path in (self.file, self.file.with_name(self.file.name + ".columns")):
                path.unlink(missing_ok=True)
            return
        n_rows, columns = self._goes_on_at
        self._out = GrowingCsv.reopened(self.file, columns, n_rows, self.missing)
        weakref.finalize(self, self._out.finish)

    def _texts(self, header: Sequence[str], row: Sequence[Any]) -> list[str]:
        """The texts of a row."""
        n = len(self._row)
        if not n or header[:n] != self._header:
            return list(map(number, header, row))
        cells = [
            cell
            if value is last or (value.__class__ is last.__class__ and value == last and value)
            else number(name, value)
            for name, value, last, cell in zip(header, row, self._row, self._cells)
        ]
        return [*cells, *map(number, header[n:], row[n:])]

    def _begun(self, header: list[str]) -> GrowingCsv:
        self._out = GrowingCsv(self.file, header, self.missing)
        weakref.finalize(self, self._out.finish)
        return self._out

    def _widen(self, out: GrowingCsv, header: list[str]) -> None:
        """Takes up columns that are new in the header. Columns that it lacks stay, at the end."""
        present = set(header)
        if not present.issubset(out.columns):
            out.widen([*header, *(name for name in out.order if name not in present)])

    def _arrange(self, out: GrowingCsv, header: Sequence[str]) -> None:
        """Finds out which cell goes to which column of the file."""
        self._columns = out.columns
        self._places = []
        if list(header) != out.columns:
            place = {name: i for i, name in enumerate(header)}
            self._places = [place.get(name, -1) for name in out.columns]


def checkNames(header: Sequence[str], n_values: int) -> None:
    """Refuses names of columns that could not be read back.

    Raises:
        NetlistError: a name twice; one that is empty, or has a comma, a quote, a line end or outer white space; no name
            at all; or other than `n_values` names.
    """
    if len(header) != n_values:
        raise NetlistError(
            f"a row has {n_values} values for {len(header)} columns",
            "netlist_createLogData() gives a header and a row of different lengths",
            "append to both, side by side",
        )
    if not header:
        raise NetlistError("a row has no column", "", "log at least one number")
    if len(set(header)) != len(header):
        twice = next(name for i, name in enumerate(header) if name in header[:i])
        raise NetlistError(f"two columns are named {twice!r}", "", "give each column its own name")
    try:
        # One search of all names together: a row that brings a column is checked in full.
        fine = _areReadable(SEPARATOR.join(header), n_values)
    except TypeError:
        fine = False
    if not fine:
        culprit = next(
            name for name in header if not isinstance(name, str) or SEPARATOR in name or _UNREADABLE.search(name)
        )
        why = "a name is a text without commas, quotes, line ends and outer white space, and not empty"
        raise NetlistError(f"no column can be named {culprit!r}", why, "give that column a plain name")


@lru_cache(maxsize=16)
def _areReadable(names: str, n: int) -> bool:
    return names.count(SEPARATOR) == n - 1 and not _UNREADABLE.search(names)


def number(column: str, value: Any) -> str:
    """`value` in the shortest form that reads back as the same number: 0.1, 1440, 1e+16, inf, nan.

    Integers and Decimals keep every digit. Fractions, and numpy's floats of more than 64 bits, are rounded to the
    nearest float. An array of one number is that number.

    Raises:
        NetlistError: it is not a number, or a number that no text of fair length holds.
    """
    try:
        if type(value) is int:
            return repr(value)
        if isinstance(value, float):
            text = float.__repr__(value)
            return text[:-2] if text.endswith(".0") else text
        return _numberOf(column, value)
    except (TypeError, ValueError, ArithmeticError) as e:
        kind = "a number that is too large to write" if _isTooLarge(e, value) else "something that is not a number"
        why = f"netlist_createLogData() gave {_shortened(value)} for it"
        raise NetlistError(f"the column {column!r} got {kind}", why, "log numbers only") from None


def _numberOf(column: str, value: Any) -> str:
    """`number` for all kinds but the two most frequent."""
    # Imported here: few runs need them.
    from decimal import Decimal
    from fractions import Fraction

    if hasattr(value, "dtype"):
        value = _scalar(value)
    if hasattr(value, "__index__"):
        return int.__repr__(operator.index(value))
    if isinstance(value, str):
        value = Decimal(value)
    if isinstance(value, Fraction) and value.denominator == 1:
        return int.__repr__(value.numerator)
    if isinstance(value, (bytes, bytearray)):
        raise TypeError
    as_float = float(value)
    text = number(column, as_float)
    if isinstance(value, Decimal):
        return text if value.is_nan() or Decimal(text) == value else str(value)
    if math.isinf(as_float) and value != as_float:
        raise OverflowError
    return text


def _scalar(value: Any) -> Any:
    """What is in a scalar or an array of numpy or pandas, or of something like them."""
    if getattr(value.dtype, "kind", "f") not in "biufO":
        raise TypeError
    value = value.tolist()
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def _isTooLarge(error: Exception, value: Any) -> bool:
    # Python refuses with a ValueError to write integers of more digits than sys.get_int_max_str_digits().
    return isinstance(error, OverflowError) or isinstance(value, int)


def _shortened(value: Any) -> str:
    """`value` as an error shows it."""
    return f"an integer of {value.bit_length()} bits" if isinstance(value, int) else reprlib.repr(value)
