"""`TokenHolderAgent`: an agent that trades a token on its bonding curve."""

from collections.abc import Callable
from functools import partial
from typing import Any

from assets.agents.market.attempt import attempt
from engine.AgentBase import AgentBase
from util.base18 import fromBase18
from util.constants import HUGEINT
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.web3wallet import Web3Wallet


@enforce_types
class TokenHolderAgent(AgentBase):
    """Base of agents that buy and sell `state.token`, a CurveMinter that is paid in OCEAN.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    _may_take_OCEAN = False

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)

    def tokens(self, state: Any) -> float:
        """Tokens it holds."""
        return self._wallet.balance(state.token)

    def takeStep(self, state: Any) -> None:
        """Does nothing, unless a subclass overrides it."""

    def buyTokens(self, state: Any, OCEAN: float) -> float:
        """Spends OCEAN on tokens, tribute included, and returns how many it got.

        Amounts above the curve's limit are split. An amount that is too small to buy anything is not spent.
        """
        token, wallet = state.token, self._wallet.web3wallet
        if not self._may_take_OCEAN:
            OCEANtoken().approve(token.address, HUGEINT, wallet)
            self._may_take_OCEAN = True
        amount = self._wallet.spendable_base(OCEANtoken(), "OCEAN", OCEAN)
        return self._inParts(state, amount, token.reserve_base, token.buy, wallet)

    def sellTokens(self, state: Any, amount: float) -> float:
        """Sells tokens, and returns the OCEAN received after tribute. Amounts are treated as in `buyTokens`."""
        token, wallet = state.token, self._wallet.web3wallet
        amount_base = self._wallet.spendable_base(token, "tokens", amount)
        return self._inParts(state, amount_base, token.totalSupply_base, token.sell, wallet)

    def _inParts(
        self, state: Any, amount: int, twice_the_limit: Callable, trade: Callable, wallet: Web3Wallet
    ) -> float:
        """Trades an amount, in pieces as large as the curve allows, until that is refused; returns what came in."""
        came_in = 0
        while amount:
            part = min(amount, twice_the_limit() // 2)
            receipt = attempt(state, self.name, partial(trade, part, 0, wallet))
            if receipt is None:
                break
            came_in += receipt.returned
            amount -= part
        return fromBase18(came_in)
