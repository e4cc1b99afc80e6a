"""A CSV file that grows by rows and by columns, and is rectangular whenever somebody looks at it.

`GrowingCsv` writes it (for `engine.DataCsv`); `readLines` reads it (for `util.plotcsv`). A row is one write, which
survives the death of the process. A file cannot get a new column without being rewritten, so rewriting at every new
column would cost the cube of the rows where each row brings one. Instead, the cells of new columns go to a journal next
to the file, `<file>.columns`, and the two are merged by an atomic replacement whenever the file has doubled, when it is
small, and at the end. A run that is killed leaves at worst a rectangular file with every row, and a journal that
`readLines` adds to it.

The journal, line by line: first the number of rows that the file had, and the text for what earlier rows lack; then
"+name,name,..." where columns begin, and for each further row its cells in the new columns so far.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from util.writing import cannotBeWritten, replaceFile

SEPARATOR = ","
# Below this size in bytes a file is rewritten at once: that costs less than keeping a journal.
_SMALL = 1 << 14


class GrowingCsv:
    """The file and its journal.

    Args:
        file: where. A file of that name is replaced, and so is its journal.
        columns: their names.
        missing: the text of a cell in rows that are older than its column.

    Attributes:
        columns: the order in which `append` takes the cells. A new list whenever it changes.
        order: the order of the columns in the complete file.
    """

    def __init__(self, file: Path, columns: list[str], missing: str):
        self.file, self.missing = file, missing
        try:
            _journalOf(file).unlink(missing_ok=True)
            file.write_text(_line(columns), encoding="utf-8")
        except OSError as e:
            # A header without its end would be taken for one.
            file.unlink(missing_ok=True)
            raise cannotBeWritten(file, e) from e
        self._begin(columns, 0, len(_line(columns).encode()))

    def _begin(self, columns: list[str], n_rows: int, size: int) -> None:
        self.columns = self.order = columns
        # How many of the columns are in the file; the others are in the journal.
        self._n_filed = len(columns)
        self._n_rows = n_rows
        # Bytes of the file when it was last written whole, and bytes that came to it and to its journal since.
        self._size, self._grown = size, 0
        self._file, self._journal = _Tail(self.file), _Tail(_journalOf(self.file), os.O_CREAT)

    @classmethod
    def reopened(cls, file: Path, columns: list[str], n_rows: int, missing: str) -> GrowingCsv:
        """The file that is there, with these columns, in this order, and its first `n_rows` rows. The rest is gone.

        Raises:
            ValueError: it has fewer rows, or lacks a column.
            TokenSpiceError: it cannot be written.
        """
        text = firstRows(file, columns, n_rows)
        replaceFile(file, text)
        _journalOf(file).unlink(missing_ok=True)
        made = cls.__new__(cls)
        made.file, made.missing = file, missing
        made._begin(columns, n_rows, len(text.encode()))
        return made

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return self._n_rows

    def paths(self) -> list[Path]:
        """The file, and its journal if there is one."""
        return [path for path in (self.file, _journalOf(self.file)) if path.exists()]

    def widen(self, columns: list[str]) -> None:
        """Gives the file these columns, in this order; those it has must be among them."""
        known = set(self.columns)
        new = [name for name in columns if name not in known]
        self.order = columns
        opening = "" if len(self.columns) > self._n_filed else f"{self._n_rows}{SEPARATOR}{self.missing}\n"
        self.columns = [*self.columns, *new]
        self._grown += self._journal.append(f"{opening}+{_line(new)}")
        self._mergeIfCheap()

    def append(self, cells: list[str]) -> None:
        """Adds a row, one cell per column."""
        if len(cells) > self._n_filed:
            # First the journal: if it ends before the file does, a reader knows that it has to look again.
            self._grown += self._journal.append(_line(cells[self._n_filed :]))
            cells = cells[: self._n_filed]
        self._grown += self._file.append(_line(cells))
        self._n_rows += 1
        if len(self.columns) > self._n_filed:
            self._mergeIfCheap()

    def close(self) -> None:
        """Leaves one complete file. `append` opens it again.

        Raises:
            TokenSpiceError: somebody deleted it.
        """
        deleted = self._file.wasDeleted()
        self.finish()
        if deleted:
            raise cannotBeWritten(self.file, FileNotFoundError(errno.ENOENT, "it was deleted during the run"))

    def finish(self) -> None:
        """As `close`, without a word about a file that is gone: its folder was a temporary one, most likely."""
        if len(self.columns) > self._n_filed and not self._file.wasDeleted():
            self._merge()
        self._file.close()

    def _mergeIfCheap(self) -> None:
        if self._grown >= self._size or self._size + self._grown < _SMALL:
            self._merge()

    def _merge(self) -> None:
        """Moves what is in the journal to the file, by an atomic replacement."""
        part = self.file.with_name(self.file.name + ".part")
        try:
            self._writeMerged(part)
            self._size, self._grown = part.stat().st_size, 0
            os.replace(part, self.file)
            self._file.close()
            self._journal.close()
            self._journal.path.unlink()
        except OSError as e:
            part.unlink(missing_ok=True)
            raise cannotBeWritten(self.file, e) from e
        self.columns, self._n_filed = self.order, len(self.order)

    def _writeMerged(self, path: Path) -> None:
        place = {name: i for i, name in enumerate(self.columns)}
        with ExitStack() as stack:
            old, journal = (
                stack.enter_context(open(p, encoding="utf-8", newline="\n")) for p in (self.file, self._journal.path)
            )
            new = stack.enter_context(open(path, "w", encoding="utf-8", newline="\n"))
            old.readline()
            lines = _joined(old, journal, len(self.columns) - self._n_filed)
            if self.order != self.columns:
                lines = _reordered(lines, [place[name] for name in self.order])
            new.write(_line(self.order))
            new.writelines(lines)


class _Tail:
    """The end of a file. It stays open as long as lines come: opening it for each would cost ten times the writing.

    Args:
        path: the file.
        flags: for os.open, besides those for appending.
    """

    def __init__(self, path: Path, flags: int = 0):
        self.path = path
        self._flags = os.O_WRONLY | os.O_APPEND | flags
        self._fd = -1

    def __del__(self) -> None:
        self.close()

    def append(self, text: str) -> int:
        """Adds `text` in one write, which the system keeps even if this process is killed. Returns its bytes."""
        data = text.encode()
        try:
            if self._fd < 0:
                self._fd = os.open(self.path, self._flags, 0o666)
            n = os.write(self._fd, data)
            if n < len(data):
                os.ftruncate(self._fd, os.fstat(self._fd).st_size - n)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as e:
            raise cannotBeWritten(self.path, e) from e
        return len(data)

    def wasDeleted(self) -> bool:
        """Whether the file that was written to is no longer in its folder."""
        return self._fd >= 0 and not os.fstat(self._fd).st_nlink

    def close(self) -> None:
        """Closes it; `append` opens it again."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1


