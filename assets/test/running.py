"""Runs for tests of netlists: a whole simulation, from a strategy that the test has made, into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.DataCsv import DataCsv
from engine.overrides import valuesOf
from engine.Simulation import Simulation
from web3engine.chain import Chain


def ran(
    netlist: Any,
    ss: Any = None,
    folder: Path | None = None,
    seed: int = 1,
    chain: Chain | Callable[[], Chain] | None = None,
) -> Simulation:
    """A simulation after its last tick.

    Args:
        netlist: a module, a path or a name.
        ss: a strategy whose values it is to have; by default the netlist's own.
        folder: where data.csv goes, made if need be; by default rows are kept in memory.
    """
    record = None
    if folder is not None:
        folder.mkdir(exist_ok=True)
        record = DataCsv(folder / "data.csv")
    simulation = Simulation(netlist, seed, valuesOf(ss), chain=chain, record=record)
    simulation.run()
    simulation.close()
    if record is not None:
        record.close()
    return simulation
