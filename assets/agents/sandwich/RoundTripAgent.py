"""`RoundTripAgent`: buys datatokens for a fixed amount of OCEAN, sells them again, and so on, by submitted swaps."""

from typing import Any

from assets.agents.sandwich.quotes import Quotes
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from util.types import enforce_types
from web3engine.bpool import BPool
from web3engine.globaltokens import OCEAN_address
from web3engine.pending import Pending

_ONE = 10**18


@enforce_types
class RoundTripAgent(AgentBaseEvm):
    """Submits a swap each tick. It states the least that it accepts: what the swap would bring now, less a part.

    Args:
        name, OCEAN: see AgentBaseEvm.
        amount: OCEAN that it buys with; all it has, if that is less.
        slippage: the part of the expected amount that it puts up with losing, 0 to 1.
        tip: ETH for each transaction.

    Attributes:
        bought: its latest purchase; None before.
        quoted_DT: what it would have brought if no other transaction had come before it.
        n_bought, n_refused: how many of its swaps went through, and how many were refused by the pool.
        lost_DT: datatokens that it would have got, had its purchases come first in their blocks.
    """

    role = "trader"

    def __init__(self, name: str, OCEAN: float, amount: float, slippage: float, tip: float):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._amount, self._tip = amount, tip
        self._kept = _ONE - toBase18(slippage)
        self._swap: Pending | None = None
        self._buys = False
        self.bought: Pending | None = None
        self.quoted_DT = 0.0
        self.n_bought = self.n_refused = 0
        self.lost_DT = 0.0

    def takeStep(self, state: Any) -> None:
        """Sells all datatokens, if it has any; otherwise buys. Without ETH for its tip, it does nothing."""
        self._look()
        if (self._swap is not None and self._swap.pending) or self.ETH() < self._tip:
            return
        pool, DT = state.pool, state.DT.address
        held = state.DT.balanceOf_base(self.address)
        self._buys = held == 0
        if self._buys:
            amount = min(self._wallet._OCEAN_base(), toBase18(self._amount))
            self.bought = self._submit(pool, OCEAN_address(), amount, DT)
        else:
            self._submit(pool, DT, held, OCEAN_address())

    def _submit(self, pool: BPool, sold: str, amount: int, bought: str) -> Pending:
        quoted = Quotes.now(pool, sold, bought).out(amount)
        if self._buys:
            self.quoted_DT = fromBase18(quoted)
        least = quoted * self._kept // _ONE
        self._swap = self.submit(pool.swapExactAmountIn, sold, amount, bought, least, HUGEINT, tip=self._tip)
        return self._swap

    def _look(self) -> None:
        """Counts what came of the latest swap."""
        swap = self._swap
        if swap is None or swap.pending:
            return
        self._swap = None
        if isinstance(swap.error, TxReverted):
            self.n_refused += 1
        elif swap.receipt is not None and self._buys:
            self.n_bought += 1
            self.lost_DT += self.quoted_DT - fromBase18(swap.receipt.returned[0])
