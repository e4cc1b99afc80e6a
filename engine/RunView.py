"""What a page of `tsp view` shows of a run: rows, the plots of its netlist, parameters, events, how it was made."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.Event import Event
from engine.Netlist import Netlist
from engine.parametertable import rows as parameterRows
from engine.SimEngine import TIME_COLUMNS
from util.errors import TokenSpiceError
from util.htmlpage import packed, page
from util.plotcsv import Header
from util.plotunits import POINTS, STEPS, unitName
from util.plotutil import LOG, YParam, instructionsFor
from web3engine.chains import scratchChain

# A column that keeps its value in most rows moves in steps.
_MOSTLY = 0.5


@dataclass
class RunView:
    """One run, to be shown.

    Attributes:
        name: what tells it from others in a page.
        facts: of run.json.
        netlist: None if it is not there any more.
        header, values: of data.csv: values text[n_rows, n_columns], as lists of columns' cells by name.
        events: what happened.
        flows: who paid whom, as in flows.json; None if nobody counted.
    """

    name: str
    facts: Mapping[str, Any]
    netlist: Netlist | None
    header: Sequence[str]
    values: Any
    events: Sequence[Event] = ()
    flows: Any = None
    problems: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Netlist, seed and what was set."""
        sets = "".join(f", {name} = {value}" for name, value in self.facts.get("overrides", {}).items())
        return f"{self._path()}, seed {self.facts.get('seed')}{sets}"

    def _path(self) -> str:
        return self.netlist.name if self.netlist is not None else str(self.facts.get("netlist", {}).get("path"))

    @property
    def days(self) -> float:
        """How long it lasted, in simulated days."""
        return float(self.values[-1, list(self.header).index("Day")]) if len(self.values) else 0.0

    def command(self) -> str:
        """What makes the run again."""
        facts = self.facts
        options = [f"--set {shlex.quote(f'{name}={value}')}" for name, value in facts.get("overrides", {}).items()]
        settings = facts.get("settings", {})
        chain = facts.get("chain") or {}
        if settings.get("network", "embedded") != "embedded":
            options.append(f"--network {settings['network']}")
        if "fork" in chain:
            options.append(f"--fork-block {chain['fork']['number']}")
        if settings.get("engine", "auto") != "auto":
            options.append(f"--engine {settings['engine']}")
        if chain.get("hardfork", "shanghai") != "shanghai":
            options.append(f"--hardfork {chain['hardfork']}")
        return " ".join(["tsp run", shlex.quote(self._path()), "OUT", f"--seed {facts.get('seed')}", *options])

    @property
    def status(self) -> str | None:
        """As in run.json: "finished", "error", …"""
        return self.facts.get("status")

    def ended(self) -> str:
        """How it ended, in words."""
        facts = self.facts
        words = {"finished": "finished", "error": "failed", "interrupted": "was interrupted", "running": "is running"}
        how = words.get(str(facts.get("status")), f"ended as {facts.get('status')}")
        at = f" after tick {facts['ticks']}" if "ticks" in facts else ""
        when = f", {facts['end']}" if facts.get("end") else ""
        return f"{how}{at}{when}" + (f": {facts['error']}" if facts.get("error") else "")

    def parameters(self) -> list[list[Any]]:
        """Name, value, unit, meaning, default and whether it was set, of each parameter."""
        strategy, sets = self.facts.get("strategy", {}), self.facts.get("overrides", {})
        known: dict[str, list[str]] = {}
        if self.netlist is not None:
            with scratchChain():
                known = {row[0].strip("`"): row for row in parameterRows(self.netlist["SimStrategy"])}
        names = [*[name for name in known if name in strategy], *[name for name in strategy if name not in known]]
        shown = [name for name in names if not name.startswith("_")]
        return [self._parameter(name, strategy[name], known.get(name), name in sets) for name in shown]

    def _parameter(self, name: str, value: Any, row: list[str] | None, is_set: bool) -> list[Any]:
        default, unit, meaning = (row[1], row[2], row[4]) if row else ("", "", "")
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return [name, value if is_number else str(value), unit, meaning, default, is_set]

    def plots(self) -> list[dict[str, Any]]:
        """What the netlist plots.

        Raises:
            TokenSpiceError: it asks for what is not there.
        """
        if self.netlist is None or not len(self.values):
            return []
        header = Header(self.header, "data.csv")
        _, _, wanted = instructionsFor(header, self.values, self.netlist["netlist_plotInstructions"])
        stepped = set(self.stepped())
        return [_plot(one, stepped) for one in wanted]

    def stepped(self) -> list[str]:
        """Columns that are drawn as steps: those that keep their value from one row to the next most often."""
        import numpy

        found = []
        for i, name in enumerate(self.header):
            cells = self.values[:, i] if len(self.values) > 1 else []
            if len(cells) and name not in TIME_COLUMNS and numpy.mean(cells[1:] == cells[:-1]) >= _MOSTLY:
                found.append(name)
        return found

    def marks(self) -> list[dict[str, Any]]:
        """The events, with their times in each unit."""
        if not len(self.values):
            return []
        last = dict(zip(self.header, self.values[-1].tolist()))
        ticks = float(last.get("Tick") or 0)
        per_tick = {name: float(last[name]) / ticks if ticks else 0.0 for name in TIME_COLUMNS if name in last}
        return [{**asdict(one), "at": {name: one.tick * per for name, per in per_tick.items()}} for one in self.events]

    def origin(self) -> list[list[str]]:
        """What its numbers depend on."""
        facts = self.facts
        rows = [["netlist", self._path()], ["seed", str(facts.get("seed"))]]
        rows += [["SHA-256 of the netlist", str(facts.get("netlist", {}).get("sha256"))]]
        rows += [
            [name, str(facts[name])] for name in ("start", "end", "git_commit", "netlist_git_commit") if name in facts
        ]
        for chain, of in {"chain": facts.get("chain") or {}, **facts.get("chains", {})}.items():
            rows += [[f"{chain}: {name}", str(value)] for name, value in of.items()]
        rows += [[f"version of {name}", value] for name, value in facts.get("versions", {}).items()]
        return rows + [[f"input file {name}", digest] for name, digest in facts.get("input_files", {}).items()]


