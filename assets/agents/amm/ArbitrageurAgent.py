"""`ArbitrageurAgent`: in every block moves a pool to where its own fee makes the next trade worthless."""

from typing import Any

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.amm.AmmTraderAgent import AmmTraderAgent
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from assets.agents.theory.arbitrage import Swap, bestSwap, swapProfit
from util.types import enforce_types

# Below this part of a reserve, Balancer's fixed-point arithmetic refuses a swap; the profit would be next to nothing.
_MIN_PART = 1e-9


@enforce_types
class ArbitrageurAgent(AmmTraderAgent):
    """Sells x to the pool when it is cheaper outside, and buys it when it is more expensive there.

    The opposite leg of each trade is made at once, at the outside price, and is not a transaction. A swap above the
    pool's limits is split into several.

    Args:
        name, pool, market, OCEAN: see AmmTraderAgent.
        gas_cost: OCEAN that each swap costs it in addition to the fee. It only makes swaps that earn more.

    Attributes:
        n_trades: blocks in which it traded.
        gas_spent: what its swaps cost in addition to the fee, in OCEAN; not part of `cost`.
    """

    role = "arbitrageur"

    def __init__(self, name: str, pool: AmmPool, market: ExternalMarketAgent, OCEAN: float, gas_cost: float = 0.0):
        super().__init__(name, pool, market, OCEAN)
        self._gas_cost = gas_cost
        self.n_trades = 0
        self.gas_spent = 0.0

    @property
    def profit(self) -> float:
        """What it took from the pool so far, in OCEAN, before gas."""
        return 0.0 - self.cost

    @property
    def profit_rel(self) -> float:
        """The same, each swap divided by what the pool was worth, without mispricing, just before it."""
        return 0.0 - self.cost_rel

    def takeStep(self, state: Any) -> None:
        """Trades until no further swap pays."""
        traded = False
        while (swap := self._nextSwap()) is not None and self._swapIn(state, *swap) is not None:
            self.gas_spent += self._gas_cost
            traded = True
        self.n_trades += traded

    def _nextSwap(self) -> Swap | None:
        """The best swap that the pool allows now; None if it does not pay."""
        pool, price = self._pool, self._market.price
        x, y = pool.reserves()
        swap = bestSwap(x, y, price, pool.weight_x, pool.fee)
        if swap is None or swap.amount_in <= _MIN_PART * (x if swap.sells_x else y):
            return None
        swap = Swap(swap.sells_x, min(swap.amount_in, pool.maxIn(swap.sells_x)))
        if self._gas_cost > 0.0 and swapProfit(x, y, price, pool.weight_x, pool.fee, swap) <= self._gas_cost:
            return None
        return swap
