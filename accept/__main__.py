"""`python -m accept [NAMES]`: runs the checks, prints a table for each, and ends with 1 if something is not met."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence

import click

from accept import (
    blocks,
    bridge,
    campaigns,
    choosing,
    contracts,
    forks,
    fuzzing,
    killed,
    lending,
    lvr,
    newcomer,
    opsci,
    pages,
    peerreview,
    pythons,
    rareevents,
    resuming,
    scitoken,
    searching,
    uniswapv2,
    viewing,
)
from accept.Check import Check
from util.commandline import exitCode
from util.errors import ExperimentError

CHECKS: Mapping[str, Check] = {
    **blocks.CHECKS,
    **bridge.CHECKS,
    **lvr.CHECKS,
    **uniswapv2.CHECKS,
    **lending.CHECKS,
    **scitoken.CHECKS,
    **peerreview.CHECKS,
    **opsci.CHECKS,
    **contracts.CHECKS,
    **forks.CHECKS,
    **pages.CHECKS,
    **newcomer.CHECKS,
    **pythons.CHECKS,
    **campaigns.CHECKS,
    **killed.CHECKS,
    **resuming.CHECKS,
    **choosing.CHECKS,
    **fuzzing.CHECKS,
    **searching.CHECKS,
    **rareevents.CHECKS,
    **viewing.CHECKS,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("names", nargs=-1, metavar="[NAMES]...")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Number of processes.")
@click.option("--list", "only_list", is_flag=True, help="Show the names of the checks, and end.")
def accept(names: Sequence[str], jobs: int, only_list: bool) -> None:
    """Run acceptance checks: all, or those whose names begin with one of NAMES."""
    chosen = {name: check for name, check in CHECKS.items() if not names or name.startswith(tuple(names))}
    if not chosen:
        raise click.BadParameter(f"no check is named like that; they are {', '.join(CHECKS)}.", param_hint="NAMES")
    if only_list:
        for name, check in chosen.items():
            click.echo(f"{name:24} {check.title}")
        return
    failed = [name for name, check in chosen.items() if not _isMet(name, check, jobs)]
    if failed:
        raise ExperimentError("collecting", f"not met: {', '.join(failed)}")
    click.echo(f"All {len(chosen)} checks are met.")


def _isMet(name: str, check: Check, jobs: int) -> bool:
    """Runs a check and prints its outcomes."""
    click.echo(f"{name}: {check.title}")
    began, is_met = time.perf_counter(), True
    for outcome in check.run(jobs):
        click.echo(
            f"  {'met' if outcome.is_met else 'NOT MET':8} {outcome.what:44}"
            f" required {outcome.required:28} measured {outcome.measured}"
        )
        is_met = is_met and outcome.is_met
    click.echo(f"  {time.perf_counter() - began:.0f} s\n")
    return is_met


def main(argv: Sequence[str] | None = None) -> int:
    """Runs checks, and returns the exit code: 0 all met, 1 not met or failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: accept.main(argv, prog_name="accept", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
