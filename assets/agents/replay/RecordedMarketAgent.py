"""`RecordedMarketAgent`: the prices that a history tells, for agents that look at a market outside."""

from fractions import Fraction

from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from assets.agents.replay.History import PoolEvent
from assets.agents.replay.ReplayAgent import ReplayAgent


class RecordedMarketAgent(ExternalMarketAgent):
    """Follows a replay, event by event, so nobody sees an old price, in whichever order agents step.

    Prices are ratios of amounts in smallest units: y per x.

    Args:
        name: unique in the simulation.
        replay: the history.
        i_y: which of the tokens is y, the numeraire: 0 or 1.

    Attributes:
        price: in the pool as it was, without fee. Who brings the local pool back to it does what arbitrageurs did.
    """

    def __init__(self, name: str, replay: ReplayAgent, i_y: int):
        self._replay, self._i_y = replay, i_y
        super().__init__(name, float(self._inPool()), sigma_per_day=0.0)
        replay.afterEach(self._follow)

    def takeStep(self, state: object) -> None:
        """Does nothing: the price is that of the latest event already."""

    def _follow(self, state: object) -> None:
        self.price = float(self._inPool())

    @property
    def event(self) -> PoolEvent:
        """The event that was due last."""
        return self._replay.latest

    def outside(self) -> Fraction:
        """What x was worth outside at the latest event; the price in the pool where nobody noted it."""
        event = self.event
        if event.price is None:
            return self._inPool()
        decimals = self._replay.history.decimals
        price = event.price * Fraction(10) ** (decimals[1] - decimals[0])
        return price if self._i_y == 1 else 1 / price

    def _inPool(self) -> Fraction:
        reserves = self.event.reserves
        return Fraction(reserves[self._i_y], reserves[1 - self._i_y])
