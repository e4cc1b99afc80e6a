"""`FeeCollectorAgentV4`: an account that receives fees, and collects those that wait in listings of Ocean V4."""

from functools import partial

from assets.agents.market.attempt import attempt
from assets.agents.market.listings import listings
from engine.AgentBase import AgentBase
from engine.Timer import Timer
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class FeeCollectorAgentV4(AgentBase):
    """A market or a provider. It regularly triggers the payment of the fees that wait in each listing.

    These go to the publishing market and the community, whoever triggers it; other fees are paid at once.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_collects: seconds from one collection to the next; None if it never collects.
    """

    role = "feecollector"

    def __init__(self, name: str, USD: float, OCEAN: float, s_between_collects: int | None = S_PER_DAY):
        super().__init__(name, USD, OCEAN)
        self._timer = Timer(s_between_collects) if s_between_collects is not None else None

    def takeStep(self, state) -> None:
        if self._timer is None:
            return
        self._timer.advance(state.ss.time_step)
        if self._timer.due:
            self._timer.restart()
            for listing in listings(state):
                attempt(state, self.name, partial(listing.collectFees, self))
