"""The run of a folder of `tsp run` once more, to see whether its files come out the same."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.RunDir import RUN_JSON, dataFiles, settingsOf
from engine.Simulation import Simulation, loadedNetlist
from explore.blocks import reseeding
from explore.perturbations import VARIANTS
from util.config import Settings, loadSettings
from util.errors import TokenSpiceError


def verifyRun(folder: str | Path) -> str:
    """Makes the run of a folder of `tsp run` again, and returns the first cell that differs, in words, or "".

    Raises:
        TokenSpiceError: there is no run, or it cannot be made again.
    """
    folder = Path(folder)
    try:
        facts = json.loads((folder / RUN_JSON).read_text(encoding="utf-8"))
        settings = _settingsOf(facts, folder)
        variant = VARIANTS[facts.get("variant", "")]
        netlist = loadedNetlist(facts["netlist"]["path"], facts["seed"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise TokenSpiceError(
            f"{folder} holds no run", f"{RUN_JSON} cannot be read ({e})", "a folder of tsp run"
        ) from e
    with tempfile.TemporaryDirectory() as temporary:
        again = Path(temporary)
        data, rp_data = files = dataFiles(again, netlist.missing)
        settings = variant.settings(settings)
        chain = variant.chain(facts["seed"], settings)
        run = Simulation(netlist, facts["seed"], facts["overrides"], chain, data, rp_data, settings)
        with run as simulation:
            variant.begin(simulation)
            simulation.run(reseeding(simulation, facts.get("blocks", ())))
        for file in files:
            file.close()
        names = [file.file.name for file in files]
        return next((text for name in names if (text := _fileDifference(folder / name, again / name))), "")


def _settingsOf(facts: dict[str, Any], folder: Path) -> Settings:
    """Those of the run; a run on a node is made again on the chain that tokenspice.ini names."""
    then = facts["settings"]
    if then.get("network") == "fork":
        return settingsOf(facts, folder)
    return replace(loadSettings(), engine=then["engine"], hardfork=then.get("hardfork", ""))


def _fileDifference(then: Path, now: Path) -> str:
    if then.exists() != now.exists():
        return f"{then.name} {'is not written any more' if then.exists() else 'is missing'}"
    if not then.exists() or then.read_bytes() == now.read_bytes():
        return ""
    return next(_cells(then, now), f"{then.name} is written in another way")


def _cells(then: Path, now: Path) -> Iterator[str]:
    with open(then, newline="", encoding="utf-8") as f, open(now, newline="", encoding="utf-8") as g:
        before, after = list(csv.reader(f, skipinitialspace=True)), list(csv.reader(g))
    if not before or before[0] != after[0]:
        yield f"{then.name} has other columns"
        return
    for i, (row, its) in enumerate(zip(before[1:], after[1:])):
        for name, cell, is_now in zip(before[0], row, its):
            if cell != is_now:
                yield f"{then.name}, row {i + 1}, column {name} was {cell} and is {is_now}"
    if len(before) != len(after):
        yield f"{then.name} had {len(before) - 1} rows and has {len(after) - 1}"
