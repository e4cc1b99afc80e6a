from enforce_typing import enforce_types

from agents.LockAgent import LockAgent
from engine import AgentBase
from util import globaltokens
from util.constants import BROWNIE_PROJECT057
from util.tx import txdict


@enforce_types
class FundingAgent(AgentBase.AgentBaseEvm):
    """Locks all its OCEAN for somebody, once."""

    def __init__(self, name: str, USD: float, OCEAN: float, lock_name: str, heir_name: str, start: int, duration: int):
        super().__init__(name, USD, OCEAN)
        self._lock_name = lock_name
        self._heir_name = heir_name
        self._start = start
        self._duration = duration
        self._did_funding = False

    def takeStep(self, state) -> None:
        if self._did_funding:
            return
        self._did_funding = True
        heir = state.getAgent(self._heir_name)
        lock = BROWNIE_PROJECT057.VestingWallet057.deploy(
            heir.address, self._start, self._duration, {"from": self.account}
        )
        token = globaltokens.OCEANtoken()
        token.transfer(lock.address, token.balanceOf(self.account), txdict(self.account))
        self._wallet.resetCachedInfo()
        state.addAgent(LockAgent(self._lock_name, lock))
