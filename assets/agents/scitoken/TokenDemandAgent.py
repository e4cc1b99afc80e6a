"""`TokenDemandAgent`: everybody outside who wants to buy or sell a token."""

import math
from typing import Any

from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.constants import S_PER_DAY
from util.mathutil import poissonCount
from util.types import enforce_types


@enforce_types
class TokenDemandAgent(TokenHolderAgent):
    """Traders arrive as a Poisson process; each wants to trade a lognormal amount of OCEAN.

    All of them think that a token is worth `value`, which follows a geometric Brownian motion. Below it, they buy with
    money that comes from outside, unless this agent still has some of an earlier sale. Above it, they sell.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        traders_per_day: how many arrive, on average.
        median, sigma: of the amount of OCEAN, and of its logarithm.
        value: what a token is worth at first, in OCEAN.
        value_sigma: standard deviation of ln(value) after one day.

    Attributes:
        OCEAN_brought: OCEAN that came from outside after the start.
    """

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        traders_per_day: float,
        median: float,
        sigma: float,
        value: float,
        value_sigma: float,
    ):
        super().__init__(name, USD, OCEAN)
        self._traders_per_day = traders_per_day
        self._median = median
        self._sigma = sigma
        self.value = value
        self._value_sigma = value_sigma
        self.OCEAN_brought = 0.0

    def takeStep(self, state: Any) -> None:
        rng, days = state.rng, state.ss.time_step / S_PER_DAY
        self.value *= math.exp(self._value_sigma * math.sqrt(days) * rng.gauss(0.0, 1.0))
        for _ in range(poissonCount(self._traders_per_day * days, rng.random())):
            self._trade(state, self._median * math.exp(self._sigma * rng.gauss(0.0, 1.0)))

    def _trade(self, state: Any, OCEAN: float) -> None:
        price = state.tokenPrice()
        if price > self.value:
            self.sellTokens(state, min(OCEAN / price, self.tokens(state)))
            return
        missing = OCEAN - self.OCEAN()
        if missing > 0:
            self.receiveOCEAN(missing)
            self.OCEAN_brought += missing
        self.buyTokens(state, min(OCEAN, self.OCEAN()))
