"""`SimStrategy` of lvr: the market outside, the pool, and who trades in it. about.md has the table of parameters."""

from assets.agents.market.ExternalMarketAgent import FIXED, POISSON
from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from util.mathutil import MAX_POISSON_MEAN

# Whole tokens of each kind that a pool must hold, so that its 18 decimals are exact enough, and may hold.
_LEAST, _MOST = 1.0, 1e12


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """A risky token x against the numeraire y, which is OCEAN. A tick is one block."""

    time_step: int = parameter(120, "s", "time between two blocks (mean, if BLOCKS is poisson)", lo=1, hi=S_PER_DAY)
    max_ticks = SimStrategyBase.lasting(28, "days")
    log_interval = 4 * S_PER_HOUR
    SIGMA_PER_DAY: float = parameter(
        0.05, "per √day", "volatility: standard deviation of ln(price) after one day", lo=0.005, hi=0.5
    )
    LOG_DRIFT_PER_DAY: float = parameter(
        0.0, "per day", "mean change of ln(price) in a day; the theory columns assume 0", lo=-0.05, hi=0.05
    )
    BLOCKS: str = parameter(POISSON, "", "time between blocks: all the same, or exponential", choices=(FIXED, POISSON))
    P0: float = parameter(2000.0, "OCEAN", "price of one x at the start", above=0)
    POOL_VALUE: float = parameter(2e6, "OCEAN", "value of what the pool holds at the start", above=0)
    WEIGHT_X: float = parameter(0.5, "fraction", "weight of x in the pool", lo=0.02, hi=0.98)
    SWAP_FEE: float = parameter(0.003, "fraction", "fee, of what a swap pays in", lo=1e-6, hi=0.1)
    GAS_COST: float = parameter(
        0.0, "OCEAN", "what each swap costs the arbitrageur in addition; the theory columns assume 0", lo=0
    )
    NOISE_VOLUME_PER_DAY: float = parameter(0.0, "OCEAN", "mean volume of noise traders in a day", lo=0)
    NOISE_SIZE: float = parameter(300.0, "OCEAN", "mean size of one of their trades", above=0)

    @property
    def block_days(self) -> float:
        """Mean time between two blocks, in days."""
        return self.time_step / S_PER_DAY

    def initialReserves(self) -> tuple[float, float]:
        """x and y that go into the pool, in whole tokens: at P0, nobody would trade."""
        return self.WEIGHT_X * self.POOL_VALUE / self.P0, (1.0 - self.WEIGHT_X) * self.POOL_VALUE

    def check(self) -> None:
        """See SimStrategyBase."""
        x, y = self.initialReserves()
        if not all(_LEAST <= held <= _MOST for held in (x, y)):
            raise ParameterError(
                f"the pool cannot begin with {x:g} x and {y:g} OCEAN",
                f"it must hold {_LEAST:g} to {_MOST:g} of each",
                "another POOL_VALUE, P0 or WEIGHT_X",
            )
        per_block = self.NOISE_VOLUME_PER_DAY / self.NOISE_SIZE * self.block_days
        if per_block > MAX_POISSON_MEAN:
            raise ParameterError(
                f"noise traders cannot trade {per_block:g} times in a block",
                f"{MAX_POISSON_MEAN} times is the most",
                "a larger NOISE_SIZE, or a smaller NOISE_VOLUME_PER_DAY or time_step",
            )
