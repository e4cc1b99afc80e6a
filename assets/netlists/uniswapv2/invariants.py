"""What must always hold in uniswapv2: the same as in lvr."""

from assets.netlists.lvr.invariants import (
    invariant_nobody_owes,
    invariant_the_pool_holds_what_it_owes,
    invariant_tokens_are_minted,
)

__all__ = ["invariant_nobody_owes", "invariant_the_pool_holds_what_it_owes", "invariant_tokens_are_minted"]
