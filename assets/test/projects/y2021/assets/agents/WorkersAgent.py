from enforce_typing import enforce_types

from engine.AgentBase import AgentBase


@enforce_types
class WorkersAgent(AgentBase):
    """Spends what it gets, from a wallet on the chain."""

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self._spent_at_tick = 0.0

    def takeStep(self, state):
        self._spent_at_tick = self.USD() + self.OCEAN() * state.OCEANprice()
        self._transferUSD(None, self.USD())
        self._transferOCEAN(None, self.OCEAN())

    def spentAtTick(self) -> float:
        return self._spent_at_tick
