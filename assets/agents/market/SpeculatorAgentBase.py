"""`SpeculatorAgentBase`: what agents that speculate in pools have in common."""

from abc import abstractmethod

from assets.agents.market.attempt import attempt
from assets.agents.market.PoolAgentBase import PoolAgentBase
from assets.agents.market.PoolTraderAgent import PoolTraderAgent
from engine.AgentDict import AgentDict
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class SpeculatorAgentBase(PoolTraderAgent):
    """Goes to a pool at random; if it holds something of it, tosses a coin whether to get out; else it gets in.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_speculates: seconds from one deed to the next.
        prob_leave: how likely it is that it gets out, 0 to 1.
    """

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_speculates: int = S_PER_DAY,
        prob_leave: float = 0.50,
    ):
        super().__init__(name, USD, OCEAN, s_between_speculates)
        self._prob_leave = prob_leave

    def _act(self, state) -> None:
        self._speculateAction(state)

    def _doSpeculateAction(self, state) -> bool:
        return self._doAct(state)

    def _poolsForSpeculate(self, state) -> AgentDict:
        """Name → agent of the pools that it may choose."""
        return AgentDict((pool.name, pool) for pool in self._eligiblePools(state))

    def _speculateAction(self, state) -> None:
        """Chooses a pool, and gets in or out."""
        pools = self._eligiblePools(state)
        assert pools, "there is no pool to speculate in"
        pool = state.rng.choice(pools)
        held = self._held(pool)
        # The coin is tossed only where there is something to get out of.
        leaves = held > 0.0 and state.rng.random() < self._prob_leave
        attempt(state, self.name, lambda: self._leave(pool, held) if leaves else self._enter(pool))

    @abstractmethod
    def _held(self, pool: PoolAgentBase) -> float:
        """What it holds of that pool, in the unit of its trade."""

    @abstractmethod
    def _enter(self, pool: PoolAgentBase) -> None:
        """Spends OCEAN there, within its means and the pool's limits."""

    @abstractmethod
    def _leave(self, pool: PoolAgentBase, held: float) -> None:
        """Gets OCEAN back for some of the `held`, within the pool's limits."""
