"""`Run`: what a run produced, for notebooks and scripts; from memory, or from the folder that `tsp run` has written."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.DataCsv import DataCsv, number
from engine.Event import EVENTS_CSV, Event, readEvents
from engine.Flows import readFlows
from engine.Netlist import Netlist
from engine.Record import Rows
from engine.RunDir import DATA_FILES, RUN_JSON, environmentFacts, readFacts, settingsFacts
from engine.RunView import RunView, pageOf
from engine.runwords import alarm, caption
from engine.SimEngine import SimEngine
from engine.Simulation import Simulation
from util.errors import TokenSpiceError
from util.installing import need
from util.paths import checkFree
from util.plotcsv import Header, arrayToFloatList, csvToHeaderValues

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy import float64
    from numpy.typing import NDArray

# Rows that a notebook shows of a run, and what its page looks like there.
_SHOWN = 5
_FRAME = "width: 100%; height: 45rem; border: 1px solid #ccc"


class Run:
    """The data of a run, and how it was produced.

    Attributes:
        netlist: the netlist that was run; None if it was made in a notebook and is loaded from a folder.
        folder: where its files are; None while it is in memory only.
        events: what happened in it.
    """

    def __init__(
        self,
        facts: dict[str, Any],
        netlist: Netlist | None,
        tables: dict[str, Table],
        folder: Path | None = None,
        events: Sequence[Event] = (),
    ):
        self._facts = facts
        self.netlist = netlist
        self.folder = folder
        self.events = events
        self._tables = tables

    @property
    def facts(self) -> dict[str, Any]:
        """What run.json says: netlist, seed, overrides, strategy, versions, …"""
        if "versions" not in self._facts and self.netlist is not None:
            # Asking git takes longer than many a run, so it is asked when somebody wants to know.
            self._facts.update(environmentFacts(self.netlist))
        return self._facts

    @property
    def seed(self) -> int:
        """The seed of all its randomness."""
        return int(self._facts["seed"])

    @property
    def data(self) -> dict[str, NDArray[float64]]:
        """Column of data.csv → float64[n_rows]; nan where nothing was measured."""
        return self._table.columns()

    @property
    def projects(self) -> dict[str, NDArray[float64]]:
        """Column of rpdata.csv → float64[n_rows]; empty for a netlist without research projects."""
        table = self._tables.get(SimEngine.output_rp_csv)
        return {} if table is None else table.columns()

    @property
    def _table(self) -> Table:
        """Its rows.

        Raises:
            TokenSpiceError: it ended before the first one.
        """
        table = self._tables.get(SimEngine.output_csv)
        if table is None:
            raise TokenSpiceError(f"{self.folder} has no {SimEngine.output_csv}", alarm(self._facts), "run it again")
        return table

    def texts(self) -> tuple[Header, NDArray[Any]]:
        """The names of data.csv's columns, and its cells: text[n_rows, n_columns]."""
        return self._table.texts()

    def frame(self) -> Any:
        """`data` as a pandas DataFrame.

        Raises:
            TokenSpiceError: pandas is not installed.
        """
        need("a DataFrame", "pandas", "pandas")
        import pandas

        return pandas.DataFrame(self.data)

    def save(self, folder: str | Path) -> Path:
        """Writes the files that `tsp run` writes, into a folder that does not exist yet.

        Raises:
            TokenSpiceError: the folder exists or cannot be made.
        """
        folder = Path(folder)
        checkFree(folder)
        folder.mkdir()
        for name, table in self._tables.items():
            table.save(folder / name)
        (folder / RUN_JSON).write_text(json.dumps(self.facts, indent=2) + "\n", encoding="utf-8")
        return folder

    def plot(self, columns: Sequence[str] | str | None = None) -> Figure:
        """What the netlist plots, or lines of these columns over time, as one matplotlib figure.

        Raises:
            NetlistError: there is no such column.
            TokenSpiceError: the netlist of a run from a folder is gone, and no columns were named.
        """
        from util.plotfigure import figureOf
        from util.plotlines import Note
        from util.plotutil import LINEAR, MULT1, YParam, instructionsFor, plotsOf

        note = Note(caption(self._facts), alarm(self._facts))
        header, values = self._table.texts()
        if columns is not None:
            x = arrayToFloatList(values[:, header.index("Day")])
            names = [columns] if isinstance(columns, str) else columns
            y_params = [YParam([name], [name], name, LINEAR, MULT1, "", title=name) for name in names]
            return figureOf(plotsOf(header, values, "Day", x, y_params), note)
        if self.netlist is None:
            raise TokenSpiceError("this run does not know its netlist", "", "plot(columns=[…])")
        asked = instructionsFor(header, values, self.netlist["netlist_plotInstructions"])
        return figureOf(plotsOf(header, values, *asked), note)

    def __repr__(self) -> str:
        n = len(next(iter(self.data.values()), []))
        return f"Run({self._name()}, seed {self.seed}, {n} rows × {len(self.data)} columns)"

    def page(self) -> str:
        """The HTML of the page that `tsp view` writes."""
        return pageOf([viewOf(self)])

    def _repr_html_(self) -> str:
        """A summary, the last rows, and, folded up, the page that `tsp view` writes, for a notebook."""
        frame = f'<iframe sandbox="allow-scripts" style="{_FRAME}" srcdoc="{html.escape(self.page())}"></iframe>'
        return f"{self._summary()}<details><summary>plots, events, parameters</summary>{frame}</details>"

    def _summary(self) -> str:
        header, values = self._table.texts()
        overrides = ", ".join(f"{name} = {value}" for name, value in self._facts.get("overrides", {}).items())
        title = f"{self._name()}, seed {self.seed}" + (f", {overrides}" if overrides else "")
        cells = [f"<th>{html.escape(name)}</th>" for name in header]
        rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in values[-_SHOWN:]]
        lines = "".join(f"<tr>{row}</tr>" for row in ["".join(cells), *rows])
        note = f"{len(values)} rows, the last {min(_SHOWN, len(values))} of them"
        return f"<b>{html.escape(title)}</b><br>{note}<div style='overflow-x:auto'><table>{lines}</table></div>"

    def _name(self) -> str:
        return self.netlist.name if self.netlist is not None else str(self._facts.get("netlist", {}).get("path"))


