"""What the shell can complete: netlists, and names of parameters. Light, because `tsp --help` loads it.

`eval "$(_TSP_COMPLETE=bash_source tsp)"` switches it on in bash, `zsh_source` and `fish_source` in others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def netlists(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of shipped netlists with that beginning; otherwise files and folders."""
    from click.shell_completion import CompletionItem

    from engine.Netlist import SHIPPED, shippedNames
    from tools.info import summary

    names = [name for name in shippedNames() if name.startswith(begun)]
    items = [CompletionItem(name, help=summary(SHIPPED / name / "netlist.py")) for name in names]
    return items if items and begun else [*items, CompletionItem(begun, type="file")]


def assignments(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of the netlist's parameters that begin so, with "=" behind them; none if it cannot be loaded."""
    from click.shell_completion import CompletionItem

    from engine.Netlist import Netlist
    from engine.parametertable import rows
    from util.errors import TokenSpiceError

    # Where the option still lacks its value, click leaves the arguments unread.
    words = [context.params.get("netlist"), *context.args]
    try:
        table = rows(Netlist(next(word for word in words if word))["SimStrategy"])
    except (TokenSpiceError, StopIteration):
        return []
    named = [(row[0].strip("`"), row[-1]) for row in table]
    return [CompletionItem(f"{name}=", help=meaning) for name, meaning in named if name.startswith(begun)]
