"""The verbs of `tsp` that look around and help to begin. Light, because `tsp --help` loads it."""

from __future__ import annotations

from typing import Any

import click

from tools.completing import netlists
from tools.options import FORK_URL, setting

_DEBUG = click.option("--debug", is_flag=True, help="Show tracebacks.")


@click.command(name="list")
@_DEBUG
def list_(debug: bool) -> None:
    """List netlists.

    Those that come with TokenSPICE, by name, and those that are found below the working folder.
    """
    from tools.info import printList

    printList()


@click.command()
@click.argument("netlist", shell_complete=netlists)
@_DEBUG
def info(netlist: str, debug: bool) -> None:
    """Describe a netlist.

    Its parameters with default, unit, what they may be and what they mean; its columns and plots; what campaigns
    measure and vary.
    """
    from tools.info import printInfo

    printInfo(netlist)


@click.command()
@click.argument("kind", type=click.Choice(["netlist", "agent", "contract", "wrapper"]))
@click.argument("name")
@_DEBUG
def new(kind: str, name: str, debug: bool) -> None:
    """Begin a netlist, an agent or a contract of your own, or wrap a contract.

    Writes a small one that works, with a test that passes, below the working folder. A contract is compiled, and gets a
    wrapper. Of a wrapper, NAME is that of a compiled contract, "package/Name" or a path: its class has a typed method
    for each function of its ABI. Nothing is overwritten.
    """
    from tools.new import create

    create(kind, name)


@click.command()
@_DEBUG
def doctor(debug: bool) -> None:
    """Check what is installed.

    Python, packages, engines, nodes and compilers, with their versions, and what to type for what is missing.
    """
    from tools.doctor import printDoctor

    printDoctor()


@click.command(name="install-v4")
@_DEBUG
def installV4(debug: bool) -> None:
    """Install Ocean V4's contracts.

    Netlists with V4's contracts, such as oceanv4, need them. Fetches one package from PyPI, into the environment in
    which TokenSPICE runs.
    """
    from tools.installv4 import installV4

    installV4()


@click.command()
@click.argument("netlist", shell_complete=netlists)
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Of all randomness.")
@setting("overrides")
@_DEBUG
def shell(netlist: str, seed: int, overrides: tuple[str, ...], debug: bool) -> None:
    """Open a Python prompt in a simulation.

    With `state`, `chain` and `step(n)`. Nothing is written.
    """
    from tools.shell import open_

    open_(netlist, seed, overrides)


@click.command()
@click.argument("outs", metavar="OUT...", nargs=-1, type=click.Path())
@click.option("-o", "output", type=click.Path(), metavar="FILE", help="Where to.  [default: view.html in OUT]")
@click.option("--open", "open_it", is_flag=True, help="Show it in the browser.")
@click.option("--live", "is_live", is_flag=True, help="Serve what is being written, at the address printed.")
@click.option("--circuit", "netlist", metavar="NETLIST", shell_complete=netlists, help="Show how a netlist is wired.")
@click.option("--ticks", type=click.IntRange(0), default=500, show_default=True, help="How long a circuit runs.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Of a circuit's run.")
@setting("overrides")
@_DEBUG
def view(outs: tuple[str, ...], netlist: str | None, is_live: bool, debug: bool, **options: Any) -> None:
    """Make a page that shows runs or a campaign.

    Writes one HTML file that any browser shows, without a network. Of a run: the plots of the netlist and any other
    column, with zoom, cursors and events; parameters; how it ended and how to repeat it. Several runs are drawn over
    each other. Of a campaign: its report, its runs, and figures of all of them. Of a netlist, with --circuit: its
    agents, their contracts, and who pays whom.
    """
    from tools.view import showLive, view, viewCircuit

    if bool(outs) == bool(netlist) or (is_live and len(outs) != 1):
        raise click.UsageError("Name folders, or one folder with --live, or a netlist with --circuit.")
    if netlist:
        viewCircuit(netlist, **options)
    elif is_live:
        showLive(outs[0])
    else:
        view(outs, options["output"], options["open_it"])


@click.command()
@click.argument("pair")
@click.argument("file", type=click.Path())
@click.option(
    "--after", type=click.IntRange(0), required=True, metavar="N", help="The block after which the history begins."
)
@click.option(
    "--until",
    default="finalized",
    show_default=True,
    metavar="M",
    help="Its last block: a number, finalized or latest.",
)
@FORK_URL
@_DEBUG
def record(debug: bool, **options: Any) -> None:
    """Write the history of a pool on a live chain to a file.

    What happened in the Uniswap V2 pair at address PAIR: swaps, joins, exits, and who paid. FILE, a CSV file, must not
    exist yet. `backtest` plays it, and `tsp fit` reads it. Nothing is sent to the node but questions.
    """
    from tools.record import record

    record(**options)


VERBS = (list_, info, new, doctor, installV4, shell, record, view)
