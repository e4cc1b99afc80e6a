"""`GrantTakingAgent`: spends everything it receives."""

from engine.AgentBase import AgentBaseNoEvm
from util.types import enforce_types


@enforce_types
class GrantTakingAgent(AgentBaseNoEvm):
    """Spends all its USD and OCEAN at every step. Needs `state.OCEANprice()`.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self._spent_at_tick = 0.0

    def takeStep(self, state) -> None:
        self._spent_at_tick = self.USD() + self.OCEAN() * state.OCEANprice()
        self._transferUSD(None, self.USD())
        self._transferOCEAN(None, self.OCEAN())

    def spentAtTick(self) -> float:
        """What it spent in its most recent step, in USD."""
        return self._spent_at_tick
