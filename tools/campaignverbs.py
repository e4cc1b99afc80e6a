"""The verbs of `tsp` that ask many simulations one question. Light, because `tsp --help` loads it."""

from __future__ import annotations

from typing import Any

import click

from tools.completing import netlists
from tools.options import CORNERS, ENGINE, GOAL, HARDFORK, ONLY, SAVE_CORNERS, Duration, campaign, setting


@click.command()
@campaign(
    click.option("--values", type=click.IntRange(2), help="Values of each parameter.  [default: 11; 5 on a grid]"),
    click.option("--grid", is_flag=True, help="All combinations."),
    click.option("--full", is_flag=True, help="All at once, by a Sobol plan and a surface. Needs scipy."),
    click.option("--runs", type=click.IntRange(1), help="The most runs of a grid, or points of a full plan."),
)
def sweep(**options: Any) -> None:
    """Vary parameters, and see what depends on them.

    Runs NETLIST for values of each parameter in turn and tells how each measure depends on it. The same command again
    goes on where it was stopped. What can vary and be measured is in the netlist's netlist_parameters and
    netlist_measures; --vary and --measure add to it.
    """
    from explore.sweep import sweep
    from tools.campaigns import launch

    launch(sweep, **options)


@click.command()
@campaign(*CORNERS)
def corners(**options: Any) -> None:
    """Check the specs at corners.

    Runs NETLIST at its nominal values and at its netlist_corners, or at all extremes of what the world may choose, and
    says of each spec whether it holds there.
    """
    from explore.corners import corners
    from tools.campaigns import launch

    launch(corners, **options)


@click.command()
@campaign(
    click.option("--runs", type=click.IntRange(2), help="How many.  [default: 1,000]"),
    click.option("--precision", type=click.FloatRange(0, 0.5, True, True), help="Stop when yields are known ± this."),
    click.option(
        "--target", type=click.FloatRange(0, 1, True, True), default=0.95, show_default=True, help="Yield asked for."
    ),
    click.option("--plain", is_flag=True, help="Independent samples rather than Sobol points."),
    *CORNERS,
    click.option("--save-corners", type=click.Path(), metavar="FILE", help="Save the runs at k sigma as corners."),
    click.option("--k-sigma", type=click.FloatRange(0, 8), default=3.0, show_default=True, help="This k."),
)
def mc(**options: Any) -> None:
    """Run a thousand worlds, and see how many fulfil the specs.

    Monte Carlo: each run of NETLIST draws the parameters that are random, and its own seed. Tells the yield of each
    spec and the scatter of each measure, with intervals.
    """
    from explore.mc import mc
    from tools.campaigns import launch

    launch(mc, **options)


@click.command()
@campaign(
    click.option(
        "--margin",
        type=click.FloatRange(0, min_open=True),
        default=0.25,
        show_default=True,
        help="Differences below this many standard deviations are none.",
    ),
)
def robust(**options: Any) -> None:
    """See which conclusions survive what should not matter.

    Runs NETLIST with its agents in another order and under other names, other draws, another time step, and so on, and
    tells which measures and specs move. Ends with 3 if a spec holds or fails because of it.
    """
    from explore.robust import robust
    from tools.campaigns import launch

    launch(robust, **options)


@click.command()
@click.argument("netlist", shell_complete=netlists)
@click.option("--runs", type=click.IntRange(1), default=256, show_default=True, help="How many runs.")
@click.option("--depth", type=click.IntRange(1), default=500, show_default=True, help="Calls in a run.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Of all that is drawn.")
@click.option(
    "--check",
    type=click.Choice(["tick", "call"]),
    default="call",
    show_default=True,
    help="Check the invariants after each call, or only after ticks.",
)
@click.option(
    "--out", type=click.Path(), default="outdir_fuzz", show_default=True, metavar="DIR", help="Where cases are kept."
)
@click.option("--time", "seconds", type=Duration(), metavar="10min", help="Begin no run after this time.")
@click.option(
    "--replay", type=click.Path(exists=True, dir_okay=False), metavar="FILE", help="Play one case, with its console."
)
@click.option("--fail-on-revert", is_flag=True, help="Count what a contract refuses as broken.")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), help="Processes.  [default: one per core]")
@setting("overrides")
@ENGINE
@HARDFORK
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def fuzz(**options: Any) -> None:
    """Look for what breaks an invariant.

    Plays sequences of the netlist's actions and of ticks, and checks its invariants after each. What breaks one is made
    short, printed with a test for pytest, and kept in DIR/cases, and in the folder fuzz next to the netlist if there is
    one. Cases that were kept are played first. Ends with 1 if something is broken. Without actions, a call is a tick,
    and only seeds and what the netlist's FUZZ names vary.
    """
    from tools.fuzz import fuzzNetlist

    fuzzNetlist(**options)


