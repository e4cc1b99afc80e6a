"""`NoiseTraderAgent`: people who trade in a pool for their own reasons, without regard to the price outside."""

from typing import Any

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.amm.AmmTraderAgent import AmmTraderAgent
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from util.mathutil import poissonCount
from util.types import enforce_types


@enforce_types
class NoiseTraderAgent(AmmTraderAgent):
    """Trades arrive as a Poisson process. Each buys or sells x with equal probability; sizes are exponential.

    A trade above the pool's limits is reduced to them.

    Args:
        name, pool, market, OCEAN: see AmmTraderAgent.
        volume_per_day: mean of what is paid in, in OCEAN a day. A sale pays in x worth its size at the outside price.
        size: mean size of a trade, in OCEAN.
    """

    role = "noise_trader"

    def __init__(
        self, name: str, pool: AmmPool, market: ExternalMarketAgent, OCEAN: float, volume_per_day: float, size: float
    ):
        super().__init__(name, pool, market, OCEAN)
        self._trades_per_day = volume_per_day / size
        self._size = size

    def takeStep(self, state: Any) -> None:
        """Makes as many trades as arrive in this block. Draws nothing if there is no volume."""
        if self._trades_per_day <= 0.0:
            return
        for _ in range(poissonCount(self._trades_per_day * self._market.dt_days, state.rng.random())):
            sells_x = state.rng.random() < 0.5
            size = state.rng.expovariate(1.0 / self._size)
            amount = size / self._market.price if sells_x else size
            self._swapIn(state, sells_x, min(amount, self._pool.maxIn(sells_x)))
