"""`SellerAgent`: journals, which take the grants of the researchers that publish in them."""

from assets.agents.opsci.OpsciAgent import OpsciAgent
from util.constants import S_PER_MONTH
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
        # What had come in by then, where that changed: (tick, USD, OCEAN).
        self._received: list[tuple[int, float, float]] = [(-1, USD, OCEAN)]

    def takeStep(self, state) -> None:
        wallet, (_, USD, OCEAN) = self._wallet, self._received[-1]
        if wallet._total_OCEAN_in != OCEAN or wallet._total_USD_in != USD:
            self._received.append((state.tick, wallet.totalUSDin(), wallet.totalOCEANin()))

    def monthlyUSDreceived(self, state) -> float:
        """USD that came in during the month up to now."""
        return self._wallet.totalUSDin() - self._aMonthAgo(state)[1]

    def monthlyOCEANreceived(self, state) -> float:
        """OCEAN that came in during the month up to now."""
        return self._wallet.totalOCEANin() - self._aMonthAgo(state)[2]

    def numSellers(self) -> float:
        """Number of journals that it represents."""
        return self._n_sellers

    def _aMonthAgo(self, state) -> tuple[int, float, float]:
        """What had come in a month before now."""
        tick = state.tick - S_PER_MONTH // state.ss.time_step
        return next((entry for entry in reversed(self._received) if entry[0] < tick), self._received[0])
