"""`TokenSpeculatorAgent`: buys and sells a token for the sake of its price."""

from collections import deque
from typing import Any

from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.constants import S_PER_DAY
from util.errors import ParameterError
from util.types import enforce_types

TREND, VALUE = "trend", "value"
# It looks back this many days for a trend, and puts this part of what it has into a day's trade.
_TREND_DAYS = 7
_PART_PER_DAY = 0.05
# OCEAN; it does not bother with less.
_SMALLEST_TRADE = 1.0


@enforce_types
class TokenSpeculatorAgent(TokenHolderAgent):
    """Each day it buys with a part of its OCEAN, or sells a part of its tokens.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        kind: "trend": buys if the price is above that of a week ago; "value": buys if it is below what the demand agent
            thinks that a token is worth.
    Raises:
        ParameterError: another kind.
    """

    def __init__(self, name: str, USD: float, OCEAN: float, kind: str):
        super().__init__(name, USD, OCEAN)
        if kind not in (TREND, VALUE):
            raise ParameterError(f"there is no speculator of the kind {kind!r}", f"there are {TREND} and {VALUE}")
        self._kind = kind
        self._prices: deque = deque()

    def takeStep(self, state: Any) -> None:
        price, days = state.tokenPrice(), state.ss.time_step / S_PER_DAY
        part = min(_PART_PER_DAY * days, 1.0)
        reference = self._reference(state, price, days)
        if (price > reference) == (self._kind == TREND):
            OCEAN = part * self.OCEAN()
            if OCEAN >= _SMALLEST_TRADE:
                self.buyTokens(state, OCEAN)
        else:
            tokens = part * self.tokens(state)
            if tokens * price >= _SMALLEST_TRADE:
                self.sellTokens(state, tokens)

    def _reference(self, state: Any, price: float, days: float) -> float:
        """What it compares the price with, in OCEAN."""
        if self._kind == VALUE:
            value: float = state.demand.value
            return value
        self._prices.append(price)
        while len(self._prices) > 1 + _TREND_DAYS / days:
            self._prices.popleft()
        first: float = self._prices[0]
        return first
