"""What must always hold in scheduler, and what anybody may do: `tsp fuzz scheduler`."""

from typing import Annotated, Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from engine.Variation import Agent, Amount, Whole
from util.constants import S_PER_YEAR
from web3engine.chain import currentChain
from web3engine.globaltokens import OCEAN_address, OCEANtoken

FUZZ = {
    "OCEAN_funded": Amount(0.0, 1e6),
    "s_before_vesting": Whole(-S_PER_YEAR, 3 * S_PER_YEAR),
    "duration_seconds": Whole(0, 8 * S_PER_YEAR),
}
Someone = Annotated[Any, Agent["funder1", "beneficiary1"]]


def action_release(state: Any, who: Someone) -> bool:
    """Makes the wallet pay what is due."""
    if "vw1" not in state.agents:
        return False
    state.getAgent("vw1").vesting_wallet.release(OCEAN_address(), who.web3wallet)
    return True


def invariant_no_more_is_paid_than_has_vested(state: Any) -> bool:
    """What was paid has vested, and what has vested is no more than what was locked."""
    if "vw1" not in state.agents:
        return True
    wallet, OCEAN = state.getAgent("vw1").vesting_wallet, OCEANtoken()
    paid, left = wallet.released_base(OCEAN.address), OCEAN.balanceOf_base(wallet.address)
    return bool(paid <= wallet.vestedAmount_base(OCEAN.address, currentChain().now()) <= paid + left)
