"""What `tokenspice` offers of single runs."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.Run import Run, load, runOf
from engine.RunDir import RunDir, dataFiles
from engine.runwords import doubts
from engine.Simulation import Simulation, loadedNetlist
from engine.Stream import drawnSeed
from util.config import FORK_JSONL, chosenSettings
from util.paths import checkFree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Run", "Simulation", "load", "plot", "simulate"]


def simulate(
    netlist: Any,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    network: str | None = None,
    engine: str | None = None,
    hardfork: str | None = None,
    fork_url: str | None = None,
    fork_block: str | None = None,
    fork_cache: str | Path | None = None,
) -> Run:
    """Runs a netlist to its end.

    Args:
        netlist: a path, the name of a shipped netlist, or a module or namespace that defines what a netlist defines.
        seed: of all randomness, 0 to 2**64 - 1; drawn, and recorded in the run's facts, if it is None.
        set: name → value of what is to differ in SimStrategy.
        out: a folder for data.csv and run.json, as `tsp run` writes them while it runs; must not exist yet. By default
            the run stays in memory.
        network: "embedded", "ganache", "anvil" or "fork"; by default what tokenspice.ini says.
        engine: "auto", "pyevm" or "revm"; by default what tokenspice.ini says.
        hardfork: "shanghai", "cancun", "prague" or "osaka"; by default what tokenspice.ini or the netlist says.
        fork_url: of a node to read a live chain from, with network "fork"; by default what tokenspice.ini says.
        fork_block: number of the block to start from, "latest" or "finalized".
        fork_cache: file with what was read of that chain, and where more goes; by default fork.jsonl in `out`.
    Raises:
        TokenSpiceError: whatever the user can mend.
    """
    if seed is None:
        seed = drawnSeed()
    own = None if out is None else Path(out) / FORK_JSONL
    settings = chosenSettings(network, engine, hardfork, fork_url, fork_block, fork_cache, own)
    if out is None:
        with Simulation(netlist, seed, set, settings=settings) as simulation:
            began_with = simulation.parameters()
            simulation.run()
            _warnOf(simulation)
            return runOf(simulation, began_with)
    folder = Path(out)
    checkFree(folder)
    loaded = loadedNetlist(netlist, seed)
    files = dataFiles(folder, loaded.missing)
    with (
        Simulation(loaded, seed, set, record=files[0], rp_record=files[1], settings=settings) as simulation,
        RunDir(folder, simulation),
    ):
        simulation.run()
    for file in files:
        file.close()
    _warnOf(simulation)
    return load(folder)


def _warnOf(simulation: Simulation) -> None:
    """Warns, on behalf of who called `simulate`, of what that may have meant otherwise."""
    for doubt in doubts(simulation):
        warnings.warn(doubt, stacklevel=3)


def plot(run: Run, columns: Sequence[str] | str | None = None) -> Figure:
    """What the netlist plots of a run, or lines of these columns over time, as one matplotlib figure."""
    return run.plot(columns)
