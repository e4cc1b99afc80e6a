"""Measures Table 1 of Milionis, Moallemi and Roughgarden (arXiv 2305.14604) on Balancer's contract.

venv/bin/python -m assets.netlists.lvr.verify OUTDIR
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click

from util.commandline import exitCode
from util.errors import ExperimentError
from util.paths import checkFree
from web3engine.chains import openChain

from .table1 import MOST_ERRORS, Cell, asTable, measuredCells


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--seeds", type=click.IntRange(2, 10_000), default=10, show_default=True, help="Runs per cell.")
@click.option("--blocks", type=click.IntRange(100), default=40_000, show_default=True, help="Blocks per run.")
@click.option(
    "--engine", type=click.Choice(["auto", "revm", "pyevm"]), default="auto", show_default=True, help="Which EVM."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Number of processes.")
def verify(outdir: Path, seeds: int, blocks: int, engine: str, jobs: int) -> None:
    """Measure the probability that an arbitrageur trades in a block, for 4 block times and 5 fees.

    Writes table.md and cells.csv to OUTDIR, which must not exist yet. The same options produce the same bytes, with any
    engine and any number of jobs.
    """
    checkFree(outdir)
    openChain("embedded", engine).close()
    began = time.perf_counter()
    cells = measuredCells(seeds, blocks, engine, jobs)
    _write(outdir, cells, f"{seeds} runs of {blocks:,} blocks per cell")
    click.echo(asTable(cells))
    click.echo(f"{len(cells) * seeds} runs in {time.perf_counter() - began:.0f} s. Table: {outdir / 'table.md'}")
    differing = [f"{cell.block_s} s, {cell.gamma_bp} bp" for cell in cells if not cell.agrees()]
    if differing:
        why = f"more than {MOST_ERRORS:g} standard errors from theory: {'; '.join(differing)}"
        raise ExperimentError("collecting", why, "more --blocks and --seeds, which tell chance from a defect")


def _write(outdir: Path, cells: Sequence[Cell], size: str) -> None:
    part = Path(tempfile.mkdtemp(prefix=f".{outdir.name}.", dir=outdir.absolute().parent))
    try:
        head = f"Probability of a trade in a block, in %: published → measured ± standard error; {size}.\n\n"
        (part / "table.md").write_text(head + asTable(cells) + "\n", encoding="utf-8")
        with (part / "cells.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*Cell._fields, "agrees"])
            writer.writerows([*cell, int(cell.agrees())] for cell in cells)
        part.chmod(0o755)
        checkFree(outdir)
        part.rename(outdir)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, and returns the exit code: 0 all cells agree, 1 failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: verify.main(argv, prog_name="verify", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
