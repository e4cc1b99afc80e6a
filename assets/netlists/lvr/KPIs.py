"""`KPIs` of lvr: the portfolio that is rebalanced outside, block by block, at the price there."""

from typing import Any

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from engine import KPIsBase


class KPIs(KPIsBase.KPIsBase):
    """Keeps the books of the rebalancing portfolio: in each block it holds as much x as the pool did before it.

    Args:
        time_step: seconds per tick.
        market: the price outside.
        pool: the pool.

    Attributes:
        x_init, y_init: what the pool held at the start, in whole tokens.
        P_init: the price at the start.
        days_per_value: sum over all blocks of their length in days, divided by what the pool was worth in them.
    """

    def __init__(self, time_step: int, market: ExternalMarketAgent, pool: AmmPool):
        super().__init__(time_step)
        self._market = market
        self._pool = pool
        self.x_init, self.y_init = pool.reserves()
        self.P_init = self._price = market.price
        self._x: float = self.x_init
        self._gain = 0.0
        self.days_per_value = 0.0

    def takeStep(self, state: Any) -> None:
        """Adds what the price change of this block brought to a holder of the x that the pool had before it."""
        super().takeStep(state)
        price = self._market.price
        self._gain += self._x * (price - self._price)
        self._price = price
        self._x = self._pool.reserves()[0]
        self.days_per_value += self._market.dt_days / self._pool.rebalancedValue(price)

    def poolValue(self) -> float:
        """What the pool holds, at the price outside, in OCEAN."""
        x, y = self._pool.reserves()
        return x * self._market.price + y

    def holdValue(self) -> float:
        """What the pool held at the start, at the price of now, in OCEAN."""
        return self.x_init * self._market.price + self.y_init

    def rebalancingValue(self) -> float:
        """The portfolio that began as the pool did and trades outside, without cost, whenever the pool trades."""
        return self.x_init * self.P_init + self.y_init + self._gain
