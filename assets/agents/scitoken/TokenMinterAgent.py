"""`TokenMinterAgent`: mints what a token's schedule allows."""

from typing import Any

from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.types import enforce_types


@enforce_types
class TokenMinterAgent(TokenHolderAgent):
    """Calls `emitDue` of `state.token` in each tick, which anybody may do. The tokens go to the rewards account."""

    def takeStep(self, state: Any) -> None:
        state.token.emitDue(self.web3wallet)
