"""`tsp list` and `tsp info`: which netlists there are, and what one of them offers."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from engine.Netlist import SHIPPED, Netlist, shippedNames
from engine.parametertable import rows
from engine.Record import Rows
from engine.Simulation import Simulation
from util.errors import TokenSpiceError
from util.mathutil import addUp
from web3engine.chains import scratchChain

# Below the working folder, netlists are looked for so deep.
_PATTERNS = ("netlist.py", "*/netlist.py", "netlists/*/netlist.py", "assets/netlists/*/netlist.py")
_WIDTH = 110


def printList() -> None:
    """Prints each netlist and what it says of itself."""
    click.echo("Netlists that come with TokenSPICE (tsp run NAME OUTDIR):")
    _printTable([(name, summary(SHIPPED / name / "netlist.py")) for name in shippedNames()])
    found = [path for pattern in _PATTERNS for path in sorted(Path().glob(pattern))]
    own = [path for path in dict.fromkeys(found) if not path.resolve().is_relative_to(SHIPPED)]
    if own:
        click.echo("\nNetlists found here:")
        _printTable([(str(path.parent if path.parent != Path() else path), summary(path)) for path in own])
    click.echo("\nMore about one of them: tsp info NETLIST")


def summary(file: Path) -> str:
    """The first sentence of a netlist's docstring, without its name; the netlist is read, not run."""
    try:
        doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    except (OSError, SyntaxError, ValueError) as e:
        return f"(cannot be read: {e})"
    line = doc.split("\n", maxsplit=1)[0]
    return (line.partition(": ")[2] or line).removesuffix(" See about.md.")


def printInfo(netlist: str) -> None:
    """Prints what a netlist offers.

    Raises:
        TokenSpiceError: it cannot be loaded or built.
    """
    loaded = Netlist(netlist)
    click.echo(f"{loaded.name}\n{textwrap.fill((loaded.module.__doc__ or '').strip(), _WIDTH)}\n")
    click.echo("Parameters (--set NAME=VALUE):")
    with scratchChain():
        parameters = rows(loaded["SimStrategy"])
    _printTable([tuple(cell.strip("`") for cell in row) for row in parameters])
    with Simulation(loaded, 0) as simulation:
        header = _header(simulation)
    click.echo("\nColumns of data.csv at the first tick, after the seven of time:")
    click.echo(textwrap.fill(", ".join(header[7:]), _WIDTH, initial_indent="  ", subsequent_indent="  "))
    click.echo("\n" + textwrap.fill("Plots: " + _plots(loaded, simulation.rows), _WIDTH, subsequent_indent="  "))
    for name, title in _DICTS.items():
        found = loaded.get(name)
        if found:
            click.echo(f"\n{title}:")
            _printTable([(key, str(value)) for key, value in found.items()])


_DICTS = {
    "netlist_parameters": "What campaigns vary",
    "netlist_measures": "What campaigns measure",
    "netlist_specs": "Specs",
    "netlist_corners": "Corners",
}


def _header(simulation: Simulation) -> Sequence[str]:
    """The columns of the first row."""
    simulation.step()
    return simulation.rows.header


def _plots(loaded: Netlist, first: Rows) -> str:
    """Titles of what the netlist plots."""
    instructions = loaded.get("netlist_plotInstructions")
    if instructions is None:
        return "none"
    from engine.Run import Table
    from util.plotunits import unitName
    from util.plotutil import instructionsFor

    try:
        y_params = instructionsFor(*Table(first).texts(), instructions)[-1]
    except TokenSpiceError as e:
        return f"unknown before there is data ({e.what})"
    return "; ".join(f"{y_param.words} ({unitName(y_param.mult, y_param.unit)})" for y_param in y_params)


def _printTable(table: Iterable[Sequence[Any]]) -> None:
    """Columns side by side, the last one wrapped."""
    table = list(table)
    widths = [max(len(str(row[i])) for row in table) for i in range(len(table[0]) - 1)]
    indent = addUp(widths) + 2 * len(widths) + 2
    for row in table:
        start = "  " + "".join(f"{cell!s:{width}}  " for cell, width in zip(row, widths))
        room = max(_WIDTH, indent + 40)
        text = textwrap.fill(str(row[-1]), room, initial_indent=start, subsequent_indent=indent * " ")
        click.echo(text.rstrip() or start.rstrip())
