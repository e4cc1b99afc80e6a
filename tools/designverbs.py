"""The verbs of `tsp` that choose parameters: for a goal, or to match data. Light, because `tsp --help` loads it."""

from __future__ import annotations

from typing import Any

import click

from tools.options import campaign

SAVE = click.option("--save-corners", type=click.Path(), metavar="FILE", help="Save the point found as a corner.")


@click.command()
@campaign(
    click.option(
        "--to", type=click.Path(), multiple=True, metavar="FILE", help="What was observed, as CSV; repeatable."
    ),
    click.option("--events", type=click.Path(), multiple=True, metavar="FILE", help="Events, as CSV; repeatable."),
    click.option(
        "--event",
        multiple=True,
        metavar="COLUMN=RULE",
        help="What column they make: \"staked=total(OCEAN, kind='stake')\".",
    ),
    click.option("--column", multiple=True, metavar="NAME", help="Fit to this column only; repeatable."),
    click.option("--posterior", is_flag=True, help="Also sample what parameters may be (ABC); 1,000 runs more."),
    SAVE,
)
def fit(**options: Any) -> None:
    """Find the parameters that make it do what was observed.

    Fits NETLIST to the columns of a CSV file with a time column, or to events exported from a chain. Tells each
    parameter with an interval, or that the data do not tell it. Give one file for each time that it was observed.
    """
    from explore.fit import fit
    from tools.campaigns import launch

    launch(fit, **options)


VERBS = [fit]
