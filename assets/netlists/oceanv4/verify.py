"""Plays Ocean V3 against Ocean V4, mechanism by mechanism, and writes a report.

venv/bin/python -m assets.netlists.oceanv4.verify OUTDIR
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click

from explore.Experiment import Results
from explore.experimentreport import writeReport
from explore.Failure import Failure
from explore.LocalWorkers import LocalWorkers
from explore.Workers import InProcess
from util.commandline import exitCode
from util.errors import TokenSpiceError
from util.mathutil import addUp
from util.paths import checkFree
from web3engine.chains import openChain

from .verification.experiments import EXPERIMENTS, HEAD, RunExperiment

_NAMES = ", ".join(EXPERIMENTS)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--seeds", type=click.IntRange(2, 10_000), default=30, show_default=True, help="Trials per case and arm.")
@click.option("--only", metavar="NAMES", help=f"Which experiments, separated by commas: {_NAMES}.  [default: all]")
@click.option(
    "--engine", type=click.Choice(["auto", "revm", "pyevm"]), default="auto", show_default=True, help="Which EVM."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Number of processes.")
def verify(outdir: Path, seeds: int, only: str | None, engine: str, jobs: int) -> None:
    """Verify the mechanisms of Ocean Market V4.

    Writes report.md, trials.csv and PNG files to OUTDIR, which must not exist yet. The same seeds produce the same
    bytes, with any engine and any number of jobs.
    """
    names = _chosen(only)
    checkFree(outdir)
    openChain("embedded", engine).close()
    began = time.perf_counter()
    found = _runAll(names, RunExperiment(seeds, engine), min(jobs, len(names)))
    part = Path(tempfile.mkdtemp(prefix=f".{outdir.name}.", dir=outdir.absolute().parent))
    try:
        writeReport(part, HEAD.format(n_seeds=seeds), [EXPERIMENTS[name] for name in names], found)
        part.chmod(0o755)
        checkFree(outdir)
        part.rename(outdir)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    n_trials = addUp(len({key[:2] for key in results.values}) for results in found) * seeds
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


def _runAll(names: list[str], work: RunExperiment, jobs: int) -> list[Results]:
    """The results of each, in the same order; prints a line for each as it is done."""
    workers = InProcess(work) if jobs == 1 else LocalWorkers(work, jobs)
    found: dict[str, Results] = {}
    began = time.perf_counter()
    try:
        # The last ones take longest, so they begin.
        for name, results in workers.map(reversed(names)):
            if isinstance(results, Failure):
                raise TokenSpiceError(results.text)
            found[name] = results
            experiment = EXPERIMENTS[name]
            seconds = time.perf_counter() - began
            click.echo(f"{name:7} {experiment.verdict(results)[0]:15} after {seconds:6.1f} s  {experiment.title}")
    finally:
        workers.close()
    return [found[name] for name in names]


def main(argv: Sequence[str] | None = None) -> int:
    """Verifies, and returns the exit code: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: verify.main(argv, prog_name="verify", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
