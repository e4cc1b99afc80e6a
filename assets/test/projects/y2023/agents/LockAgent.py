from enforce_typing import enforce_types

from engine import AgentBase


@enforce_types
class LockAgent(AgentBase.AgentBaseEvm):
    """Stands for a vesting wallet."""

    def __init__(self, name: str, lock):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.lock = lock

    def takeStep(self, state) -> None:
        pass
