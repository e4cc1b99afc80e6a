"""`attempt`: lets an agent try what a contract may refuse, and go on if it does. Used by agents who trade in pools."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from util.errors import TxReverted

log = logging.getLogger(__name__)

T = TypeVar("T")


def attempt(state: Any, who: str, deed: Callable[[], T]) -> T | None:
    """What `deed()` gives, or None if a contract refuses: then nothing has happened but that it is logged, and counted.

    Args:
        state: whose `n_reverts` counts.
        who: name of the agent, for the log.
        deed: one transaction, or one that others only prepare.
    """
    try:
        return deed()
    except TxReverted as e:
        state.n_reverts += 1
        log.info("Tick %d: %s was refused: %s", state.tick, who, e)
        return None
