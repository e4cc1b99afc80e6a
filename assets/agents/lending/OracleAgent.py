"""`OracleAgent`: tells a lending market the price outside, when it has moved enough or was not told for long."""

from typing import Any

from assets.agents.lending.LendingMarket import LendingMarket
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types


@enforce_types
class OracleAgent(AgentBaseEvm):
    """Writes the price if it differs by more than `deviation` from what it wrote last, or if that is too old.

    Args:
        name: unique in the simulation.
        lending: to which it writes.
        market: where it reads.
        deviation: fraction of the price that was written last.
        heartbeat_s: seconds after which it writes whatever the price; 0 is in every tick.

    Attributes:
        n_updates: how often it wrote.
    """

    role = "oracle"

    def __init__(
        self,
        name: str,
        lending: LendingMarket,
        market: ExternalMarketAgent,
        deviation: float = 0.0,
        heartbeat_s: int = 0,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._lending = lending
        self._market = market
        self._deviation = deviation
        self._heartbeat_s = heartbeat_s
        self._written = 0.0
        self._written_at_s = 0
        self.n_updates = 0

    def takeStep(self, state: Any) -> None:
        """Writes, if it is time."""
        now_s = state.tick * state.ss.time_step
        has_moved = abs(self._market.price - self._written) > self._deviation * self._written
        if has_moved or now_s - self._written_at_s >= self._heartbeat_s:
            self.write(now_s)

    def write(self, now_s: int) -> None:
        """Writes the price of now."""
        self._lending.setOraclePrice(self._market.price, self)
        self._written, self._written_at_s = self._market.price, now_s
        self.n_updates += 1
