"""`SpeculatorAgentBase`: what agents that speculate in pools have in common."""

from abc import abstractmethod
from typing import Any

from assets.agents.market.attempt import attempt
from assets.agents.market.PoolAgentBase import PoolAgentBase
from assets.agents.market.PoolTraderAgent import PoolTraderAgent
from engine.AgentDict import AgentDict
from engine.SimStateBase import rngOf
from engine.Timer import oldTimes
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class SpeculatorAgentBase(PoolTraderAgent):
    """Picks a random pool; if it is invested there, it tosses a coin whether to leave; otherwise it enters.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_speculates: seconds from one action to the next.
        prob_leave: probability of leaving a pool it has entered, 0 to 1.
    """

    _s_since_speculate, _s_between_speculates = oldTimes("_timer")

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

    # Subclasses written for 2021 to 2023 override these three.

    def _doAct(self, state) -> bool:
        return self._doSpeculateAction(state)

    def _doSpeculateAction(self, state) -> bool:
        # Asked at every tick, and super() takes longer than the answer.
        return PoolTraderAgent._doAct(self, state)

    def _eligiblePools(self, state) -> list[Any]:
        return list(self._poolsForSpeculate(state).values())

    def _poolsForSpeculate(self, state) -> AgentDict:
        """Name → agent, of the pools that it may choose from."""
        return AgentDict({pool.name: pool for pool in super()._eligiblePools(state)})

    def _speculateAction(self, state) -> None:
        """Picks a pool, and enters or leaves it."""
        pools = self._eligiblePools(state)
        assert pools, "there is no pool to speculate in"
        pool = rngOf(state).choice(pools)
        held = self._held(pool)
        # The coin is tossed only where there is something to leave.
        leaves = held > 0.0 and rngOf(state).random() < self._prob_leave
        attempt(state, self.name, lambda: self._leave(pool, held) if leaves else self._enter(pool))

    @abstractmethod
    def _held(self, pool: PoolAgentBase) -> float:
        """What it has invested in that pool, in the unit that it trades."""

    @abstractmethod
    def _enter(self, pool: PoolAgentBase) -> None:
        """Spends OCEAN there, within its means and the pool's limits."""

    @abstractmethod
    def _leave(self, pool: PoolAgentBase, held: float) -> None:
        """Turns some of the `held` back into OCEAN, within the pool's limits."""
