"""What is to be said of a run, in few words: for the corner of a picture, and for what nobody may overlook."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.RunDir import RUN_JSON, readFacts
from engine.SimStrategyBase import movedEnd

if TYPE_CHECKING:
    from engine.Simulation import Simulation


def factsOf(folder: Path) -> dict[str, Any]:
    """What run.json says of the run in a folder; nothing if there is none.

    Raises:
        TokenSpiceError: it cannot be read.
    """
    return readFacts(folder) if os.path.lexists(folder / RUN_JSON) else {}


def caption(facts: Mapping[str, Any]) -> str:
    """Netlist, seed and overrides, as in "simplegrant, seed 1, granter_init_OCEAN=2.0"; "" if nothing is known."""
    if "seed" not in facts:
        return ""
    netlist = facts.get("netlist", {})
    path = Path(netlist.get("path") or netlist.get("name") or "")
    name = path.parent.name if path.name == "netlist.py" else path.stem
    overrides = [f"{key}={value}" for key, value in facts.get("overrides", {}).items()]
    return ", ".join([*([name] if name else []), f"seed {facts['seed']}", *overrides])


def alarm(facts: Mapping[str, Any]) -> str:
    """That a run failed or is not complete, and why; "" if it came to its end, or nothing is known."""
    after = f" after {facts['ticks']:,} ticks" if "ticks" in facts else ""
    # How to find out more is for whoever ran it.
    why = str(facts.get("error", "")).partition(" Try: ")[0]
    return {
        "error": f"The run failed: {why}" if why else f"The run failed{after}.",
        "interrupted": f"The run was interrupted{after}.",
        "running": "The run has not come to its end: it is still running, or was killed.",
    }.get(facts.get("status", ""), "")


def doubts(simulation: Simulation) -> list[str]:
    """What a simulation that has run suggests that its user might have meant otherwise."""
    sets = [
        # Not seen is what takes all values at once, by vars().
        f"{name}={simulation.overrides[name]} seems to have changed nothing: nothing in this run reads {name} by name."
        for name in simulation.unread
    ]
    tokens = simulation.unknown_tokens
    moved = movedEnd(simulation.state.ss)
    lost = [f"no agent ever held the token {name!r} that one was asked for; it read as 0." for name in tokens]
    return [*sets, *([moved] if moved else []), *lost]
