"""`tsp run`: runs a netlist into a folder, shows how it goes, and records how it went."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from engine.overrides import fromAssignments
from engine.RunDir import RunDir, dataFiles
from engine.Simulation import Simulation, loadedNetlist
from engine.Stream import drawnSeed
from tools.carryingout import Options, carryOut
from tools.checkpoints import checkNetwork
from tools.progress import setUpLogging
from util.config import FORK_JSONL, chosenSettings
from util.paths import checkFree
from web3engine.gasmeter import GasMeter


def run(
    netlist: str,
    output_dir: str,
    profile: bool = False,
    seed: int | None = None,
    network: str | None = None,
    engine: str | None = None,
    hardfork: str | None = None,
    fork_url: str | None = None,
    fork_block: str | None = None,
    fork_cache: str | None = None,
    overrides: Sequence[str] = (),
    check: str | None = None,
    gas: bool = False,
    quiet: bool = False,
    debug: bool = False,
    flows: bool = False,
    is_live: bool = False,
    checkpoint_every: str | None = None,
) -> None:
    """Runs a netlist; the options are those of `tsp run`.

    Nothing is left behind if the run cannot begin. One that fails later keeps its rows, and run.json says why it ended.

    Raises:
        TokenSpiceError: whatever the user can mend.
    """
    setUpLogging(quiet, debug)
    folder = Path(output_dir)
    own = folder / FORK_JSONL
    settings = chosenSettings(network, engine, hardfork, fork_url, fork_block, fork_cache, own)
    checkFree(folder)
    checkNetwork(settings.network, checkpoint_every)
    drawn = "" if seed is not None else " (drawn)"
    if seed is None:
        seed = drawnSeed()
    changes = fromAssignments(overrides)
    loaded = loadedNetlist(netlist, seed)
    click.echo(f"netlist {loaded.name}, seed {seed}{drawn}")
    files = dataFiles(folder, loaded.missing)
    options = Options(check, gas, flows, is_live, profile, checkpoint_every)
    with Simulation(
        loaded,
        seed,
        changes,
        record=files[0],
        rp_record=files[1],
        settings=settings,
        check=check,
        meter=GasMeter() if gas else None,
    ) as simulation:
        also = {"options": options.facts()}
        carryOut(
            simulation,
            lambda: RunDir(folder, simulation, also),
            {file.file.name: file for file in files},
            options,
            folder,
            quiet,
        )
