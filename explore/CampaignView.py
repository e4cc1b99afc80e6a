"""What a page of `tsp view` shows of a campaign: its report, its runs with parameters and measures, and logged series
over all runs, where rows were kept.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.Measure import Measure
from engine.Netlist import Netlist
from engine.overrides import Strategy, valuesOf
from explore import expressions
from explore.Failure import OK, Failure
from explore.Manifest import isSameNetlist, netlistFacts, readManifest
from explore.series import Series, columnsIn, seriesNamed
from explore.Store import ROWS, rowsOf
from util.errors import TokenSpiceError
from util.htmlpage import packed, page
from util.plain import plain
from util.plotlines import styleOf
from util.plotunits import STEPS
from web3engine.chains import scratchChain

# So many bytes of series, packed, go into a page, which more would make slow to open; the folder has the others.
_MAX_BYTES = 8_000_000
# Larger CSV files stay in the folder, and so do the bands of the series, which the page works out itself.
_MAX_TABLE = 1_000_000
_DRAWN = ("bands.csv",)
# Columns of every run, before its parameters.
_OWN = ("i", "point", "rep", "seed", "variant", "status")
_LIMIT = re.compile(r"(?P<always>always )?(?P<what>.+) (?P<relation>>=|<=|>|<) (?P<bound>\S+)")


class CampaignView:
    """A campaign in a folder, to be shown.

    Args:
        folder: of the campaign.
        live: where more comes from, while it goes on.
    Raises:
        TokenSpiceError: it holds none.
    """

    def __init__(self, folder: Path, live: Mapping[str, Any] | None = None):
        self.folder = folder
        self.live = live
        self.manifest = readManifest(folder)
        self.asked: dict[str, Any] = self.manifest["asked"]
        self.limits = list(_limits(self.asked.get("specs", {})))
        self._packed: list[str] = []

    def page(self) -> str:
        """The HTML."""
        facts = self.facts()
        return page(facts["title"], facts, self._packed, is_live=self.live is not None)

    def facts(self) -> dict[str, Any]:
        """All that is shown, as JSON can hold it; columns by their numbers."""
        call = self.manifest["calls"][-1]
        report = self._report()
        rows = list(rowsOf(self.folder)) if (self.folder / "runs.jsonl").is_file() else []
        series, left_out = self._series()
        nominal = self._nominal({name for row in rows for name in row.get("set", {})})
        return {
            "kind": "campaign",
            "folder": str(self.folder),
            "title": report.get("title") or f"{self.asked['verb']} of {call['netlist']}",
            "verb": self.asked["verb"],
            "calls": [{key: call.get(key) for key in ("command", "start", "end", "status", "error")}],
            "asked": [[name, str(value)] for name, value in _flat(self.asked)],
            "versions": [[name, str(value)] for name, value in call.get("versions", {}).items()],
            "limits": self.limits,
            "report": report,
            "files": self._files(),
            "n": len(rows),
            "columns": self._columns([flatRun(row, self.limits, nominal) for row in rows]),
            "series": series,
            "leftOut": left_out,
            **({"live": self.live} if self.live else {}),
        }

    def _report(self) -> dict[str, Any]:
        file = self.folder / "report.json"
        if not file.is_file():
            return {}
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as e:
            raise TokenSpiceError(f"{file} is damaged", str(e), "the same command again, which writes it anew") from e
        return found

    def _files(self) -> dict[str, dict[str, Any]]:
        """The tables that the verb wrote as CSV files, except for what the page draws from elsewhere."""
        found = {}
        for file in sorted(self.folder.glob("*.csv")):
            if file.name not in _DRAWN and file.stat().st_size <= _MAX_TABLE:
                with open(file, newline="", encoding="utf-8") as f:
                    header, *rows = csv.reader(f)
                found[file.stem] = {"header": header, "rows": rows}
        return found

    def _columns(self, rows: Sequence[dict[tuple[str, str], Any]]) -> list[dict[str, Any]]:
        """Name, kind and number of each column of the table of runs."""
        found: dict[tuple[str, str], None] = dict.fromkeys(key for row in rows for key in row)
        return [
            {"kind": kind, "name": name, "id": self._pack(json.dumps(row.get((kind, name))) for row in rows)}
            for kind, name in found
        ]

    def _nominal(self, names: set[str]) -> dict[str, Any]:
        """The values of these parameters in runs that do not set them; none, if the netlist is not what it was."""
        try:
            netlist = Netlist(self.manifest["calls"][-1]["netlist"])
            if not isSameNetlist(self.asked, netlistFacts(netlist)):
                return {}
            with scratchChain():
                known = valuesOf(Strategy(netlist["SimStrategy"], self.asked.get("set", {})).ss)
        except TokenSpiceError:
            # It was moved, or cannot be loaded any more: what was stored is shown all the same.
            return {}
        return {name: plain(known[name]) for name in sorted(names) if name in known}

    def _pack(self, cells: Iterator[str]) -> int:
        self._packed.append(packed("\n".join(cells)))
        return len(self._packed) - 1

    def _series(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The series that find room, and the names of those that do not."""
        folder = self.folder / ROWS
        if not folder.is_dir() or self.live:
            return [], []
        found, left_out = seriesNamed(folder, columnsIn(_measures(self.asked)))
        numbers = sorted(int(file.stem) for file in folder.glob("*.csv"))
        shown: list[dict[str, Any]] = []
        size = 0
        for one in found:
            block = packed(_cells(one))
            size += len(block)
            if size > _MAX_BYTES and shown:
                left_out = [*[other.name for other in found[len(shown) :]], *left_out]
                break
            self._packed.append(block)
            facts = {"days": one.days.tolist(), "runs": numbers, "stepped": styleOf(one.values) == STEPS}
            shown.append({"name": one.name, "id": len(self._packed) - 1, **facts})
        return shown, left_out


