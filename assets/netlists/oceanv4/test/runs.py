"""Runs of oceanv4 for its tests."""

from __future__ import annotations

import random

from assets.netlists.oceanv4 import netlist
from assets.test.running import ran
from web3engine.chains import openChain

HOUR = 3600


def strategy(**parameters):
    """A strategy with these parameters."""
    ss = netlist.SimStrategy()
    for name, value in parameters.items():
        assert hasattr(ss, name), name
        setattr(ss, name, value)
    return ss


def fast(**parameters):
    """A strategy with which all agents do all they can within 30 ticks: hours instead of days, and an early rug."""
    ss = strategy()
    for name, value in vars(ss).items():
        if "_s_" in name:
            setattr(ss, name, max(HOUR, value // 24))
    for name in ("s_between_collects", "staker_s_between_speculates", "speculator_s_between_speculates"):
        setattr(ss, name, HOUR)
    ss.publisher_s_between_unstake, ss.publisher_s_between_sellDT = 7 * HOUR, 5 * HOUR
    ss.publisher_vesting_blocks = ss.mal_vesting_blocks = 60
    ss.setMaxTicks(30)
    ss.setLogInterval(5 * HOUR)
    for name, value in parameters.items():
        setattr(ss, name, value)
    return ss


def csvOf(ss, folder, network="embedded", engine="auto", settings=None, seed=1):
    """The bytes of data.csv of a run on a chain of its own."""
    ran(netlist, ss, folder, seed, lambda: openChain(network, engine, seed, settings))
    return (folder / "data.csv").read_bytes()


def logged(state):
    """{column: value} of the state now."""
    _, names, values = netlist.netlist_createLogData(state)
    return dict(zip(names, values, strict=True))


def ranState(chain, ss, n_ticks, rows=None, seed=1):
    """The state after `n_ticks` ticks on the chain in use. `rows` gets a row of each tick, from before agents act."""
    random.seed(seed)
    state = netlist.SimState(ss)
    for _ in range(n_ticks):
        if rows is not None:
            rows.append(logged(state))
        state.takeStep()
        state.tick += 1
        chain.advance(ss.time_step)
    return state


def rowsOf(chain, ss, n_ticks, seed=1):
    """The rows of such a run."""
    rows: list[dict[str, float]] = []
    ranState(chain, ss, n_ticks, rows, seed)
    return rows
