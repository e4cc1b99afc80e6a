"""`tsp resume`: goes on with a run that was stopped, to the same bytes as though it had not been."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import click

from engine.Netlist import Netlist
from engine.Replay import Replay
from engine.RunDir import DATA_FILES, RUN_JSON, RunDir
from engine.Simulation import Simulation, loadedNetlist
from tools.gas import printGas
from tools.run import execute, setUpLogging
from util.config import loadSettings
from util.errors import TokenSpiceError
from web3engine.gasmeter import GasMeter


def resume(output_dir: str, quiet: bool = False, debug: bool = False) -> None:
    """Runs anew from the seed, holds each row against those that are there, and then goes on.

    Raises:
        TokenSpiceError: there is nothing to resume; the folder is being written; a row is not what it was.
    """
    setUpLogging(quiet, debug)
    folder = Path(output_dir)
    facts = _facts(folder)
    path, seed = facts["netlist"]["path"], facts["seed"]
    settings = facts["settings"]
    mine = dataclasses.replace(
        loadSettings(),
        network=settings["network"],
        engine=settings["engine"],
        hardfork=settings.get("hardfork", ""),
        safety=settings["safety"],
    )
    loaded: Netlist = loadedNetlist(path, seed)
    click.echo(f"netlist {loaded.name}, seed {seed}, from the start")
    files = [Replay(folder / name, loaded.missing) for name in DATA_FILES]
    overrides = facts["overrides"]
    meter = GasMeter() if "gas" in facts else None
    with Simulation(
        loaded, seed, overrides, record=files[0], rp_record=files[1], settings=mine, meter=meter
    ) as simulation:
        execute(simulation, RunDir.reopened(folder, simulation, {"from": "start"}), files, quiet)
    click.echo(f"data in {folder}")
    if meter is not None:
        printGas(meter.table())


def _facts(folder: Path) -> dict[str, Any]:
    """What run.json says of a run that can be resumed."""
    try:
        facts: dict[str, Any] = json.loads((folder / RUN_JSON).read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise TokenSpiceError(f"{folder} is not a folder of a run", f"its {RUN_JSON} cannot be read: {e}") from e
    if facts.get("status") == "finished":
        raise TokenSpiceError(f"{folder} is finished", "there is nothing to resume")
    if not facts.get("netlist", {}).get("path"):
        raise TokenSpiceError(f"{folder} cannot be resumed", "its netlist was made in a notebook and has no file")
    return facts