@click.command()
@click.argument("out")
@click.argument("i", type=click.IntRange(0))
@click.argument("folder", required=False)
@click.option("--tick", type=click.IntRange(0), help="Stop in the debugger after this tick.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def replay(**options: Any) -> None:
    """Make a run of a campaign again.

    Runs number I of the campaign in OUT once more, with all its rows, as `tsp run` does, into FOLDER (by default
    OUT/replays/I), and compares what it comes to. Ends with 1 if that is something else.
    """
    from tools.replay import replayRun

    replayRun(**options)


@click.command()
@click.argument("folder")
@click.option("--sample", type=click.IntRange(1), help="Only this number of runs, chosen at random.")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), help="Processes.  [default: one per core]")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def verify(debug: bool, **options: Any) -> None:
    """Check that runs come out the same.

    Makes the runs of a campaign, or the run of a folder of `tsp run`, once more, and names what differs.
    """
    from tools.replay import verifyFolder

    verifyFolder(**options)


@click.command()
@click.argument("out")
@click.option("--failed", is_flag=True, help="Only those that failed.")
@click.option("--csv", type=click.Path(), metavar="FILE", help="Write them as CSV.")
@click.option("--parquet", type=click.Path(), metavar="FILE", help="Write them as Parquet. Needs pyarrow.")
@click.option("--resume", is_flag=True, help="Go on with a campaign that was interrupted.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.pass_context
def runs(context: click.Context, /, debug: bool, resume: bool, **options: Any) -> None:
    """Show the runs of a campaign."""
    from tools.runs import commandOf, runs

    if resume:
        assert context.parent is not None
        tsp = context.parent.command
        arguments = commandOf(options["out"])
        tsp.main(arguments, prog_name="tsp", standalone_mode=False, obj=arguments)
    else:
        runs(**options)


@click.command()
@campaign(
    GOAL,
    ONLY,
    click.option("--runs", type=click.IntRange(20), help="Budget of each search.  [default: 100 (d + 1)]"),
    click.option("--adverse", is_flag=True, help="The world also chooses what is random, within ± 3 sigma."),
    *CORNERS,
    SAVE_CORNERS,
)
def worst(**options: Any) -> None:
    """Search for the worst that the world may do.

    Looks for the point at which each spec has the least margin, among all that the world may choose: worst(lo,hi) in
    --vary or netlist_parameters. What is found is measured once more with new seeds. Needs scipy and cma.
    """
    from explore.worst import worst
    from tools.campaigns import launch

    launch(worst, **options)


@click.command()
@campaign(
    click.option("--precision", type=click.FloatRange(0, 1, True), help="Make it known ± this part, e.g. 0.3."),
    click.option("--runs", type=click.IntRange(500), help="Of each level.  [default: 2,000]"),
    click.option("--most", type=click.FloatRange(0, 1, True, True), help="The largest probability that is allowed."),
    ONLY,
    *CORNERS,
    SAVE_CORNERS,
)
def rare(**options: Any) -> None:
    """Find how likely rare failures are, down to 1e-12.

    Subset simulation over the random parameters of NETLIST and what its agents draw: a few thousand runs instead of
    millions. Tells each probability with its interval, how failures come about, and runs that fail.
    """
    from explore.rare import rare
    from tools.campaigns import launch

    launch(rare, **options)


@click.command()
@campaign(
    click.option("--local", is_flag=True, help="Derivatives at the nominal values."),
    click.option("--morris", is_flag=True, help="Screening by elementary effects.  [default]"),
    click.option("--sobol", is_flag=True, help="Shares of the variance, with interactions."),
    click.option("--from", "source", type=click.Path(), metavar="FOLDER", help="Use the runs of another campaign."),
    click.option("--runs", type=click.IntRange(2), help="The most runs.  [default: 50,000 for Sobol]"),
    *CORNERS,
)
def sens(**options: Any) -> None:
    """See which parameters matter, and how much is chance.

    Global sensitivity by Morris or Sobol, or derivatives; where there is chance, the seed is one more parameter. Needs
    SALib.
    """
    from explore.sens import sens
    from tools.campaigns import launch

    launch(sens, **options)


VERBS = [sweep, corners, mc, robust, worst, rare, sens, fuzz, replay, verify, runs]
