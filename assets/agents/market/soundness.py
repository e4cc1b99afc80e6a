"""What always holds in a sound market of datatokens. A noise of floats is allowed.

Netlists take the ready invariants at the end from here, and ask the functions before them in their own.
"""

from collections.abc import Callable, Iterable
from typing import Any

from assets.agents.market.listings import pools
from util.base18 import fromBase18
from util.mathutil import addUp
from web3engine.btoken import BToken
from web3engine.globaltokens import OCEANtoken

# Relative error of sums of floats.
_NOISE = 1e-9


def owesNothing(state: Any) -> bool:
    """Whether nobody holds less than nothing."""
    return all(agent.OCEAN() >= 0.0 and agent.USD() >= 0.0 for agent in state.agents.values())


def isMinted(state: Any, holders: Iterable[str] = ()) -> bool:
    """Whether agents, pools and other `holders` of OCEAN, by address, hold no more than was minted."""
    OCEAN = OCEANtoken()
    held = [agent.OCEAN() for agent in state.agents.values()]
    in_pools = [pool.remembered(("held", OCEAN.address), _held_base, pool, OCEAN) for pool in pools(state)]
    held += [fromBase18(base) for base in in_pools]
    held += [fromBase18(OCEAN.balanceOf_base(address)) for address in holders]
    return addUp(held, 0.0) <= fromBase18(OCEAN.totalSupply_base()) * (1.0 + _NOISE)


def sharesAreIssued(state: Any) -> bool:
    """Whether agents hold no more shares of any pool than there are."""
    agents = state.agents.values()
    return all(
        addUp((agent.BPT(pool.pool) for agent in agents if hasattr(agent, "BPT")), 0.0)
        <= pool.remembered("BPTsupply", pool.BPTsupply) * (1.0 + _NOISE)
        for pool in pools(state)
    )


def holdsItsBooks(pool: Any, owed_base: Callable[[Any, BToken], int] | None = None) -> bool:
    """Whether a pool has the tokens of which its books speak. Exact.

    Args:
        pool: its agent.
        owed_base: the pool's agent, token → what it has to have besides its reserve.
    """
    # Remembered apart, since it is rarely both the pool and the token that have changed.
    return all(
        pool.remembered(("in its books", token.address), _inBooks_base, pool, token, owed_base)
        <= pool.remembered(("held", token.address), _held_base, pool, token)
        for token in pool.remembered("tokens", _tokens, pool)
    )


def _tokens(pool: Any) -> list[BToken]:
    return [OCEANtoken(), pool.datatoken]


def _inBooks_base(pool: Any, token: BToken, owed_base: Callable[[Any, BToken], int] | None) -> int:
    owed = 0 if owed_base is None else owed_base(pool, token)
    return int(pool.pool.getBalance_base(token.address)) + owed


def _held_base(pool: Any, token: BToken) -> int:
    return token.balanceOf_base(pool.address)


# ---- ready invariants


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