def _plot(one: YParam, stepped: set[str]) -> dict[str, Any]:
    return {
        "title": one.words,
        "unit": unitName(one.mult, one.unit),
        "log": one.y_scale == LOG,
        "columns": list(one.y_header_names),
        "labels": list(one.labels),
        "points": one.drawn == POINTS,
        "stepped": [one.drawn == STEPS or (one.drawn is None and name in stepped) for name in one.y_header_names],
        "zeroIsNone": one.zero_is_none,
        "negative": [name in one.negative for name in one.y_header_names],
    }


def pageOf(views: Sequence[RunView], live: Mapping[str, Any] | None = None) -> str:
    """The page of a run; of several, drawn over each other, with the plots and parameters of the first.

    Args:
        live: where more data comes from, while a run goes on.
    """
    first, runs = views[0], []
    columns: list[str] = []
    for view in views:
        ids = {}
        for i, name in enumerate(view.header):
            ids[name] = len(columns)
            columns.append(packed("\n".join(view.values[:, i].tolist()) if len(view.values) else ""))
        runs.append(
            {"name": view.name, "columns": ids, "events": view.marks(), "flows": view.flows, "origin": view.origin()}
        )
    plots, why = _plotsOf(first)
    title = first.title if len(views) == 1 else f"{len(views)} runs: {', '.join(view.name for view in views)}"
    facts = {
        "kind": "run",
        "title": title,
        "command": first.command(),
        "status": next((view.status for view in views if view.status != "finished"), "finished"),
        "ended": "; ".join(f"{view.name}: {view.ended()}" if len(views) > 1 else view.ended() for view in views),
        "days": max(view.days for view in views),
        "runs": runs,
        "plots": plots,
        "noPlots": why,
        "stepped": first.stepped(),
        "parameters": first.parameters(),
        **({"live": live} if live else {}),
    }
    return page(title, facts, columns, is_live=live is not None)


def _plotsOf(view: RunView) -> tuple[list[dict[str, Any]], str]:
    """The plots, or why there are none."""
    if view.netlist is None:
        return [], "The netlist is not where it was, so its plots are not known; any column can be drawn below."
    try:
        return view.plots(), "The netlist asks for no plot; any column can be drawn below."
    except TokenSpiceError as e:
        return [], f"The netlist's plots cannot be drawn: {e}"
