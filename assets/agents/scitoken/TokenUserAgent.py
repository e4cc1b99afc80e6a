"""`TokenUserAgent`: everybody who pays fees in a token, part of which is burned."""

from typing import Any

from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class TokenUserAgent(TokenHolderAgent):
    """In each tick it brings OCEAN from outside, buys tokens, burns a part of them, and pays the rest to an agent.

    Args:
        name: unique in the simulation.
        fees_per_day: OCEAN.
        burn_share: fraction of the tokens that is burned.
        receiver: name of the agent who gets the rest.

    Attributes:
        OCEAN_brought: OCEAN that came from outside.
    """

    def __init__(self, name: str, fees_per_day: float, burn_share: float, receiver: str):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._fees_per_day = fees_per_day
        self._burn_share = burn_share
        self._receiver = receiver
        self.OCEAN_brought = 0.0

    def takeStep(self, state: Any) -> None:
        fees = self._fees_per_day * state.ss.time_step / S_PER_DAY
        if fees <= 0.0:
            return
        self.receiveOCEAN(fees)
        self.OCEAN_brought += fees
        self.buyTokens(state, fees)
        burned = self._wallet.spendable_base(state.token, "tokens", self._burn_share * self.tokens(state))
        if burned:
            state.token.burn(burned, self.web3wallet)
        rest = self.tokens(state)
        if rest > 0.0:
            self._wallet.transferDT(state.agents[self._receiver]._wallet, state.token, rest)
