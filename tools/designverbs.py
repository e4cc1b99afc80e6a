"""The verbs of `tsp` that choose parameters: for a goal, or to match data. Light, because `tsp --help` loads it."""

from __future__ import annotations

from typing import Any

import click

from tools.options import CORNERS, GOAL, campaign

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


@click.command()
@campaign(
    GOAL,
    click.option("--runs", type=click.IntRange(1), help="The most runs.  [default: 100 evaluations per parameter + 1]"),
    click.option(
        "--robust",
        type=click.Choice(["corners", "worst", "mc"]),
        help="Let the worst corner count, or what the world answers, or the mean over random worlds.",
    ),
    *CORNERS,
    click.option("--k-sigma", type=click.FloatRange(0, 8), default=1.0, show_default=True, help="Of --robust mc."),
    click.option("--local", is_flag=True, help="Downhill from the nominal point (Nelder-Mead)."),
    click.option(
        "--sampler",
        type=click.Choice(["auto", "tpe", "cma"]),
        default="auto",
        show_default=True,
        help="auto is cma beyond 1,000 evaluations without choices, otherwise tpe.",
    ),
    SAVE,
)
def optimize(**options: Any) -> None:
    """Find the best values of what is ours to choose.

    Looks for parameters of NETLIST with which --goal 'max MEASURE' (or min) is reached best and every spec holds. With
    several goals, finds the front of points that no other beats. The winner is run again with fresh seeds.
    """
    from explore.optimize import optimize
    from tools.campaigns import launch

    launch(optimize, **options)


@click.command()
@campaign(
    click.option("--runs", type=click.IntRange(1), help="Points that it learns from.  [default: 50 per parameter]"),
    click.option("--column", multiple=True, metavar="NAME", help="A column that it must predict; repeatable."),
    click.option("--from", "source", type=click.Path(), metavar="OUT2", help="Learn from a campaign that kept rows."),
)
def surrogate(**options: Any) -> None:
    """Make a fast stand-in.

    Learns the columns of NETLIST as smooth functions of its parameters, and writes OUT/netlist.py: a netlist with the
    same parameters and columns that runs many times faster, and refuses to extrapolate. Ends with 3, and writes none,
    if the columns that measures and specs read are predicted too badly.
    """
    from explore.surrogate import surrogate
    from tools.campaigns import launch

    launch(surrogate, **options)


VERBS = [optimize, fit, surrogate]
