"""`SearcherAgent`: watches the transactions that wait, buys before a purchase and sells after it."""

from typing import Any

from assets.agents.sandwich.quotes import Quotes
from engine.AgentBase import AgentBaseEvm
from util.base18 import toBase18
from util.constants import HUGEINT
from util.types import enforce_types
from web3engine.globaltokens import OCEAN_address
from web3engine.pending import Pending

# A millionth of an OCEAN: smaller differences do not count when it looks for the best size.
_STEP = 10**12


@enforce_types
class SearcherAgent(AgentBaseEvm):
    """Makes sandwiches: its purchase drives the price up, the victim buys at that price, and it sells again.

    Its purchase states as its least amount all that it expects, so that it fails where it does not come first.

    Args:
        name, OCEAN: see AgentBaseEvm.
        amount: OCEAN that it buys with, at most.
        tip: ETH for its purchase; its sale has none, so that it comes last.
        is_fitted: whether it buys so much only that the victim's limit is still met, and lets purchases pass with which
            it would lose. Otherwise, it always buys with `amount`.

    Attributes:
        n_attacks: how many sandwiches it has submitted.
        n_failed: how many of its purchases were refused.
    """

    role = "searcher"

    def __init__(self, name: str, OCEAN: float, amount: float, tip: float, is_fitted: bool):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._amount, self._tip, self._is_fitted = amount, tip, is_fitted
        self._bought: Pending | None = None
        self.n_attacks = self.n_failed = 0

    def takeStep(self, state: Any) -> None:
        """Counts what came of its latest purchase."""
        if self._bought is not None and not self._bought.pending:
            self.n_failed += self._bought.error is not None
            self._bought = None

    def watch(self, state: Any) -> None:
        """Attacks the first purchase of somebody else that waits. Without ETH for its tip, it does nothing."""
        if self._bought is not None or self.ETH() < self._tip:
            return
        OCEAN, DT = OCEAN_address(), state.DT.address
        for pending in state.queue:
            if self._isPurchase(pending, state.pool, OCEAN, DT):
                books = Quotes.now(state.pool, OCEAN, DT)
                amount = min(self._wallet._OCEAN_base(), toBase18(self._amount))
                if self._is_fitted:
                    amount = self._fitted(books, pending, amount)
                if amount:
                    self._attack(books, amount)
                return

    def _isPurchase(self, pending: Pending, pool: Any, OCEAN: str, DT: str) -> bool:
        is_swap = pending.contract == pool and pending.function == "swapExactAmountIn"
        return is_swap and pending.sender != self.address and (pending.args[0], pending.args[2]) == (OCEAN, DT)

    def _attack(self, books: Quotes, amount: int) -> None:
        got, swap = books.out(amount), books.pool.swapExactAmountIn
        self._bought = self.submit(swap, books.sold, amount, books.bought, got, HUGEINT, tip=self._tip)
        self.submit(swap, books.bought, got, books.sold, 0, HUGEINT)
        self.n_attacks += 1

    def _fitted(self, books: Quotes, victim: Pending, most: int) -> int:
        """The most that it can buy with so that the victim still gets its least amount; 0 if that brings a loss."""
        amount_in, least = victim.args[1], victim.args[3]

        def isMet(amount: int) -> bool:
            return books.after(amount).out(amount_in) >= least if amount else books.out(amount_in) >= least

        low, high = 0, most
        if isMet(most):
            low = most
        while high - low > _STEP:
            middle = (low + high) // 2
            low, high = (middle, high) if isMet(middle) else (low, middle)
        return low if low and self._gain(books, amount_in, low) > 0 else 0

    def _gain(self, books: Quotes, amount_in: int, amount: int) -> int:
        """OCEAN that it gains by buying with `amount` before the victim buys with `amount_in`, in base units."""
        after = books.after(amount).after(amount_in)
        back = Quotes(books.pool, books.bought, books.sold, after.balance_out, after.balance_in)
        return back.out(books.out(amount)) - amount
