"""`SpeculatorAgent`: buys datatokens and sells them again."""

from assets.agents.market.PoolAgentBase import MIN_SALE, PoolAgentBase
from assets.agents.market.SpeculatorAgentBase import SpeculatorAgentBase
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class SpeculatorAgent(SpeculatorAgentBase):
    """Buys datatokens, and sells them.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_speculates: seconds from one action to the next.
        prob_leave: probability of selling where it holds some, 0 to 1.
        DT_buy_amt: datatokens that it buys at once, if it can afford them; fewer if the pool does not sell that many.
        perc_sell: fraction of its datatokens that it sells at once.
    """

    role = "speculator"

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_speculates: int = S_PER_DAY,
        prob_leave: float = 0.50,
        DT_buy_amt: float = 1.0,
        perc_sell: float = 1.0,
    ):
        super().__init__(name, USD, OCEAN, s_between_speculates, prob_leave)
        self._DT_buy_amt = DT_buy_amt
        self._perc_sell = perc_sell

    def _held(self, pool: PoolAgentBase) -> float:
        DT = self.DT(pool.datatoken)
        # What its last sale left behind counts as nothing: pools refuse to buy that little.
        return DT if DT >= MIN_SALE else 0.0

    def _enter(self, pool: PoolAgentBase) -> None:
        DT_amt = min(self._DT_buy_amt, pool.maxDTtoBuy())
        cost = pool.OCEANtoBuyDT(DT_amt)
        if cost is not None and cost <= self.OCEAN():
            pool.buyDT(self, DT_amt, max_OCEAN=self.OCEAN())

    def _leave(self, pool: PoolAgentBase, held: float) -> None:
        pool.sellDT(self, min(self._perc_sell * held, pool.maxDTtoSell()))
