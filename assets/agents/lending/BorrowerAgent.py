"""`BorrowerAgent`: has borrowed OCEAN against collateral, and may or may not look after its loan."""

from typing import Any

from assets.agents.lending.LendingMarket import LendingMarket
from assets.agents.market.attempt import attempt
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types

# What a borrower does when its loan comes close to liquidation.
PASSIVE, TOPUP, DELEVERAGE = "passive", "topup", "deleverage"


@enforce_types
class BorrowerAgent(AgentBaseEvm):
    """A borrower. Its wallet holds what it borrowed, and collateral that it has in reserve.

    Below `alert` it brings its health factor back to where it began: TOPUP puts in more collateral, DELEVERAGE repays
    out of what it borrowed, each as far as that lasts. PASSIVE does nothing.

    Args:
        name: unique in the simulation.
        lending: the market.
        collateral: what it puts in at the start, in whole tokens.
        health: health factor at the start, which says how much it borrows.
        policy: PASSIVE, TOPUP or DELEVERAGE.
        alert: health factor below which it acts.

    Attributes:
        health_init: health factor at the start.
        was_liquidated: whether somebody has liquidated some of its loan.
    """

    role = "borrower"

    def __init__(
        self,
        name: str,
        lending: LendingMarket,
        collateral: float,
        health: float,
        policy: str = PASSIVE,
        alert: float = 1.1,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._lending = lending
        self._collateral_init = collateral
        self.health_init = health
        self._policy = policy
        self._alert = alert
        self.was_liquidated = False

    def openLoan(self) -> None:
        """Puts in its collateral, and borrows."""
        self._lending.trust(self)
        self._lending.putIn(self, self._collateral_init)
        self._lending.borrow(self, self._debtAt(self._collateral_init))

    def _debtAt(self, collateral: float) -> float:
        """The debt at which that collateral means the health factor of the start, at the oracle's price."""
        return collateral * self._lending.oraclePrice() * self._lending.terms.threshold / self.health_init

    def takeStep(self, state: Any) -> None:
        """Looks after its loan, if it does that at all."""
        if self._policy != PASSIVE and 0.0 < self._lending.healthFactor(self.address) < self._alert:
            attempt(state, self.name, self._topUp if self._policy == TOPUP else self._deleverage)

    def _topUp(self) -> None:
        collateral, debt = self._lending.collateralOf(self.address), self._lending.debtOf(self.address)
        missing = collateral * (debt / self._debtAt(collateral) - 1.0)
        amount = min(missing, self.DT(self._lending.collateral_token))
        if amount > 0.0:
            self._lending.putIn(self, amount)

    def _deleverage(self) -> None:
        debt = self._lending.debtOf(self.address)
        amount = min(debt - self._debtAt(self._lending.collateralOf(self.address)), self.OCEAN())
        if amount > 0.0:
            self._lending.repay(self, amount)
