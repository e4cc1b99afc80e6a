"""`tsp runs`: what a campaign's folder holds, as a table, a CSV file or a Parquet file; and how to go on with it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from explore.Failure import OK
from explore.replay import Campaigned, flat
from explore.Report import csvText
from explore.words import number, table
from util.errors import ParameterError, TokenSpiceError

_MAX_ROWS = 20


def runs(out: str, failed: bool, csv: str | None, parquet: str | None) -> None:
    """Prints the runs of a campaign, or writes them into a file.

    Raises:
        TokenSpiceError: there is no campaign, or the file cannot be written.
    """
    campaign = Campaigned(Path(out))
    rows = flat([row for row in campaign.rows() if not failed or row["status"] != OK])
    header = list(dict.fromkeys(name for row in rows for name in row))
    if csv is not None:
        cells = [[row.get(name, "") for name in header] for row in rows]
        Path(csv).write_text(csvText(header, cells), encoding="utf-8")
    if parquet is not None:
        _writeParquet(header, rows, parquet)
    if csv is None and parquet is None:
        _print(campaign, rows)


def commandOf(out: str) -> list[str]:
    """The arguments of the command that made a campaign.

    Raises:
        TokenSpiceError: there is no campaign, or no command made it.
    """
    command: str = Campaigned(Path(out)).calls[-1]["command"]
    if not command:
        raise TokenSpiceError(f"{out} was not made by a command", "", "the same call as before, in Python")
    click.echo(command, err=True)
    return shlex.split(command)[1:]


def _print(campaign: Campaigned, rows: Sequence[Mapping[str, Any]]) -> None:
    call = campaign.calls[-1]
    click.echo(f"{campaign.asked['verb']}: {len(rows)} runs, {call['status']}, last on {call['start']}", err=True)
    header = list(dict.fromkeys(name for row in rows[:_MAX_ROWS] for name in row if name != "seed"))
    cells = [[_shown(row[name]) if name in row else "" for name in header] for row in rows[:_MAX_ROWS]]
    if cells:
        click.echo("\n".join(table(header, cells)))
    if len(rows) > len(cells):
        click.echo(f"… {len(rows) - len(cells)} more. All of them: tsp runs {campaign.folder} --csv FILE", err=True)


def _shown(value: Any) -> str:
    if value is None:
        return "no value"
    return number(float(value)) if isinstance(value, float) else str(value)


def _writeParquet(header: Sequence[str], rows: Sequence[Mapping[str, Any]], file: str) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as e:
        raise ParameterError("Parquet cannot be written", "pyarrow is not installed", "pip install pyarrow") from e
    parquet.write_table(pyarrow.table({name: [row.get(name) for row in rows] for name in header}), file)
