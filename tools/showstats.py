"""`tsp showstats`: where a profiled run spent its time."""

from __future__ import annotations

import io
import pstats
from pathlib import Path

import click

from util.errors import TokenSpiceError

_HEADINGS = {
    "cumulative": "By time spent in a function and all it calls",
    "internal": "By time spent in a function itself",
    "internal_callers": "By time spent in a function itself, and who called it",
}


def showstats(filename: str, num_show: int, sort_by: str) -> None:
    """Prints the `num_show` most costly functions of the profile `filename`.

    Args:
        sort_by: "cumulative", "internal" or "internal_callers".
    Raises:
        TokenSpiceError: there is no such file, or it is not a profile.
    """
    if not Path(filename).is_file():
        raise TokenSpiceError(
            f"there is no {filename}", "", "tsp run NETLIST OUTPUT_DIR True, which writes OUTPUT_DIR/stats"
        )
    try:
        # Once in silence: of a file that it cannot read it says so on stdout, before it raises.
        pstats.Stats(filename, stream=io.StringIO())
    except Exception as e:
        raise TokenSpiceError(f"{filename} is not a profile", str(e), "the file `stats` of a profiled run") from e
    click.echo(f"{'=' * 80}\n{_HEADINGS[sort_by]}")
    stats = pstats.Stats(filename)
    if sort_by == "cumulative":
        stats.sort_stats("cumulative").print_stats(num_show)
    else:
        stats.sort_stats("time", "cumulative").print_stats(num_show)
    if sort_by == "internal_callers":
        stats.print_callers(num_show)
