from enforce_typing import enforce_types

from engine import SimStrategyBase
from util.constants import S_PER_HOUR


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(10, "days")
        self.init_n_marketplaces = 1
        self.growth_rate_if_0_sales = -0.118
        self.max_growth_rate = 0.415
        self.tau = 0.6
        self.TOTAL_OCEAN_SUPPLY = 1.41e9
        self.INIT_OCEAN_SUPPLY = 0.49 * self.TOTAL_OCEAN_SUPPLY
        self.UNMINTED_OCEAN_SUPPLY = self.TOTAL_OCEAN_SUPPLY - self.INIT_OCEAN_SUPPLY

    def annualMktsGrowthRate(self, ratio_RND_to_sales: float) -> float:
        gap = self.max_growth_rate - self.growth_rate_if_0_sales
        return self.growth_rate_if_0_sales + gap * (1.0 - 0.5 ** (ratio_RND_to_sales / self.tau))
