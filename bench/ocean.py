"""How long Ocean Market V4 takes: two months of it, and the verification of its mechanisms."""

from __future__ import annotations

from collections.abc import Callable

from bench.commands import OUTDIR, Command
from bench.measure import Table, interleave
from bench.stage import SEED

# Rows of the table.
MARKET = "tsp run oceanv4, 60 days of hours"
VERIFICATION = "verification of Ocean V4"


def measureOcean(rounds: int, seeds: int, say: Callable[[str], None]) -> Table:
    """Seconds of both commands. The verification, of so many seeds, is run once: it takes minutes."""
    netlist = "assets/netlists/oceanv4/netlist.py"
    market = Command(MARKET, "", ["tsp", "run", netlist, OUTDIR, "--seed", str(SEED), "--quiet"])
    table = interleave([market], rounds, lambda text: say(f"Ocean V4, {text}"))
    say("Ocean V4, verification")
    arguments = ["-m", "assets.netlists.oceanv4.verify", OUTDIR, "--seeds", str(seeds)]
    verification = Command(VERIFICATION, "", arguments, writes="report.md")
    return {**table, VERIFICATION: {"": [verification.sample()]}}
