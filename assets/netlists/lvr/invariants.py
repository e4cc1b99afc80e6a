"""What must always hold in lvr and in uniswapv2."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from util.mathutil import addUp


def invariant_the_pool_holds_what_it_owes(state: Any) -> bool:
    """The pool has the tokens of which its books speak."""
    pool = state.pool
    reserves = zip((pool.x, pool.y), pool.readReserves_base())
    return all(reserve <= token.balanceOf_base(_addressOf(pool)) for token, reserve in reserves)


def invariant_tokens_are_minted(state: Any) -> bool:
    """Agents and the pool hold no more of a token than was minted."""
    pool = state.pool
    holders = [_addressOf(pool), state.arbitrageur.address, state.noise_traders.address, state.lp.address]
    return all(
        addUp(token.balanceOf_base(holder) for holder in holders) <= token.totalSupply_base()
        for token in (pool.x, pool.y)
    )


def _addressOf(pool: Any) -> str:
    """Of the contract that this kind of pool stands on."""
    return str((pool.pair if hasattr(pool, "pair") else pool.pool).address)
