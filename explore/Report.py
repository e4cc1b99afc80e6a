"""`Report`: what a campaign found, for a terminal, a file, a notebook and a program. It depends on the runs alone, not
on when or where they were made, so a campaign that was interrupted has the same report as one that was not.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explore.Runs import Runs
from explore.Store import writeJson
from explore.words import markdown, table
from util.writing import replaceFile

# How well a spec is fulfilled.
PASS, FAIL, UNSURE = "PASS", "FAIL", "UNSURE"

# What is shown of a table on a terminal.
_MAX_ROWS, _MAX_WIDTH = 20, 160


class Table(NamedTuple):
    """A table of texts, with its title."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Report:
    """What was found.

    Attributes:
        title: one line: the verb, how many runs of which netlist, what varied.
        tables: for a reader.
        notes: what else is worth a line.
        facts: the same and more, as plain data.
        holds: whether every spec holds with the confidence asked; None if there is no spec.
        files: name of a CSV file → (header, rows).
        pictures: name of a PNG file → what draws it; made only when it is written.
        hint: the command to type next.
        results: all runs; of mc at several corners, those at the first.
    """

    title: str
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    holds: bool | None = None
    files: dict[str, tuple[Sequence[str], Sequence[Sequence[Any]]]] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    hint: str = ""
    results: Runs = field(default_factory=lambda: Runs([]))

    @property
    def exit_code(self) -> int:
        """0, or 3 if a spec does not hold."""
        return 3 if self.holds is False else 0

    @property
    def table(self) -> Any:
        """The first table: a DataFrame, or a list of dicts without pandas."""
        first = self.tables[0]
        return frame([dict(zip(first.header, row)) for row in first.rows])

    @property
    def runs(self) -> Any:
        """One row per run: its point, parameters, measures, margins and status. A DataFrame, or a list of dicts."""
        return frame(list(self.results.rows()))

    @property
    def yield_(self) -> dict[str, float]:
        """Spec → share of worlds that fulfil it, of mc, at the nominal values or the first corner; otherwise empty."""
        places = list(self.facts.get("at", {}).values())
        return {spec: facts["yield"] for spec, facts in places[0]["specs"].items()} if places else {}

    def noteLost(self, runs: Runs, where: str = "") -> None:
        """Notes the measures that have no value in some runs that did not fail: means leave these out. And the specs of
        which that holds in all runs.

        Args:
            where: the runs were made, in words such as " at boom"; "" says nothing.
        """
        for name in runs.measures:
            lost, n = int((runs.ok & ~np.isfinite(runs.measure(name))).sum()), int(runs.ok.sum())
            some = f"{lost} of {n} runs{where}; its mean is over the others"
            if lost:
                self.notes.append(f"{name} has no value in {some if lost < n else f'any run{where}'}.")
        for spec in runs.specs:
            if runs.ok.any() and np.isnan(runs.margin(spec)[runs.ok]).all():
                self.notes.append(f"{spec} holds in no run{where}, because what it limits has no value.")

    def text(self) -> str:
        """For a terminal."""
        parts = [self.title]
        for one in self.tables:
            parts.append("\n".join([*([one.title] if one.title else []), *_cut(table(one.header, one.rows))]))
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def asMarkdown(self) -> str:
        """For report.md."""
        lines = [f"# {self.title}", ""]
        for one in self.tables:
            lines += [*([f"## {one.title}", ""] if one.title else []), *markdown(one.header, one.rows), ""]
        lines += [f"* {note}" for note in self.notes]
        if self.pictures:
            lines += ["", *[f"![{name}]({name}.png)" for name in self.pictures]]
        return "\n".join(lines).rstrip() + "\n"

    def write(self, folder: Path, with_pictures: bool = True) -> None:
        """Writes report.json, report.md, the CSV files and the pictures into a folder."""
        if not with_pictures:
            self.pictures = {}
        writeJson(folder / "report.json", plain({"title": self.title, "holds": self.holds, **self.facts}))
        replaceFile(folder / "report.md", self.asMarkdown())
        for name, (header, rows) in self.files.items():
            replaceFile(folder / f"{name}.csv", csvText(header, rows))
        for name, draw in self.pictures.items():
            draw(folder / f"{name}.png")

    def _repr_markdown_(self) -> str:
        return self.asMarkdown().split("\n![")[0]


def _cut(lines: list[str]) -> list[str]:
    """A table as a terminal can hold it; report.md has all of it."""
    shown = [line if len(line) <= _MAX_WIDTH else f"{line[: _MAX_WIDTH - 1]}…" for line in lines[: 1 + _MAX_ROWS]]
    left = len(lines) - len(shown)
    return [*shown, *([f"… {left} more in report.md"] if left > 0 else [])]


def frame(rows: list[dict[str, Any]]) -> Any:
    """The rows as a pandas DataFrame, or as they are where pandas is not installed."""
    try:
        import pandas
    except ModuleNotFoundError:
        return rows
    return pandas.DataFrame(rows)


def csvText(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A CSV file. Numbers are written in the shortest form that reads back as the same number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def plain(facts: Any) -> Any:
    """`facts` as JSON can hold them: no infinity, no nan, no numpy."""
    if isinstance(facts, Mapping):
        return {str(name): plain(value) for name, value in facts.items()}
    if isinstance(facts, (list, tuple)):
        return [plain(value) for value in facts]
    if hasattr(facts, "item") and not isinstance(facts, str):
        facts = facts.item()
    if isinstance(facts, float):
        return facts if math.isfinite(facts) else None
    return facts if facts is None or isinstance(facts, (bool, int, str)) else str(facts)