def firstRows(file: Path, columns: list[str], n_rows: int) -> str:
    """The text of a file that has these columns alone, in this order, and the first `n_rows` rows.

    Raises:
        OSError, UnicodeDecodeError: as of any reading.
        ValueError: it has fewer rows, or lacks a column.
    """
    head, *lines = readLines(file) or [""]
    names = head.rstrip("\n").split(SEPARATOR)
    places = [names.index(name) for name in columns]
    lines = lines[:n_rows]
    if len(lines) < n_rows or not all(line.endswith("\n") for line in lines):
        raise ValueError(f"it has fewer than {n_rows} rows")
    return "".join([_line(columns), *_reordered(lines, places)])


def readLines(file: Path) -> list[str]:
    """The lines of a CSV, with what the journal next to it adds, each with its line end.

    It can be called while the file is being written, and after its writer was killed.

    Raises:
        OSError, UnicodeDecodeError: as of any reading.
    """
    # The journal first: what it has, the file has by then, at least in its old columns.
    try:
        journal = _journalOf(file).read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        journal = []
    with open(file, encoding="utf-8", newline="") as f:
        lines = list(f)
    names = [name for entry in journal if entry.startswith("+") for name in entry[1:-1].split(SEPARATOR)]
    if not lines or not names or not set(names).isdisjoint(lines[0].rstrip("\n").split(SEPARATOR)):
        return lines
    head = lines[0].rstrip("\n") + SEPARATOR + _line(names)
    return [head, *_joined(lines[1:], journal, len(names))]


def _joined(lines: Iterable[str], journal: Iterable[str], n_new: int) -> Iterator[str]:
    """The lines below the header, each with the cells of the `n_new` columns in the journal behind it.

    Where one of the two ends before the other, the rest of the other is left out.
    """
    lines, entries = iter(lines), iter(journal)
    n_old, missing = next(entries).rstrip("\n").split(SEPARATOR)
    blank = SEPARATOR + missing
    for line in islice(lines, int(n_old)):
        yield f"{line[:-1]}{blank * n_new}\n"
    n_later = n_new
    for entry in entries:
        if entry.startswith("+"):
            n_later -= entry.count(SEPARATOR) + 1
            continue
        line = next(lines, "")
        if not line or not entry.endswith("\n"):
            return
        yield f"{line[:-1]}{SEPARATOR}{entry[:-1]}{blank * n_later}\n"


def _reordered(lines: Iterable[str], places: list[int]) -> Iterator[str]:
    """The lines with their cells in another order."""
    for line in lines:
        cells = line[:-1].split(SEPARATOR)
        yield _line([cells[place] for place in places])


def _line(cells: list[str]) -> str:
    return SEPARATOR.join(cells) + "\n"


def _journalOf(file: Path) -> Path:
    return file.with_name(file.name + ".columns")
