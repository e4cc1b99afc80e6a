"""`LiquidatorAgent`: repays the debts of those whose loans are unsafe, and takes their collateral with a bonus."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from assets.agents.lending.BorrowerAgent import BorrowerAgent
from assets.agents.lending.LendingMarket import LendingMarket
from assets.agents.market.attempt import attempt
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from assets.agents.theory.lending import Liquidation, liquidation
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types


@enforce_types
class LiquidatorAgent(AgentBaseEvm):
    """A liquidator. In each tick it looks at every loan, and liquidates it if that pays.

    It sells what it takes at once, at the price outside less `sale_slippage`: that sale is not a transaction.

    Args:
        name: unique in the simulation.
        lending: the market, which it must trust.
        market: gives the price outside.
        borrowers: whose loans it looks at, in this order.
        OCEAN: what it can repay with.
        gas_cost: OCEAN that a liquidation costs it.
        sale_slippage: fraction of the price that it loses in a sale.

    Attributes:
        n_liquidations: how many it made.
        repaid, seized: sums of what it paid, in OCEAN, and of the collateral that it took.
        profit: what its sales brought in excess of what it repaid and gas, in OCEAN.
    """

    role = "liquidator"

    def __init__(
        self,
        name: str,
        lending: LendingMarket,
        market: ExternalMarketAgent,
        borrowers: Sequence[BorrowerAgent],
        OCEAN: float,
        gas_cost: float = 0.0,
        sale_slippage: float = 0.0,
    ):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._lending = lending
        self._market = market
        self._borrowers = borrowers
        self._gas_cost = gas_cost
        self._sale_slippage = sale_slippage
        self.n_liquidations = 0
        self.repaid = self.seized = self.profit = 0.0

    def takeStep(self, state: Any) -> None:
        """Liquidates each loan that is unsafe, once, as far as the contract allows."""
        for borrower in self._borrowers:
            if 0.0 < self._lending.healthFactor(borrower.address) < 1.0 and self._pays(borrower):
                self._liquidate(state, borrower)

    def _pays(self, borrower: BorrowerAgent) -> bool:
        """Whether the liquidation would bring a profit, the oracle's price being what the contract goes by."""
        terms, user = self._lending.terms, borrower.address
        expected = liquidation(
            self._lending.collateralOf(user),
            self._lending.oraclePrice(),
            terms.threshold,
            terms.bonus,
            self._lending.debtOf(user),
        )
        return self._profit(expected) > 0.0

    def _profit(self, done: Liquidation) -> float:
        proceeds = done.seized * self._market.price * (1.0 - self._sale_slippage)
        return proceeds - done.repaid - self._gas_cost

    def _liquidate(self, state: Any, borrower: BorrowerAgent) -> None:
        done = attempt(state, self.name, partial(self._lending.liquidate, self, borrower.address))
        if done is None:
            return
        borrower.was_liquidated = True
        self.n_liquidations += 1
        self.repaid += done.repaid
        self.seized += done.seized
        self.profit += self._profit(done)
