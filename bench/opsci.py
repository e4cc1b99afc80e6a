"""How long the science communities take for decades, and how much memory. Each run is its own process."""

from __future__ import annotations

from collections.abc import Callable

from bench.commands import OUTDIR, Command
from bench.measure import Table, interleave

YEARS = 30

# Seconds that the reference takes for thirty years, without start-up, measured on a machine like this one.
REFERENCE_S = {
    "opsci_naive": 3.6,
    "opsci_profit_sharing": 7.3,
    "opsci_mult_profit_sharing": 9.0,
    "opsci_mult_time_profit_sharing": 20.6,
    "opsci_public_funding_ps": 14.7,
    "growth_public_funding_ps": 33.3,
    "community_growth_public_funding_ps": 11.8,
}


def row(netlist: str, years: float) -> str:
    """The row that the seconds of such a run stand in."""
    return f"{netlist}, {years:g} years of hours"


def measureOpsci(rounds: int, years: float, say: Callable[[str], None]) -> tuple[Table, dict[str, float]]:
    """Seconds of the whole process, by netlist, and the memory that it held.

    Returns:
        The table, and: years, and for each netlist peak_MB_<netlist> and growth_MB_<netlist>, of the second half.
    """
    runs = {
        name: Command(
            row(name, years),
            "",
            ["-m", "bench.decades", f"assets/netlists/{name}/netlist.py", str(years), OUTDIR],
        )
        for name in REFERENCE_S
    }
    table = interleave(list(runs.values()), rounds, lambda text: say(f"science communities, {text}"))
    found: dict[str, float] = {"years": years}
    for name, run in runs.items():
        peaks = [list(map(float, said.split())) for said in run.said]
        found[f"peak_MB_{name}"] = max(peak for _, peak in peaks)
        found[f"growth_MB_{name}"] = max(peak - half for half, peak in peaks)
    return table, found