def flatRun(
    row: Mapping[str, Any], limits: Sequence[Mapping[str, Any]], nominal: Mapping[str, Any]
) -> dict[tuple[str, str], Any]:
    """A line of runs.jsonl as (kind, name) → value; `verdict` says what is wrong with the run, "" if nothing is.

    Args:
        nominal: values of the parameters that some runs set, for the others.
    """
    found: dict[tuple[str, str], Any] = {("own", name): row[name] for name in _OWN if name in row}
    # Larger than what a browser's numbers hold.
    found["own", "seed"] = str(row.get("seed"))
    found |= {("parameter", name): value for name, value in {**nominal, **row.get("set", {})}.items()}
    found |= {("measure", name): value for name, value in row.get("m", {}).items()}
    found |= {("margin", name): value for name, value in row.get("margin", {}).items()}
    found["own", "verdict"] = _verdict(row, limits)
    return found


def _verdict(row: Mapping[str, Any], limits: Sequence[Mapping[str, Any]]) -> str:
    if row["status"] != OK:
        return f"{row['status']}: {Failure(**row['error'])}"
    strict = {limit["name"] for limit in limits if not limit["relation"].endswith("=")}
    margins = row.get("margin", {})
    broken = [name for name, m in margins.items() if m is None or m < 0.0 or (m == 0.0 and name in strict)]
    if "violation" in row:
        broken.append(f"{row['violation'][0]} at tick {row['violation'][1]}")
    return f"fails {', '.join(dict.fromkeys(broken))}" if broken else ""


def _limits(specs: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What each spec limits, as its text says."""
    for name, text in specs.items():
        match = _LIMIT.fullmatch(text)
        if match is not None:
            what, relation = match["what"], match["relation"]
            always, bound = match["always"] is not None, float(match["bound"])
            yield {"name": name, "what": what, "relation": relation, "bound": bound, "always": always, "text": text}


def _measures(asked: Mapping[str, Any]) -> Iterator[Measure]:
    """The measures of a campaign that are expressions, and those of its specs."""
    for text in [*asked.get("measures", {}).values(), *[limit["what"] for limit in _limits(asked.get("specs", {}))]]:
        try:
            yield expressions.measure(text)
        except TokenSpiceError:
            # A function of the netlist: which columns it reads, nobody knows.
            continue


def _cells(series: Series) -> str:
    """One line per run, its values with commas between them: the shortest texts that read back as the same numbers."""
    lines = series.values.tolist()
    return "\n".join(",".join("" if value != value else repr(value) for value in line) for line in lines)


def _flat(facts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}: ")
        else:
            yield f"{before}{name}", value
