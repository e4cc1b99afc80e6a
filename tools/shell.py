"""`tsp shell`: a Python prompt with a simulation in it."""

from __future__ import annotations

import code
from collections.abc import Sequence
from typing import Any

from engine.overrides import fromAssignments
from engine.Simulation import Simulation

_BANNER = """{name}, seed {seed}. The simulation is at tick 0.
  state        its SimState; state.getAgent("…"), state.agents, state.ss
  step(n=1)    runs n ticks
  chain        its chain, or None as long as no agent needed one
  row()        the columns of the latest row
Ctrl-D ends it; nothing is written."""


def open_(netlist: str, seed: int, overrides: Sequence[str]) -> None:
    """Opens the prompt, and closes the simulation when it ends.

    Raises:
        TokenSpiceError: the netlist cannot be loaded or built.
    """
    with Simulation(netlist, seed, fromAssignments(overrides)) as simulation:

        def step(n: int = 1) -> None:
            """Runs n ticks, or as many as are left."""
            for _ in range(n):
                if simulation.is_over:
                    print(f"it ended at tick {simulation.tick}")
                    return
                simulation.step()
            names["chain"] = simulation.chain

        def row() -> dict[str, float]:
            """Column → value in the latest row."""
            rows = simulation.rows
            return {name: rows.column(name)[-1] for name in rows.header} if len(rows) else {}

        names: dict[str, Any] = {"state": simulation.state, "chain": simulation.chain, "step": step, "row": row}
        # What is typed between two steps speaks to the simulation's chain, and draws from its randomness.
        with simulation.inUse():
            banner = _BANNER.format(name=simulation.netlist.name, seed=seed)
            code.InteractiveConsole(names).interact(banner, exitmsg="")
