"""Runs of netlists for tests: simulations on the chain in use, and their rows as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.Record import Rows
from engine.Simulation import Simulation
from web3engine.chain import openedChain
from web3engine.test.nodes import freshSettings

# Netlists whose ticks take ten times as long as others'. So many are enough for everything to happen in them.
DEAR = {"lending": 100, "scitoken": 100}


def ran(netlist: Any, n_ticks: int | None = None, seed: int = 1, **overrides: Any) -> Simulation:
    """A simulation after `n_ticks` ticks, by default at its end.

    It runs on the chain in use, so that agents' wallets can still be read; on its own chain if there is none.
    """
    simulation = Simulation(netlist, seed, overrides, chain=openedChain())
    if n_ticks is None:
        simulation.run()
    else:
        for _ in range(n_ticks):
            simulation.step()
    simulation.close()
    return simulation


def rowsOf(netlist: Any, n_ticks: int | None = None, seed: int = 1, **overrides: Any) -> list[dict[str, Any]]:
    """The rows of such a run, as {column: value}. Each shows the state before agents act in its tick."""
    return dicts(ran(netlist, n_ticks, seed, **overrides).rows)


def rowsOn(network: str, netlist: Any, overrides: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a run on a new chain of that kind, in a node that is started for it if it needs one."""
    settings = replace(freshSettings(), network=network)
    with Simulation(netlist, 1, overrides, settings=settings) as simulation:
        simulation.run()
    return dicts(simulation.rows)


def dicts(rows: Rows) -> list[dict[str, Any]]:
    """Rows as {column: value}."""
    return [dict(zip(rows.header, row, strict=True)) for row in rows.table()]


def logged(netlist: Any, state: Any) -> dict[str, Any]:
    """{column: value} of the state now."""
    _, names, values = netlist.netlist_createLogData(state)
    return dict(zip(names, values, strict=True))
