"""What must always hold in livefork."""

from typing import Any


def invariant_the_pool_holds_what_it_owes(state: Any) -> bool:
    """It has the tokens of which its books speak."""
    pool = state.pool
    return all(
        pool.getBalance_base(token.address) <= token.balanceOf_base(pool.address) for token in (state.OCEAN, state.DT)
    )
