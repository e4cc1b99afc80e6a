"""`tsp`: verbs, options, and how errors are shown. Each verb imports what it needs when it is called, so that help is
there at once and a run without EVM loads none.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from tools.completing import netlists
from tools.options import ENGINE, FORK_URL, HARDFORK, Interval, network, setting
from util.commandline import exitCode
from util.garbage import neverCollected

_EXAMPLE = """\b
Example:
  tsp run assets/netlists/simplegrant/netlist.py outdir_csv
  tsp plot assets/netlists/simplegrant/netlist.py outdir_csv outdir_png

\b
Settings are in tokenspice.ini. Tests: pytest, or make test.
"""


class _Verbs(click.Group):
    """The verbs in the order in which one uses them.

    Those below are always there; to declare the others takes longer, so that is done when one of them is asked for.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            self._addOthers()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._addOthers()
        return list(self.commands)

    def _addOthers(self) -> None:
        from tools.campaignverbs import VERBS as CAMPAIGNS
        from tools.designverbs import VERBS as DESIGN
        from tools.everydayverbs import VERBS as EVERYDAY

        last = self.commands.pop("help")
        for verb in [*CAMPAIGNS, *DESIGN, *EVERYDAY, last]:
            self.add_command(verb)


def _printVersion(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from util.constants import VERSION

        click.echo(f"TokenSPICE {VERSION}")
        ctx.exit()


@click.group(
    cls=_Verbs, epilog=_EXAMPLE, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_printVersion, help="Show the version."
)
def tsp() -> None:
    """TokenSPICE: simulate a token economy, agents and contracts together."""


@tsp.command()
@click.argument("netlist", shell_complete=netlists)
@click.argument("output_dir")
@click.argument("do_profile", required=False)
@click.option(
    "--seed", type=click.IntRange(0, 2**64 - 1), help="Seed of all randomness.  [default: drawn, and recorded]"
)
@network("embedded", "ganache", "anvil", "fork")
@ENGINE
@HARDFORK
@setting("overrides")
@click.option("--no_researchers", type=int, metavar="N", help="The same as --set NUMBER_OF_RESEARCHERS=N.")
@click.option(
    "--check",
    is_flag=False,
    flag_value="auto",
    type=click.Choice(["tick", "log", "auto"]),
    metavar="[tick|log]",
    help="Check the netlist's invariants before each row (log), or also after each tick, with a chain after those that"
    " change it.  [without either: tick with a chain, else log]",
)
@click.option("--gas", is_flag=True, help="Show how much gas each function used; run.json has it as well.")
@click.option("--flows", is_flag=True, help="Count who pays whom, for tsp view.")
@click.option("--live", "is_live", is_flag=True, help="Show it in the browser while it runs, at the address printed.")
@click.option(
    "--checkpoint-every",
    type=Interval(),
    metavar="N|TIME",
    help="Save the run every N ticks, or every 30s or 5min, for tsp resume; 0 or never turns that off.  [default: 60s]",
)
@click.option("--quiet", is_flag=True, help="No progress, no lines per row.")
@click.option("--debug", is_flag=True, help="Log every step; show tracebacks.")
def run(do_profile: str | None, no_researchers: int | None, **options: Any) -> None:
    """Run a simulation.

    Runs NETLIST and writes data.csv and run.json to OUTPUT_DIR, which must not exist yet. With True as third argument
    (DO_PROFILE), writes a profile for `tsp showstats`, too.
    """
    if do_profile not in (None, "True", "False"):
        raise click.UsageError(f"DO_PROFILE is True or False, not {do_profile!r}.")
    if no_researchers is not None:
        options["overrides"] = (f"NUMBER_OF_RESEARCHERS={no_researchers}", *options["overrides"])
    with neverCollected():
        from tools.run import run

    run(profile=do_profile == "True", **options)


@tsp.command()
@click.argument("output_dir")
@click.option(
    "--from",
    "way",
    type=click.Choice(["checkpoint", "start"]),
    help="Where from.  [default: the checkpoint, if it can be used]",
)
@click.option("--dry", "is_dry", is_flag=True, help="Only print where it would go on from, and why.")
@click.option("--trust", "is_trusted", is_flag=True, help="Load objects of any class from the checkpoint.")
@FORK_URL
@click.option("--quiet", is_flag=True, help="No progress, no lines per row.")
@click.option("--debug", is_flag=True, help="Log every step; show tracebacks.")
def resume(**options: Any) -> None:
    """Go on with a run that was stopped.

    Goes on from the checkpoint in OUTPUT_DIR. Where there is none that can be used, runs the netlist from its seed
    again, compares each row with those that are there, and goes on. Either way, with the options of `tsp run`, and to
    the data of a run that was never stopped.

    A checkpoint is a file that can call code. Only what can be part of a simulation is loaded from it; --trust lifts
    that, for files that are your own.
    """
    from util.resuming import asTheRun

    asTheRun(options["output_dir"])
    from tools.resume import resume

    resume(**options)


_NETLIST_AND_RUNS = click.argument(
    "arguments", metavar="[NETLIST] INPUT_CSV_DIR... [OUTPUT_PNG_DIR]", nargs=-1, shell_complete=netlists
)


@tsp.command()
@_NETLIST_AND_RUNS
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def plot(arguments: tuple[str, ...], debug: bool) -> None:
    """Plot the data of a run.

    Draws what NETLIST says of INPUT_CSV_DIR/data.csv, as png files in OUTPUT_PNG_DIR, which must not exist yet. Several
    folders of runs are drawn over each other. Without NETLIST, it is that of run.json. If INPUT_CSV_DIR stands alone,
    the pictures are in a folder next to it, of the same name with _png at its end.
    """
    from tools.plot import plot

    plot(arguments)


@tsp.command()
@_NETLIST_AND_RUNS
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def rplot(arguments: tuple[str, ...], debug: bool) -> None:
    """Plot the research projects of a run.

    As `tsp plot`, of rpdata.csv, for netlists that have research projects. The folder next to INPUT_CSV_DIR ends in
    _rpng.
    """
    from tools.plot import plot

    plot(arguments, research=True)


@tsp.command()
@click.argument("filename")
@click.argument("num_show", type=click.IntRange(min=1))
@click.argument(
    "sort_by", type=click.Choice(["cumulative", "internal", "internal_callers"]), metavar="SORT_BY", required=True
)
def showstats(filename: str, num_show: int, sort_by: str) -> None:
    """Show where a profiled run spent its time.

    FILENAME is OUTPUT_DIR/stats of a run with DO_PROFILE. Shows NUM_SHOW lines. SORT_BY is cumulative (time in a
    function and all it calls), internal (in the function itself) or internal_callers (the same, with who called it).
    """
    from tools.showstats import showstats

    showstats(filename, num_show, sort_by)


@tsp.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ganache(arguments: tuple[str, ...]) -> None:
    """Start a Ganache node, as ./ganache.py does."""
    from tools.ganache import main

    sys.exit(main(list(arguments)))


@tsp.command(name="compile")
@click.argument("folder", required=False)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def compile_(folder: str | None, debug: bool) -> None:
    """Compile Solidity and Vyper.

    Compiles every .sol and .vy below FOLDER, by default assets/contracts, to a JSON next to it. FOLDER may also be one
    such file. What has not changed is left.

    \b
    Imports are found in the project's node_modules, remappings.txt and lib.
    The compiler follows all pragmas, and the first of these that exists:
      compile.json     near the source: compiler, optimizer, runs, viaIR, evmVersion, remappings
      foundry.toml     profile default
      hardhat.config   if its solidity setting is written out
    """
    from tools.compile import compileAll

    compileAll(folder)


@tsp.command(name="help")
@click.argument("verb", required=False)
@click.pass_context
def help_(ctx: click.Context, verb: str | None) -> None:
    """Show this help, or that of a verb."""
    assert ctx.parent is not None
    command = tsp.get_command(ctx, verb) if verb else tsp
    if command is None:
        raise click.UsageError(f"There is no verb {verb!r}.")
    click.echo(command.get_help(click.Context(command, ctx.parent if verb else None, info_name=verb or "tsp")))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs `tsp` and returns its exit code: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return exitCode(
        lambda: tsp.main(arguments or ["help"], prog_name="tsp", standalone_mode=False, obj=arguments),
        debug="--debug" in arguments,
        path_cure="another path; --debug shows who asked for it",
    )
