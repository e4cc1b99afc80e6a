"""`ExternalMarketAgent`: the price of an asset on a large market outside the simulation, which nobody here can move."""

import math
from typing import Any

from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_DAY
from util.mathutil import poissonCount
from util.types import enforce_types

# How the time between two ticks is drawn: all the same, or exponential with that mean.
FIXED, POISSON = "fixed", "poisson"


@enforce_types
class ExternalMarketAgent(AgentBaseNoEvm):
    """A geometric Brownian motion, perhaps with jumps. It steps first, so that others see this tick's price.

    Each tick stands for one block. With Poisson blocks the time between two of them is drawn, so `elapsed_days` differs
    from the simulation's clock, on which it averages out.

    Args:
        name: unique in the simulation.
        P0: the price at the start, in OCEAN.
        sigma_per_day: standard deviation of ln(price) after one day.
        drift_per_day: mean change of ln(price) in a day. At 0, the price is as likely to rise as to fall by a factor.
        blocks: FIXED or POISSON.
        jumps_per_day: how many jumps a day brings, on average.
        jump_size: what a jump adds to the price, as a fraction of it; above -1.

    Attributes:
        price: now, in OCEAN.
        n_blocks: ticks so far.
        dt_days: length of the latest one, in days.
        elapsed_days: sum of all of them.
    """

    role = "external_market"

    def __init__(
        self,
        name: str,
        P0: float,
        sigma_per_day: float,
        drift_per_day: float = 0.0,
        blocks: str = FIXED,
        jumps_per_day: float = 0.0,
        jump_size: float = 0.0,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.price = P0
        self.n_blocks = 0
        self.dt_days = 0.0
        self.elapsed_days = 0.0
        self._sigma = sigma_per_day
        self._drift = drift_per_day
        self._is_poisson = blocks == POISSON
        self._jumps_per_day = jumps_per_day
        self._jump_factor = 1.0 + jump_size

    def takeStep(self, state: Any) -> None:
        """Draws the length of this tick, and the price at its end."""
        rng, days = state.rng, state.ss.time_step / S_PER_DAY
        self.dt_days = rng.expovariate(1.0 / days) if self._is_poisson else days
        self.elapsed_days += self.dt_days
        self.n_blocks += 1
        move = self._drift * self.dt_days + self._sigma * math.sqrt(self.dt_days) * rng.gauss(0.0, 1.0)
        self.price *= math.exp(move)
        if self._jumps_per_day > 0.0:
            self.price *= self._jump_factor ** poissonCount(self._jumps_per_day * self.dt_days, rng.random())
