"""How much gas each function used, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

_COLUMNS = ("contract", "function", "calls", "least", "median", "most", "reverts")
_N_TEXTS = 2


def printGas(rows: Sequence[Mapping[str, Any]]) -> None:
    """Prints the rows of a `GasMeter`, or that there are none."""
    if not rows:
        click.echo("gas: no transaction has called a contract")
        return
    cells = [list(_COLUMNS)] + [[_cell(row[column]) for column in _COLUMNS] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(_COLUMNS))]
    for line in cells:
        texts = [cell.ljust(width) for cell, width in zip(line[:_N_TEXTS], widths)]
        numbers = [cell.rjust(width) for cell, width in zip(line[_N_TEXTS:], widths[_N_TEXTS:])]
        click.echo("  ".join([*texts, *numbers]))


def _cell(value: Any) -> str:
    """A name as it is, a number with commas, nothing as a dash."""
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value)
