"""`AmmPool`: a pool of two tokens as traders see it, whatever contract it is. The seam behind which pools differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from assets.agents.theory import arbitrage
from util.base18 import Tokens, toBase18, tokens
from web3engine.btoken import BToken
from web3engine.chain import Chain
from web3engine.web3wallet import Web3Wallet


@dataclass(frozen=True)
class Swapped:
    """A swap that was made. Amounts are in whole tokens.

    Attributes:
        sells_x: whether x was paid in and y came out; False for the opposite direction.
        amount_in: what was paid in, including the fee.
        amount_out: what came out.
        fee: the pool's share of what was paid in, in the same token.
    """

    sells_x: bool
    amount_in: float
    amount_out: float
    fee: float

    def cost(self, price: float) -> float:
        """What the trader lost by it if one x is worth `price` y: fee and slippage; negative for a profit."""
        return self.amount_in * price - self.amount_out if self.sells_x else self.amount_in - self.amount_out * price

    def inY(self, amount: float, price: float) -> float:
        """An amount of the token that was paid in, in y."""
        return amount * price if self.sells_x else amount


class AmmPool(ABC):
    """A pool of x and y (OCEAN) in which anyone may swap.

    What it holds is read from the chain once, and then kept up to date from what swaps return, as long as nobody else
    sends transactions.

    Args:
        x, y: the tokens.
        fee: fraction of what is paid in that stays in the pool.
        weight_x: share of x in the pool's value, between 0 and 1.
    """

    def __init__(self, x: BToken, y: BToken, fee: float, weight_x: float):
        self.x, self.y = x, y
        self.fee = fee
        self.weight_x = weight_x
        self._chain: Chain = x._chain
        # What it held at this count of the chain's changes.
        self._reserves_base = (0, 0)
        self._reserves: tuple[Tokens, Tokens] | None = None
        self._read_at = -1

    def reserves(self) -> tuple[Tokens, Tokens]:
        """x and y in the pool, in whole tokens."""
        x_base, y_base = self.reserves_base()
        if self._reserves is None:
            self._reserves = tokens(x_base), tokens(y_base)
        return self._reserves

    def reserves_base(self) -> tuple[int, int]:
        """x and y in the pool, base 18."""
        if self._read_at != self._chain.changes:
            self._keep(*self.readReserves_base())
        return self._reserves_base

    def _keep(self, x_base: int, y_base: int) -> None:
        """Notes what the pool holds now."""
        self._reserves_base = x_base, y_base
        self._reserves = None
        self._read_at = self._chain.changes

    def mispricing(self, price: float) -> float:
        """ln(`price` / the pool's own price of x, without fee)."""
        x, y = self.reserves()
        return arbitrage.mispricing(x, y, price, self.weight_x)

    def rebalancedValue(self, price: float) -> float:
        """What it would be worth if it were arbitraged to `price` without fee, in OCEAN."""
        x, y = self.reserves()
        return arbitrage.rebalancedValue(x, y, price, self.weight_x)

    @abstractmethod
    def readReserves_base(self) -> tuple[int, int]:
        """x and y in the pool by the contract's own books, base 18."""

    @abstractmethod
    def maxIn(self, sells_x: bool) -> float:
        """The most that one swap may pay in, in whole tokens."""

    @abstractmethod
    def approveAll(self, wallet: Web3Wallet) -> None:
        """Lets the pool take what the wallet pays in, now and later. To be called once, before the first swap."""

    def swapIn(self, sells_x: bool, amount: float, wallet: Web3Wallet) -> Swapped:
        """Pays exactly `amount` of x (or y) in and takes what the pool gives for it.

        Raises:
            TxReverted: the contract refused.
        """
        amount_base = toBase18(amount)
        x_base, y_base = self.reserves_base()
        out_base = self._swapIn_base(sells_x, amount_base, wallet)
        # Known without asking, since every swap goes by the contract's own rule: all that is paid in stays in.
        if sells_x:
            self._keep(x_base + amount_base, y_base - out_base)
        else:
            self._keep(x_base - out_base, y_base + amount_base)
        paid = tokens(amount_base)
        return Swapped(sells_x, paid, tokens(out_base), self.fee * paid)

    @abstractmethod
    def _swapIn_base(self, sells_x: bool, amount_base: int, wallet: Web3Wallet) -> int:
        """The transactions of `swapIn`; returns what came out, base 18."""
