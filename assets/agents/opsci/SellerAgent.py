"""`SellerAgent`: journals, which take the grants of the researchers that publish in them."""

from assets.agents.opsci.OpsciAgent import OpsciAgent
from util.types import enforce_types


@enforce_types
class SellerAgent(OpsciAgent):
    """A sink of value.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        n_sellers: number of journals that it represents.
        time_step: seconds per tick; not used.
    """

    def __init__(self, name: str, USD: float, OCEAN: float, n_sellers: float, time_step: int):
        super().__init__(name, USD, OCEAN)
        self._n_sellers = n_sellers

    def numSellers(self) -> float:
        """Number of journals that it represents."""
        return self._n_sellers
