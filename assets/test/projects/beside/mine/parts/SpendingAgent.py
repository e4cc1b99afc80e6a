from engine.AgentBase import AgentBase

from .prices import worthOf


class SpendingAgent(AgentBase):
    """Spends what it gets, from a wallet on the chain."""

    def takeStep(self, state):
        self.spent = worthOf(self, state)
        self._transferUSD(None, self.USD())
        self._transferOCEAN(None, self.OCEAN())
