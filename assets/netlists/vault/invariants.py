"""What must always hold in vault, and what its users may do: `tsp fuzz vault`."""

from typing import Annotated, Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from assets.agents.market.soundness import isMinted
from engine.Variation import Agent, Amount
from util.base18 import toBase18
from util.mathutil import addUp
from web3engine.globaltokens import OCEANtoken

# The attacker follows its plan, for which it needs all its money.
User = Annotated[Any, Agent["depositor"]]
Money = Annotated[float, Amount()]


def action_deposit(state: Any, who: User, amount: Money) -> None:
    """In return for shares."""
    state.vault.deposit(toBase18(amount), who.address, who.web3wallet)


def action_donate(state: Any, who: User, amount: Money) -> None:
    """In return for nothing: all shares are worth more."""
    OCEANtoken().transfer(state.vault.address, toBase18(amount), who.web3wallet)


def action_redeem(state: Any, who: User) -> None:
    """All shares."""
    state.vault.redeem(who.shares_base(), who.address, who.web3wallet)


def invariant_OCEAN_is_minted(state: Any) -> bool:
    """Agents and the vault hold no more OCEAN than was minted."""
    return isMinted(state, [state.vault.address])


def invariant_shares_are_issued(state: Any) -> bool:
    """Users hold all shares, and these are worth no more than what the vault holds."""
    shares = addUp(user.shares_base() for user in state.users())
    worth = state.vault.convertToAssets_base(shares)
    return bool(shares == state.vault.totalSupply_base() and worth <= state.vault.totalAssets_base())
