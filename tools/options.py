"""Options that several verbs share. Light: `tsp --help` loads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import click

from tools.completing import assignments, netlists

Command = Callable[..., Any]
Option = Callable[[Command], Command]

_S_PER_UNIT = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


class Duration(click.ParamType[float]):
    """Seconds, written as 90, 90s, 10m or 10min, 2h or 1d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number of seconds."""
        if isinstance(value, (int, float)):
            return float(value)
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|min|m|h|d)?", value.strip())
        if match is None or float(match[1]) == 0.0:
            self.fail(f"{value!r} is not a duration; 90s, 10m and 2h are.", param, ctx)
        return float(match[1]) * _S_PER_UNIT[match[2] or "s"]


class Every(NamedTuple):
    """How often: every so many ticks, or seconds of wall clock; never, where both are 0."""

    ticks: int
    seconds: float

    @classmethod
    def parsed(cls, text: str) -> Every:
        """What `--checkpoint-every` says: 100, 30s, 5min, 0 or never.

        Raises:
            ValueError: something else.
        """
        if text == "never":
            return cls(0, 0.0)
        match = re.fullmatch(r"(\d+)(s|min|m|h)?", text)
        if match is None:
            raise ValueError(text)
        unit = match[2]
        return cls(0, float(match[1]) * _S_PER_UNIT[unit]) if unit else cls(int(match[1]), 0.0)


class Interval(click.ParamType[str]):
    """Ticks, written as 100, or time, written as 30s, 5min or 2h; 0 and never are no interval. Stays a text."""

    name = "interval"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, if it is one."""
        text = str(value).strip()
        try:
            Every.parsed(text)
        except ValueError:
            self.fail(f"{value!r} is neither a number of ticks nor a time; 100, 30s, 5min and never are.", param, ctx)
        return text


def setting(name: str) -> Option:
    """`--set`, whose values the verb receives as argument `name`."""
    return click.option(
        "--set",
        name,
        metavar="NAME=VALUE",
        multiple=True,
        shell_complete=assignments,
        help="Set a value of SimStrategy; repeatable.",
    )


# Of the live chain that --network fork starts from.
FORK_URL = click.option(
    "--fork-url",
    metavar="URL",
    help="Of a fork: a node to read the live chain from. It gets nothing but questions.  [default: FORK_URL]",
)
_FORK: list[Option] = [
    FORK_URL,
    click.option(
        "--fork-block", metavar="BLOCK", help="Of a fork: a number, latest or finalized.  [default: finalized]"
    ),
    click.option(
        "--fork-cache",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="Of a fork: what was read, and where more goes. Without a URL, none is asked.  [default: OUT/fork.jsonl]",
    ),
]


def network(*names: str) -> Option:
    """`--network`, one of `names`, and the options of a fork."""

    def decorate(function: Command) -> Command:
        chosen: Option = click.option("--network", type=click.Choice(names), help="Where contracts run.")
        for option in reversed([chosen, *_FORK]):
            function = option(function)
        return function

    return decorate


ENGINE = click.option("--engine", type=click.Choice(["auto", "pyevm", "revm"]), help="Which embedded EVM.")
# Those of util.config, which help need not load.
_HARDFORKS = ["shanghai", "cancun", "prague", "osaka"]
HARDFORK = click.option("--hardfork", type=click.Choice(_HARDFORKS), help="Rules of the EVM.")
_WHAT: list[Option] = [
    setting("set"),
    click.option(
        "--vary",
        metavar="NAME=HOW",
        multiple=True,
        shell_complete=assignments,
        help="Vary a parameter: 1..10, a,b,c, normal(0.2,0.05), worst(1,10), …; repeatable.",
    ),
    click.option("--measure", "measures", metavar="NAME=EXPR", multiple=True, help="A measure: drawdown(price), …"),
    click.option("--spec", "specs", metavar="SPEC", multiple=True, help="What must hold: 'profit >= 0', …"),
]
_HOW: list[Option] = [
    click.option("-j", "--jobs", type=click.IntRange(1, 4096), help="Processes.  [default: one per core]"),
    click.option("--scheduler", metavar="ADDRESS", help="Dask instead: tcp://…, local:N or slurm:FILE."),
    click.option("--reps", type=click.IntRange(1), help="Replications of a point.  [default: 8, or 1 without chance]"),
    click.option("--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Of the campaign."),
    click.option(
        "--seeds",
        type=click.Choice(["common", "independent"]),
        help="Whether points share their seeds.  [default: what suits the verb]",
    ),
    click.option("--time", "seconds", type=Duration(), metavar="10m", help="Begin no run after this time."),
    click.option("--timeout", type=Duration(), metavar="30s", help="Stop a run that takes longer."),
    click.option("--memory", type=click.FloatRange(1), metavar="MB", help="Memory that a run may take."),
    click.option("--keep", type=click.Choice(["measures", "rows"]), default="measures", help="Keep rows as well."),
    click.option("--isolate", is_flag=True, help="Give each run its own process."),
    click.option("--keep-going", is_flag=True, help="Go on even if most runs fail."),
    click.option("--more", is_flag=True, help="Add runs to a campaign that was finished with fewer."),
    network("embedded", "fork"),
    ENGINE,
    HARDFORK,
    click.option("--pictures/--no-pictures", default=True, help="Whether to draw PNG files.  [default: yes]"),
    click.option("--live", "is_live", is_flag=True, help="Show it in the browser while it runs."),
    click.option("--quiet", is_flag=True, help="No progress."),
    click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
    click.option("--debug", is_flag=True, help="Show tracebacks."),
]
GOAL = click.option("--goal", metavar="GOAL", multiple=True, help="'max profit', or 'min' of any measure.")
SAVE_CORNERS = click.option("--save-corners", type=click.Path(), metavar="FILE", help="Save what was found as corners.")
ONLY = click.option("--only", multiple=True, metavar="SPEC", help="Only this spec; repeatable.")
CORNERS: list[Option] = [
    click.option(
        "--corners",
        type=click.Path(),
        metavar="FILE",
        multiple=True,
        help="Corners, besides those of the netlist; repeatable.",
    ),
    click.option("--at", multiple=True, metavar="CORNER", help="Only at this corner; repeatable."),
]


def campaign(*own: Option) -> Option:
    """Adds the arguments NETLIST and OUT, the verb's own options, and those that all campaigns share."""

    def decorate(function: Command) -> Command:
        arguments: list[Option] = [click.argument("netlist", shell_complete=netlists), click.argument("out")]
        for option in reversed([*arguments, *own, *_WHAT, *_HOW]):
            function = option(function)
        return function

    return decorate
