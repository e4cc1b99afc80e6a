from enforce_typing import enforce_types

from engine import AgentBase
from util.globaltokens import OCEAN_address


@enforce_types
class HeirAgent(AgentBase.AgentBaseEvm):
    """Takes what has vested, at each step."""

    def __init__(self, name: str, USD: float, OCEAN: float, lock_name: str):
        super().__init__(name, USD, OCEAN)
        self._lock_name = lock_name

    def takeStep(self, state) -> None:
        state.getAgent(self._lock_name).lock.release(OCEAN_address(), {"from": self.account})
        self._wallet.resetCachedInfo()
