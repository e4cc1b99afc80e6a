"""What must always hold in lending."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from assets.agents.market.soundness import isMinted
from util.mathutil import addUp


def invariant_tokens_are_minted(state: Any) -> bool:
    """Agents and the market hold no more of a token than was minted."""
    contracts = state.lending.contracts
    agents = [*state.borrowers, *state.liquidators, state.supplier]
    holders = [*[agent.address for agent in agents], contracts.debt_shares.address, contracts.collateral_shares.address]
    return all(
        addUp(token.balanceOf_base(holder) for holder in holders) <= token.totalSupply_base()
        for token in (contracts.debt, contracts.collateral)
    )


def invariant_the_market_lends_what_it_has(state: Any) -> bool:
    """What is borrowed and what is left is what was supplied, but for interest that is due to the market itself."""
    lending = state.lending
    return bool(lending.supplied() <= (lending.borrowed() + lending.available()) * (1.0 + 1e-9) and isMinted(state))
