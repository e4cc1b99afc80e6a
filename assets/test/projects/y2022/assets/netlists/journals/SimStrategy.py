from enforce_typing import enforce_types

from engine import SimStrategyBase
from util.constants import S_PER_HOUR


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(3, "years")
        self.TICKS_BETWEEN_PROPOSALS = 6480
        self.RATIO_FUNDS_TO_PUBLISH = 0
        self.FUNDING_BOUNDARY = 0
        self.init_n_sellers = 1
