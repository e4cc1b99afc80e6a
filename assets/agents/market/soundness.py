"""What always holds in a sound market of datatokens; netlists' invariants ask these. A noise of floats is allowed."""

from collections.abc import Iterable
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
    held += [fromBase18(OCEAN.balanceOf_base(address)) for address in (*_addresses(state), *holders)]
    return addUp(held, 0.0) <= fromBase18(OCEAN.totalSupply_base()) * (1.0 + _NOISE)


def sharesAreIssued(state: Any) -> bool:
    """Whether agents hold no more shares of any pool than there are."""
    agents = state.agents.values()
    return all(
        addUp((agent.BPT(pool.pool) for agent in agents if hasattr(agent, "BPT")), 0.0)
        <= pool.BPTsupply() * (1.0 + _NOISE)
        for pool in pools(state)
    )


def holdsItsBooks(pool: Any, token: BToken, owed_base: int = 0) -> bool:
    """Whether a pool has as much of a token as it says that it has, and `owed_base` besides. Exact."""
    return bool(pool.pool.getBalance_base(token.address) + owed_base <= token.balanceOf_base(pool.address))


def _addresses(state: Any) -> list[str]:
    return [pool.address for pool in pools(state)]