class Table:
    """The rows of a run, from memory or from a CSV file.

    Args:
        source: where they are.
        missing: what stands in rows in memory that came before their column: "0" or "".
    """

    def __init__(self, source: Rows | Path, missing: str = "0"):
        self._source = source
        self._missing = missing
        self._texts: tuple[Header, NDArray[Any]] | None = None

    def texts(self) -> tuple[Header, NDArray[Any]]:
        """The names of the columns, and the cells below them as in the file: text[n_rows, n_columns]."""
        if self._texts is None:
            self._texts = self._read()
        return self._texts

    def columns(self) -> dict[str, NDArray[float64]]:
        """Name → float64[n_rows]; nan where nothing was measured."""
        import numpy

        if isinstance(self._source, Rows):
            rows, missing = self._source, float(self._missing or "nan")
            return {name: numpy.array(rows.column(name, missing), dtype=float) for name in rows.header}
        header, values = self.texts()
        return {name: numpy.array(arrayToFloatList(values[:, i])) for i, name in enumerate(header)}

    def save(self, file: Path) -> None:
        """Writes the CSV file."""
        if isinstance(self._source, Path):
            shutil.copyfile(self._source, file)
            return
        record = DataCsv(file, self._missing)
        self._source.writeTo(record)
        record.close()

    def _read(self) -> tuple[Header, NDArray[Any]]:
        if isinstance(self._source, Path):
            return csvToHeaderValues(str(self._source))
        import numpy

        rows = self._source
        missing = float(self._missing or "nan")
        texts = [[number(name, value) for value in rows.column(name, missing)] for name in rows.header]
        return Header(rows.header, "the run"), numpy.array(texts, dtype=str).T


def runOf(simulation: Simulation, began_with: Mapping[str, Any]) -> Run:
    """What a simulation that kept its rows has produced.

    Args:
        began_with: its parameters before the first tick: agents may have changed them since.
    """
    missing = simulation.netlist.missing
    tables = {SimEngine.output_csv: Table(simulation.rows, missing)}
    if len(simulation.rp_rows):
        tables[SimEngine.output_rp_csv] = Table(simulation.rp_rows, missing)
    facts = {
        **simulation.facts(),
        "strategy": began_with,
        "settings": settingsFacts(simulation.settings),
        "ticks": simulation.tick,
        "status": "finished" if simulation.is_over else "interrupted",
    }
    return Run(facts, simulation.netlist, tables, events=getattr(simulation.state, "event_log", ()))


def viewOf(run: Run, name: str = "") -> RunView:
    """What a page shows of a run."""
    header, values = run.texts()
    flows = None if run.folder is None else readFlows(run.folder)
    return RunView(name, run.facts, run.netlist, header, values, run.events, flows)


def load(folder: str | Path) -> Run:
    """The run in a folder that `tsp run` or `Run.save` has written.

    Raises:
        TokenSpiceError: there is none.
    """
    folder = Path(folder)
    facts = readFacts(folder)
    names = [name for name in DATA_FILES if (folder / name).is_file()]
    path = facts.get("netlist", {}).get("path")
    netlist = Netlist(path) if path and Path(path).is_file() else None
    return Run(facts, netlist, {name: Table(folder / name) for name in names}, folder, readEvents(folder / EVENTS_CSV))
