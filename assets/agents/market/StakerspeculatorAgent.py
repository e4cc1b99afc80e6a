"""`StakerspeculatorAgent`: stakes OCEAN in pools, and unstakes."""

from assets.agents.market.PoolAgentBase import PoolAgentBase
from assets.agents.market.SpeculatorAgentBase import SpeculatorAgentBase
from util.constants import S_PER_HOUR
from util.types import enforce_types


@enforce_types
class StakerspeculatorAgent(SpeculatorAgentBase):
    """Speculates with pool shares (BPT): stakes part of its OCEAN, and gives part of its shares back.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_speculates: seconds from one action to the next.
        prob_leave: probability of unstaking where it has a stake, 0 to 1.
        perc_stake: fraction of its OCEAN that it stakes at once; less if the pool does not accept that much.
        perc_unstake: fraction of its shares in a pool that it gives back at once.
    """

    role = "stakerspeculator"

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_speculates: int = 8 * S_PER_HOUR,
        prob_leave: float = 0.50,
        perc_stake: float = 0.10,
        perc_unstake: float = 0.10,
    ):
        super().__init__(name, USD, OCEAN, s_between_speculates, prob_leave)
        self._perc_stake = perc_stake
        self._perc_unstake = perc_unstake

    def _held(self, pool: PoolAgentBase) -> float:
        return self.BPT(pool.pool)

    def _enter(self, pool: PoolAgentBase) -> None:
        OCEAN_amt = min(self._perc_stake * self.OCEAN(), pool.maxOCEANtoStake())
        if OCEAN_amt > 0.0:
            pool.stake(self, OCEAN_amt)

    def _leave(self, pool: PoolAgentBase, held: float) -> None:
        pool.unstake(self, min(self._perc_unstake * held, pool.maxBPTtoUnstake()))
