"""`SimStrategy` of bridge: pools, traders, the bridge's delay and fee, and when its relayer is out of order."""

from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_HOUR, S_PER_MIN


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: two pools, the bridge between them, and who trades."""

    POOL_OCEAN: float = parameter(1e6, "OCEAN", "what each pool holds at the start, and as much in x", lo=1.0, hi=1e9)
    PRICE_HOME: float = parameter(2000.0, "OCEAN", "price of x on its own chain at the start", above=0.0, hi=1e9)
    PRICE_L2: float = parameter(2200.0, "OCEAN", "the same on the other chain", above=0.0, hi=1e9)
    DELAY: int = parameter(600, "s", "time from the sending of a message to its delivery", lo=0, hi=30 * 86400)
    FEE_PPM: int = parameter(1000, "millionths", "part of what is sent that the relayer keeps", lo=0, hi=500_000)
    OUTAGE_FROM_DAY: float = parameter(0.0, "days", "when the relayer stops", lo=0.0, hi=3650.0)
    OUTAGE_DAYS: float = parameter(0.0, "days", "for how long", lo=0.0, hi=3650.0)
    ARB_OCEAN: float = parameter(1e6, "OCEAN", "what the arbitrageur holds on each chain", lo=0.0, hi=1e9)
    MIN_PROFIT: float = parameter(0.01, "OCEAN", "what a purchase has to promise the arbitrageur", lo=0.0, hi=1e6)
    SWAPS_PER_DAY: float = parameter(200_000.0, "OCEAN", "mean volume of other traders, on each chain", lo=0.0, hi=1e8)
    SWAP_SIZE: float = parameter(500.0, "OCEAN", "mean size of one of their trades", above=0.0, hi=1e6)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_MIN)
        self.setMaxTime(7, "days")
        self.setLogInterval(S_PER_HOUR)
