"""How long the science communities take for decades, next to the engine alone, and how much memory.

Each run is its own process.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.commands import OUTDIR, Command
from bench.idlers import ENGINE, N_AGENTS
from bench.measure import Table, interleave

YEARS = 30

NETLISTS = (
    "opsci_naive",
    "opsci_profit_sharing",
    "opsci_mult_profit_sharing",
    "opsci_mult_time_profit_sharing",
    "opsci_public_funding_ps",
    "growth_public_funding_ps",
    "community_growth_public_funding_ps",
)
# The same number of ticks, and of rows, in the engine.
ALONE = f"{N_AGENTS} idle agents"
_HOURS_PER_YEAR = 8760


def row(years: float) -> str:
    """The row of such runs."""
    return f"{years:g} years of hours, whole process"


def measureOpsci(rounds: int, years: float, say: Callable[[str], None]) -> tuple[Table, dict[str, float]]:
    """Seconds of the whole process, and the memory that it held.

    Returns:
        `row(years)` → ALONE and each netlist → seconds; and: years, and for each netlist peak_MB_<netlist> and
        growth_MB_<netlist>, of the second half.
    """
    what = row(years)
    alone = Command(what, ALONE, ["-m", "bench.idlers", ENGINE, str(round(years * _HOURS_PER_YEAR)), OUTDIR])
    runs = {
        name: Command(what, name, ["-m", "bench.decades", f"assets/netlists/{name}/netlist.py", str(years), OUTDIR])
        for name in NETLISTS
    }
    table = interleave([alone, *runs.values()], rounds, lambda text: say(f"science communities, {text}"))
    found: dict[str, float] = {"years": years}
    for name, run in runs.items():
        peaks = [list(map(float, said.split())) for said in run.said]
        found[f"peak_MB_{name}"] = max(peak for _, peak in peaks)
        found[f"growth_MB_{name}"] = max(peak - half for half, peak in peaks)
    return table, found
