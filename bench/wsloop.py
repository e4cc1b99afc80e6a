"""How long the netlist wsloop takes for years of an economy, how much memory, and whether it slows.

Each run is its own process, `bench.years`.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from bench.commands import OUTDIR, Command, printed
from bench.measure import Table, interleave

MODELS = ("2021", "2023")
YEARS, LONG_YEARS = 10, 20


def row(model: str, years: int) -> str:
    """The row that the seconds of such a run stand in."""
    return f"wsloop {model}, {years} years of hours"


def measureWsloop(
    rounds: int, years: int, long_years: int, say: Callable[[str], None]
) -> tuple[Table, dict[str, float]]:
    """Seconds of the whole process, by model, and what else there is to know.

    Returns:
        The table, and: years, long_years, and for each model peak_MB_<model>; the rest is that of `years.aging`.
    """
    runs = [Command(row(model, years), "", ["-m", "bench.years", "run", model, str(years), OUTDIR]) for model in MODELS]
    table = interleave(runs, rounds, lambda text: say(f"wsloop, {text}"))
    found: dict[str, float] = {"years": years, "long_years": long_years}
    found |= {f"peak_MB_{model}": max(map(float, run.said)) for model, run in zip(MODELS, runs)}
    say(f"wsloop, {long_years} years")
    return table, {**found, **json.loads(printed(["-m", "bench.years", "aging", str(long_years)], "wsloop"))}
