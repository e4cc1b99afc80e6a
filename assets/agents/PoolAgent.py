"""`PoolAgent`: stands for a pool among the agents."""

from engine.AgentBase import AgentBaseNoEvm
from util.errors import ParameterError
from util.types import enforce_types
from web3engine import bpool, datatoken, globaltokens


@enforce_types
class PoolAgent(AgentBaseNoEvm):
    """A pool of OCEAN and one datatoken, as other agents find it. It does nothing by itself and holds nothing.

    Args:
        name: unique in the simulation.
        pool: with OCEAN and one datatoken in it.
    """

    role = "pool"

    def __init__(self, name: str, pool: bpool.BPool):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._pool = pool
        self._datatoken = datatoken.Datatoken(self._datatokenAddress())
        self._controller_address = pool.getController()

    @property
    def pool(self) -> bpool.BPool:
        """The pool."""
        return self._pool

    @property
    def address(self) -> str:
        """Checksum address of the pool."""
        return self._pool.address

    @property
    def datatoken(self) -> datatoken.Datatoken:
        """The datatoken in the pool."""
        return self._datatoken

    @property
    def datatoken_address(self) -> str:
        """Checksum address of the datatoken."""
        return self._datatoken.address

    @property
    def controller_address(self) -> str:
        """Checksum address of who set the pool up."""
        return self._controller_address

    def takeStep(self, state) -> None:
        """Nothing: pools only do what others ask of them."""

    def _datatokenAddress(self) -> str:
        others = [a for a in self._pool.getCurrentTokens() if a != globaltokens.OCEAN_address()]
        if self._pool.getNumTokens() != 2 or len(others) != 1:
            raise ParameterError(f"the pool of {self.name} cannot be used", "it needs OCEAN and one datatoken in it")
        return others[0]
