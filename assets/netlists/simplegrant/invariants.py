"""What must always hold in simplegrant."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from engine.Variation import Amount, Whole

FUZZ = {"granter_init_OCEAN": Amount(0.0, 1e6), "granter_n_actions": Whole(1, 100)}


def invariant_OCEAN_is_conserved(state: Any) -> bool:
    """Granter and taker hold no more than the granter had."""
    held = state.getAgent("granter1").OCEAN() + state.getAgent("taker1").OCEAN()
    return bool(held <= state.ss.granter_init_OCEAN * (1.0 + 1e-12))
