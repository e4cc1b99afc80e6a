"""Plays Ocean V3 against Ocean V4, mechanism by mechanism, and writes a report.

venv/bin/python -m assets.netlists.oceanv4.verify OUTDIR
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import click

from assets.netlists.oceanv4.verification.experiment import Results, runExperiment, verdict
from assets.netlists.oceanv4.verification.experiments import EXPERIMENTS
from assets.netlists.oceanv4.verification.report import writeReport
from util.commandline import exitCode
from util.paths import checkFree
from web3engine.chains import openChain

_NAMES = ", ".join(EXPERIMENTS)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--seeds", type=click.IntRange(2, 10_000), default=30, show_default=True, help="Trials per case and arm.")
@click.option("--only", metavar="NAMES", help=f"Which experiments, with commas in between: {_NAMES}.  [default: all]")
@click.option(
    "--engine", type=click.Choice(["auto", "revm", "pyevm"]), default="auto", show_default=True, help="Which EVM."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at a time.")
def verify(outdir: Path, seeds: int, only: str | None, engine: str, jobs: int) -> None:
    """Verify the mechanisms of Ocean Market V4.

    Writes report.md, trials.csv and pngs to OUTDIR, which must not exist yet. The same seeds give the same bytes, with
    any engine and any number of jobs.
    """
    names = _chosen(only)
    checkFree(outdir)
    openChain("embedded", engine).close()
    began = time.perf_counter()
    found = _runAll(names, seeds, engine, min(jobs, len(names)))
    part = Path(tempfile.mkdtemp(prefix=f".{outdir.name}.", dir=outdir.absolute().parent))
    try:
        writeReport(part, [EXPERIMENTS[name] for name in names], found, seeds)
        part.chmod(0o755)
        checkFree(outdir)
        part.rename(outdir)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    n_trials = sum(len({key[:2] for key in results.values}) for results in found) * seeds
    click.echo(f"{n_trials} trials in {time.perf_counter() - began:.0f} s. Report: {outdir / 'report.md'}")


def _chosen(only: str | None) -> list[str]:
    """The names that were asked for, in the report's order."""
    if only is None:
        return list(EXPERIMENTS)
    asked = [name.strip() for name in only.split(",")]
    wrong = [name for name in asked if name not in EXPERIMENTS]
    if wrong:
        raise click.BadParameter(f"there is no experiment {wrong[0]!r}; they are {_NAMES}.", param_hint="--only")
    return [name for name in EXPERIMENTS if name in asked]


def _runAll(names: list[str], n_seeds: int, engine: str, jobs: int) -> list[Results]:
    """The results of each, in the same order; and a line for each on the console, as it is done."""
    # The last ones take longest, so they begin.
    tasks = [(name, n_seeds, engine) for name in reversed(names)]
    if jobs == 1:
        found = dict(_tell(*_timed(task)) for task in tasks)
    else:
        # Fresh processes: a fork would take an open chain along. Leaving the block ends them, whatever they do.
        with get_context("spawn").Pool(jobs, _leaveInterrupts) as pool:
            found = dict(_tell(*one) for one in pool.imap_unordered(_timed, tasks))
    return [found[name] for name in names]


def _leaveInterrupts() -> None:
    """Ctrl-C is for the process that can say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _timed(task: tuple[str, int, str]) -> tuple[str, Results, float]:
    name, n_seeds, engine = task
    began = time.perf_counter()
    results = runExperiment(EXPERIMENTS[name], n_seeds, engine)
    return name, results, time.perf_counter() - began


def _tell(name: str, results: Results, seconds: float) -> tuple[str, Results]:
    click.echo(f"{name:7} {verdict(EXPERIMENTS[name], results)[0]:15} {seconds:6.1f} s  {EXPERIMENTS[name].title}")
    return name, results


def main(argv: Sequence[str] | None = None) -> int:
    """Verifies, and gives the exit code: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: verify.main(argv, prog_name="verify", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
