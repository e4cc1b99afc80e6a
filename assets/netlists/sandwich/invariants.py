"""What must always hold in sandwich; `tsp run sandwich OUT --check` watches it."""

from typing import Any

from util.base18 import toBase18
from util.mathutil import addUp
from web3engine.globaltokens import OCEANtoken


def invariant_OCEAN_is_conserved(state: Any) -> bool:
    """The pool and the agents hold together what they held at the start."""
    return _held(state, OCEANtoken()) == addUp(
        toBase18(x) for x in (state.ss.POOL_OCEAN, state.ss.TRADER_OCEAN, state.ss.SEARCHER_OCEAN)
    )


def invariant_datatokens_are_conserved(state: Any) -> bool:
    """The pool and the agents hold all datatokens."""
    return _held(state, state.DT) == toBase18(state.ss.POOL_DT)


def invariant_the_pool_holds_what_its_books_say(state: Any) -> bool:
    """Of both tokens."""
    pool = state.pool
    return all(token.balanceOf_base(pool.address) == pool.getBalance_base(token.address) for token in _tokens(state))


def invariant_the_pool_never_shrinks(state: Any) -> bool:
    """The product of its balances grows with each swap, up to the rounding of the contract's arithmetic."""
    OCEAN_base, DT_base = (state.pool.getBalance_base(token.address) for token in _tokens(state))
    start = toBase18(state.ss.POOL_OCEAN) * toBase18(state.ss.POOL_DT)
    return OCEAN_base * DT_base * (10**12 + 1) >= start * 10**12


def _tokens(state: Any) -> tuple[Any, Any]:
    return OCEANtoken(), state.DT


def _held(state: Any, token: Any) -> int:
    """What pool and agents hold of a token, in base units."""
    return addUp(token.balanceOf_base(holder.address) for holder in (state.pool, *state.allAgents()))
