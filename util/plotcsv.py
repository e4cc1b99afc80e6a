"""Reads the csv of a run for plotting: column names that help when one is missing, and the cells as texts.

Used by `util.plotutil`. Loads in no time, so numpy is imported only where a csv is read.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from util.errors import NetlistError, ParameterError, TokenSpiceError
from util.growingcsv import SEPARATOR, readLines
from util.strutil import nearest

if TYPE_CHECKING:
    from numpy import str_
    from numpy.typing import NDArray


class MissingColumn(NetlistError, ValueError):
    """The plot instructions ask for a column that the csv does not have. A ValueError too, as of any list's `index`."""


class NotANumber(ParameterError):
    """A cell that should hold a number.

    Attributes:
        row: counts from 0, below the header.
        cell: what the cell holds.
    """

    def __init__(self, row: int, cell: str):
        self.row, self.cell = row, cell
        super().__init__(f"item {row} of a column is {cell!r}", "a plot needs numbers", "plot another column")


class Header(list[str]):
    """The names of a csv's columns, with errors that name the file and the column."""

    def __init__(self, names: Iterable[str], file: str):
        super().__init__(names)
        self.file = file

    def index(self, name: str, start: Any = 0, stop: Any = sys.maxsize, /) -> int:
        """The number of column `name`, from 0."""
        if name in self:
            return super().index(name, start, stop)
        near = nearest(str(name), self, n=3)
        raise MissingColumn(
            f"{self.file} has no column {name!r}, which the plot instructions ask for",
            (f"near misses: {', '.join(near)}; " if near else "") + f"its columns are {', '.join(self)}",
            "name one of these in netlist_plotInstructions, or log the column and run again",
        )

    def notANumber(self, error: NotANumber, column: str) -> TokenSpiceError:
        """`error`, told by the place of its cell in the file."""
        return TokenSpiceError(
            f"{self.file}, line {error.row + 2}, column {column!r} holds {error.cell!r}",
            "a plot needs numbers",
            "mend that cell, or plot another column",
        )


def arrayToFloatList(x_array: Iterable[Any]) -> list[float]:
    """The floats in `x_array`, for instance in a column of the texts that plot instructions receive.

    Raises:
        ParameterError: an item is not a number. "inf" and "nan" are numbers here, and an empty cell is nan.
    """
    # Python's own texts are read several times as fast as numpy's.
    items = x_array.tolist() if hasattr(x_array, "tolist") else list(x_array)
    try:
        return list(map(float, items))
    except (TypeError, ValueError):
        return _floatsWithGaps(items)


def _floatsWithGaps(items: list[Any]) -> list[float]:
    floats = []
    for row, item in enumerate(items):
        try:
            floats.append(float(item) if item != "" else math.nan)
        except (TypeError, ValueError):
            raise NotANumber(row, str(item)) from None
    return floats


def csvToHeaderValues(filename: str) -> tuple[Header, NDArray[str_]]:
    """The names of the columns, and the cells below them: text[n_rows, n_columns].

    Raises:
        TokenSpiceError: there is no such file, it has no row, or a row lacks cells or has too many.
    """
    import numpy

    rows = _rows(filename)
    if len(rows) < 2:
        what = "holds column names but no row" if rows else "is empty"
        raise TokenSpiceError(f"{filename} {what}", "there is nothing to plot", "run the netlist again, to its end")
    header = Header(rows[0], filename)
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise _ragged(header, line, n_cells=len(row), is_last=line == len(rows))
    # Python's own texts in an array: numpy's would be copied here, and back again for every column.
    return header, numpy.array(rows[1:], dtype=object)


def _rows(filename: str) -> list[list[str]]:
    """The lines of a CSV as lists of cells, without white space around cells and without empty lines at the end."""
    import csv

    try:
        lines = readLines(Path(filename))
        if any(" " in line or '"' in line or "\t" in line for line in lines):
            rows = [[cell.strip() for cell in row] for row in csv.reader(lines, skipinitialspace=True)]
        else:
            # As `tsp run` writes it, most often: then this takes a fifth of the time.
            rows = [text.split(SEPARATOR) if (text := line.rstrip("\r\n")) else [] for line in lines]
    except OSError as e:
        why = e.strerror or str(e)
        raise TokenSpiceError(f"{filename} cannot be read", why, "name a csv that `tsp run` wrote") from e
    except (csv.Error, UnicodeDecodeError) as e:
        raise TokenSpiceError(f"{filename} is not a csv", str(e), "run the netlist again") from e
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _ragged(header: Header, line: int, n_cells: int, is_last: bool) -> TokenSpiceError:
    what = f"{header.file}, line {line} has {n_cells} cells where the header has {len(header)}"
    if is_last and n_cells < len(header):
        return TokenSpiceError(what, "the run was stopped while it wrote that line", f"delete line {line}")
    return TokenSpiceError(
        what,
        "every row needs one cell per column",
        "let the netlist log the same columns at each tick, and run it again",
    )
