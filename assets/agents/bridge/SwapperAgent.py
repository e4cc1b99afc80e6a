"""`SwapperAgent`: people of one chain who buy and sell there for their own reasons."""

from functools import partial
from typing import Any

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.market.attempt import attempt
from engine.AgentBase import AgentBaseEvm
from util.constants import S_PER_DAY
from util.mathutil import poissonCount
from util.types import enforce_types


@enforce_types
class SwapperAgent(AgentBaseEvm):
    """Trades arrive as a Poisson process. Each buys or sells with equal probability; sizes are exponential.

    Args:
        name: unique in the simulation.
        OCEAN: what it holds at the start.
        pool: where it swaps, on the chain where it lives.
        volume_per_day: mean of what is paid in, in OCEAN a day; x counts at the pool's price.
        size: mean size of a trade, in OCEAN.
    """

    role = "swapper"

    def __init__(self, name: str, OCEAN: float, pool: AmmPool, volume_per_day: float, size: float):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self.pool = pool
        self._trades_per_day = volume_per_day / size
        self._size = size
        self._init = 0.0, OCEAN

    def beginCounting(self) -> None:
        """From here on its gain is counted."""
        self._init = self.balance(self.pool.x), self.OCEAN()

    def gain(self, price: float) -> float:
        """What it holds more than in the beginning, in OCEAN, each x being worth `price`."""
        x, OCEAN = self._init
        return (self.balance(self.pool.x) - x) * price + self.OCEAN() - OCEAN

    def takeStep(self, state: Any) -> None:
        """Makes the trades that arrive in this tick, as far as its money goes. Draws nothing if there is no volume."""
        if self._trades_per_day <= 0.0:
            return
        for _ in range(poissonCount(self._trades_per_day * state.ss.time_step / S_PER_DAY, state.rng.random())):
            sells_x = state.rng.random() < 0.5
            self.swap(state, sells_x, state.rng.expovariate(1.0 / self._size))

    def swap(self, state: Any, sells_x: bool, size: float) -> None:
        """Sells x, or buys it, for about `size` OCEAN; at most what it has."""
        x, y = self.pool.reserves()
        held = self.balance(self.pool.x) if sells_x else self.OCEAN()
        amount = min(size * x / y if sells_x else size, held)
        if amount > 0.0:
            attempt(state, self.name, partial(self.pool.swapIn, sells_x, amount, self.web3wallet))
