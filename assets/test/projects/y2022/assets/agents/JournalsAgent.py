import logging

from enforce_typing import enforce_types

from engine import AgentBase
from web3engine import bpool, datatoken, globaltokens
from web3tools.web3util import toBase18

log = logging.getLogger("agents")


@enforce_types
class JournalsAgent(AgentBase.AgentBase):
    """Takes what researchers pay for publication; has a wallet on the chain, as every agent of 2022."""

    def __init__(self, name: str, USD: float, OCEAN: float, n_sellers: float, time_step: int):
        super().__init__(name, USD, OCEAN)
        self._n_sellers = n_sellers
        self._OCEAN_per_tick = []

    def numSellers(self) -> float:
        return self._n_sellers

    def takeStep(self, state):
        self._OCEAN_per_tick.append(self.OCEAN())
