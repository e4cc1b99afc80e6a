"""Times whole commands, as a user waits for them, in turn, so that a slow moment of the machine hits all alike."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from util.config import HOME

ROUNDS = 5
RESULT = HOME / "bench" / "result.json"
SIMPLEGRANT = "assets/netlists/simplegrant/netlist.py"
SIMPLEPOOL = "assets/netlists/simplepool/netlist.py"


def main() -> int:
    """Measures, prints a table, and writes bench/result.json."""
    pools = {"simplepool, pyevm": ["--engine", "pyevm"]}
    for network in ("ganache", "anvil"):
        if (HOME / "node_modules" / ".bin" / network).exists() or shutil.which(network):
            pools[f"simplepool, {network}"] = ["--network", network]
    commands = {
        "tsp (help)": [],
        "tsp run simplegrant": ["run", SIMPLEGRANT, "OUT", "--quiet"],
        **{name: ["run", SIMPLEPOOL, "OUT", "--quiet", "--seed", "1", *options] for name, options in pools.items()},
    }
    seconds = _measured(commands)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    _printTable(medians, seconds)
    result = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version()}
    RESULT.write_text(json.dumps({**result, "rounds": ROUNDS, "seconds": seconds}, indent=1) + "\n")
    return 0


def _measured(commands: dict[str, list[str]]) -> dict[str, list[float]]:
    """Name → wall seconds of each round. A round that is not counted comes first."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for counted in range(ROUNDS + 1):
        for name, arguments in commands.items():
            taken = _timed(arguments)
            if counted:
                seconds[name].append(taken)
    return seconds


def _timed(arguments: Sequence[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "tsp", *[f"{folder}/out" if a == "OUT" else a for a in arguments]]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
        taken = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return taken


def _printTable(medians: dict[str, float], seconds: dict[str, list[float]]) -> None:
    reference = medians["simplepool, pyevm"]
    print(f"\nWhole commands, wall seconds, {ROUNDS} rounds in turn\n")
    print("| command | median | min | max | times pyevm |")
    print("|---|---|---|---|---|")
    for name, median in medians.items():
        ratio = f"{median / reference:.1f}" if name.startswith("simplepool") else ""
        print(f"| {name} | {median:.2f} | {min(seconds[name]):.2f} | {max(seconds[name]):.2f} | {ratio} |")


if __name__ == "__main__":
    sys.exit(main())
