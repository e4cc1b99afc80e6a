"""Runs of oceanv3 for its tests."""

from __future__ import annotations

import random

from assets.netlists.oceanv3 import netlist
from assets.test.running import ran
from util.plotcsv import csvToHeaderValues
from web3engine.chains import openChain


def fast(ss=None):
    """A strategy with which all agents act within 30 ticks: hours instead of days."""
    ss = ss or netlist.SimStrategy()
    for name, value in vars(ss).items():
        if "_s_" in name:
            setattr(ss, name, max(3600, value // 24))
    ss.staker_s_between_speculates = ss.speculator_s_between_speculates = 3600
    ss.setMaxTicks(30)
    ss.setLogInterval(5 * 3600)
    return ss


def csvOf(ss, folder, network="embedded", engine="auto", settings=None, seed=1):
    """The bytes of data.csv of a run on a chain of its own."""
    ran(netlist, ss, folder, seed, lambda: openChain(network, engine, seed, settings))
    return (folder / "data.csv").read_bytes()


def numbersOf(folder):
    """Names of columns, and float[n_rows, n_columns]."""
    header, values = csvToHeaderValues(str(folder / "data.csv"))
    return header, values.astype(float)


def logged(state):
    """{column: value} of the state now."""
    _, names, values = netlist.netlist_createLogData(state)
    return dict(zip(names, values, strict=True))


def ranState(rows, seed=1, every=1, **parameters):
    """The state after a whole run on the chain in use; `rows` gets {column: value} each `every` ticks, and of the end.

    The row of a tick shows the world before the agents act in it.
    """
    random.seed(seed)
    ss = netlist.SimStrategy()
    for name, value in parameters.items():
        assert hasattr(ss, name)
        setattr(ss, name, value)
    state = netlist.SimState(ss)
    while state.tick < ss.max_ticks:
        if state.tick % every == 0:
            rows.append(logged(state))
        state.takeStep()
        state.tick += 1
    rows.append(logged(state))
    return state


def rowsOf(**parameters):
    """The rows of such a run."""
    rows: list[dict[str, float]] = []
    ranState(rows, **parameters)
    return rows
