"""`OCEANBurnerAgent`: buys OCEAN with all its USD, and burns it."""

from engine.AgentBase import AgentBaseNoEvm
from util.types import enforce_types

# It buys in this many equal parts: each leaves less OCEAN in the supply, so the next one costs more.
N_PARTS = 10


@enforce_types
class OCEANBurnerAgent(AgentBaseNoEvm):
    """Spends all its USD at every step, and removes the OCEAN bought from the supply.

    The burned OCEAN is counted in `state._total_OCEAN_burned` and `state._total_OCEAN_burned_USD`; it never is in a
    wallet. Needs `state.OCEANprice()`, which depends on the first of these counters.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)

    def takeStep(self, state) -> None:
        USD = self.USD()
        if USD > 0.0:
            part = USD / N_PARTS
            for _ in range(N_PARTS):
                state._total_OCEAN_burned += part / state.OCEANprice()
                state._total_OCEAN_burned_USD += part
            self._transferUSD(None, USD)
