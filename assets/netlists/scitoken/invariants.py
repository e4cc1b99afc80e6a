"""What must always hold in scitoken."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from assets.agents.market.soundness import isMinted
from util.constants import BURN_ADDRESS
from web3engine.globaltokens import OCEANtoken


def invariant_OCEAN_is_minted(state: Any) -> bool:
    """Agents and the curve hold no more OCEAN than was minted."""
    return isMinted(state, [state.token.address, BURN_ADDRESS])


def invariant_the_curve_holds_its_reserve(state: Any) -> bool:
    """The curve has the OCEAN of which its books speak."""
    return bool(state.token.reserve_base() <= OCEANtoken().balanceOf_base(state.token.address))


def invariant_the_supply_adds_up(state: Any) -> bool:
    """Tokens were hatched, bought or emitted, unless they were sold or burned."""
    token = state.token
    made = token.hatchSupply_base() + token.bought_base() + token.emitted_base()
    return bool(made - token.sold_base() - token.burned_base() == token.totalSupply_base())
