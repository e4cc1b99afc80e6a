"""Loading the netlist of a simulation, and what its SimState is like."""

from __future__ import annotations

import inspect
import re
import traceback
from typing import Any

from engine import userstate
from engine.allowed import Allowed
from engine.Netlist import Netlist
from engine.Stream import Stream


def takes(function: Any, argument: Any) -> bool:
    """Whether a function can be called with that one argument."""
    try:
        inspect.signature(function).bind(argument)
    except TypeError:
        return False
    return True


def assertsNone(e: BaseException) -> bool:
    """Whether it is the `assert ss is None` with which many netlists of 2021 to 2023 begin."""
    frames = traceback.extract_tb(e.__traceback__)
    return isinstance(e, AssertionError) and re.match(r"assert ss is None\b", frames[-1].line or "") is not None


def loadedNetlist(netlist: Any, seed: int) -> Netlist:
    """`netlist`, or the Netlist that it stands for. What it draws when it is imported comes from the seed.

    These draws repeat, and they do not shift what agents draw.
    """
    if isinstance(netlist, Netlist):
        return netlist
    with Stream(seed):
        loaded = Netlist(netlist)
    remember(loaded)
    return loaded


def remember(netlist: Netlist) -> None:
    """Notes what its modules keep, as far as they are new, right after they were imported."""
    userstate.remember(allowedIn(netlist).isUsers)


def allowedIn(netlist: Netlist) -> Allowed:
    """What may be part of a state of that netlist."""
    parts = (netlist.module if netlist.path else None, netlist.get("SimState"), netlist.get("SimStrategy"))
    names = (getattr(part, "__name__" if part is netlist.module else "__module__", None) for part in parts)
    return Allowed(*(name for name in names if isinstance(name, str)))
