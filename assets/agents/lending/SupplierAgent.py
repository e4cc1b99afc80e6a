"""`SupplierAgent`: lends OCEAN to a lending market, and leaves it there."""

from typing import Any

from assets.agents.lending.LendingMarket import LendingMarket
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types


@enforce_types
class SupplierAgent(AgentBaseEvm):
    """A passive supplier.

    Args:
        name: unique in the simulation.
        lending: the market.
        OCEAN: what it lends.
    """

    role = "supplier"

    def __init__(self, name: str, lending: LendingMarket, OCEAN: float):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._lending = lending

    def supplyAll(self) -> None:
        """Lends all the OCEAN that it holds."""
        self._lending.trust(self)
        self._lending.supply(self, self.OCEAN())

    def takeStep(self, state: Any) -> None:
        """Nothing."""
