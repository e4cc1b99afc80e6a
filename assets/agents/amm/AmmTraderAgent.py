"""`AmmTraderAgent`: base of those who swap in a pool and value what they do at the price of the market outside."""

from functools import partial
from typing import Any

from assets.agents.amm.AmmPool import AmmPool, Swapped
from assets.agents.market.attempt import attempt
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types


@enforce_types
class AmmTraderAgent(AgentBaseEvm):
    """A trader with deep pockets. Its wallet must hold enough of both tokens, and the pool must be approved.

    Args:
        name: unique in the simulation.
        pool: where it swaps.
        market: gives the price at which amounts of x are valued.
        OCEAN: what it holds of y at the start.

    Attributes:
        cost: what it lost to the pool so far, in OCEAN: fees and slippage; negative for a profit.
        cost_rel: the same, each swap divided by what the pool was worth, without mispricing, just before it.
        volume: what it paid in, in OCEAN.
        fees: the fees in that, in OCEAN.
        fees_rel: the same, divided as cost_rel.
    """

    def __init__(self, name: str, pool: AmmPool, market: ExternalMarketAgent, OCEAN: float):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._pool = pool
        self._market = market
        self.cost = self.cost_rel = 0.0
        self.volume = 0.0
        self.fees = self.fees_rel = 0.0

    def _swapIn(self, state: Any, sells_x: bool, amount: float) -> Swapped | None:
        """Swaps, and adds it up. None if the contract refused."""
        price, pool = self._market.price, self._pool
        worth = pool.rebalancedValue(price)
        swapped = attempt(state, self.name, partial(pool.swapIn, sells_x, amount, self.web3wallet))
        if swapped is not None:
            cost, fee = swapped.cost(price), swapped.inY(swapped.fee, price)
            self.cost += cost
            self.cost_rel += cost / worth
            self.volume += swapped.inY(swapped.amount_in, price)
            self.fees += fee
            self.fees_rel += fee / worth
        return swapped
