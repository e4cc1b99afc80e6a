from enforce_typing import enforce_types

from engine import AgentBase


@enforce_types
class SavingAgent(AgentBase.AgentBaseNoEvm):
    """Keeps what it gets; has no wallet on the chain."""

    def takeStep(self, state):
        pass
