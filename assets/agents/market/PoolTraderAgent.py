"""`PoolTraderAgent`: what agents share that regularly take one action in a pool."""

from abc import abstractmethod
from typing import Any

from assets.agents.market.listings import poolsBut
from engine.AgentBase import AgentBase
from engine.Timer import Timer
from util.types import enforce_types


@enforce_types
class PoolTraderAgent(AgentBase):
    """Acts once per period, for the first time at its end, as soon as there is a pool to act in. Base class.

    It uses pools only through PoolAgentBase, so any generation of pools works.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between: seconds from one action to the next.
    """

    def __init__(self, name: str, USD: float, OCEAN: float, s_between: int):
        super().__init__(name, USD, OCEAN)
        self._timer = Timer(s_between)

    def takeStep(self, state) -> None:
        self._timer.s_since += state.ss.time_step
        if self._doAct(state):
            self._timer.restart()
            self._act(state)

    def _doAct(self, state) -> bool:
        """Whether it is time to act and there is a pool to act in."""
        return self._timer.due and bool(self._eligiblePools(state))

    def _eligiblePools(self, state) -> list[Any]:
        """Agents of the pools that it would use: all but rugged ones."""
        return poolsBut(state, getattr(state, "rugged_pools", ()))

    @abstractmethod
    def _act(self, state) -> None:
        """Takes the action once."""
