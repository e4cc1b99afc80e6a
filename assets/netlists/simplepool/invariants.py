"""What must always hold in simplepool."""

from typing import Any

from assets.agents.market.listings import pools
from assets.agents.market.soundness import holdsItsBooks, isMinted, owesNothing, sharesAreIssued
from engine.Variation import Amount

FUZZ = {"pub_init_OCEAN": Amount(1.0, 1e6), "DT_stake": Amount(0.01, 1000.0)}


def invariant_nobody_owes(state: Any) -> bool:
    """No balance is negative."""
    return owesNothing(state)


def invariant_OCEAN_is_minted(state: Any) -> bool:
    """Agents and pools hold no more OCEAN than was minted."""
    return isMinted(state)


def invariant_shares_are_issued(state: Any) -> bool:
    """Agents hold no more shares than there are."""
    return sharesAreIssued(state)


def invariant_pools_hold_what_they_owe(state: Any) -> bool:
    """A pool has the tokens of which its books speak."""
    return all(holdsItsBooks(pool) for pool in pools(state))
