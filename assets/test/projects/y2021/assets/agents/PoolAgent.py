import logging

from enforce_typing import enforce_types

from engine import AgentBase
from web3engine import bpool, datatoken, globaltokens

log = logging.getLogger("agents")


@enforce_types
class PoolAgent(AgentBase.AgentBase):
    """Names a pool; says nothing of what kind of agent it is."""

    def __init__(self, name: str, pool: bpool.BPool):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._pool = pool
        self._dt_address = self._datatokenAddress()
        self._dt = datatoken.Datatoken(self._dt_address)

    @property
    def pool(self) -> bpool.BPool:
        return self._pool

    @property
    def datatoken_address(self) -> str:
        return self._dt_address

    @property
    def datatoken(self) -> datatoken.Datatoken:
        return self._dt

    def takeStep(self, state):
        pass

    def _datatokenAddress(self) -> str:
        addresses = self._pool.getCurrentTokens()
        assert len(addresses) == 2
        OCEAN_address = globaltokens.OCEAN_address()
        return next(address for address in addresses if address != OCEAN_address)
