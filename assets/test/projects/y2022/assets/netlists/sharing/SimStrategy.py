from enforce_typing import enforce_types

from engine import SimStrategyBase
from util.constants import S_PER_HOUR


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self, no_researchers: int = 2):
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(3, "years")
        self.TICKS_BETWEEN_PROPOSALS = 6480
        self.PRICE_OF_ASSETS = 1000
        self.RATIO_FUNDS_TO_PUBLISH = 0.4
        self.TRANSACTION_FEES = 0.1
        self.FEES_TO_STAKERS = 0.2
        self.NUMBER_OF_RESEARCHERS = no_researchers
        self.FUNDING_BOUNDARY = 10000
        self.TREASURY = "dao_treasury"
