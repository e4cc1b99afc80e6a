"""`attempt`: tries what a contract may refuse, and goes on if it does. Used by agents that trade in pools."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from util.errors import TxReverted

log = logging.getLogger(__name__)

T = TypeVar("T")


def attempt(state: Any, who: str, action: Callable[[], T]) -> T | None:
    """What `action()` returns, or None if a contract refuses; a refusal changes nothing, and is logged and counted.

    Args:
        state: its `n_reverts` counts refusals.
        who: name of the agent, for the log.
        action: one transaction, or several of which the others only prepare the last one.
    """
    try:
        return action()
    except TxReverted as e:
        state.n_reverts = getattr(state, "n_reverts", 0) + 1
        log.info("Tick %d: %s was refused: %s", state.tick, who, e)
        return None
