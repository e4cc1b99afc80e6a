"""`Payments`: what gas costs on an embedded chain, who has paid how much, and how much gas somebody can pay for."""

from __future__ import annotations

from typing import NamedTuple

from util.base18 import fromBase18
from util.errors import InsufficientFunds
from util.exact import whole
from web3engine.chains.engine import Engine
from web3engine.keys import Account
from web3engine.receipt import Reverted
from web3engine.reverts import MOST_CREATION

# What every transaction uses.
LEAST_GAS = 21_000
# Wei for a unit of gas; with the most gas that a block may have, a balance cannot hold more.
_MOST = 2**90


class GasPrice(NamedTuple):
    """Wei for a unit of gas: the base fee, which is burned, and the tip, which goes to the block's maker."""

    base_fee: int
    tip: int

    @property
    def total(self) -> int:
        """Both."""
        return self.base_fee + self.tip


class Payments:
    """Takes ETH for gas and tips.

    Args:
        engine: which keeps the balances.
        exempt: accounts whose gas is free at any price.
        coinbase: who gets tips, 20 bytes.

    Attributes:
        price: of gas; None while it is free.
        paid: address (20 bytes) → wei that it has paid for gas and tips.
    """

    def __init__(self, engine: Engine, exempt: tuple[Account, ...], coinbase: bytes = bytes(20)):
        self._engine = engine
        self._coinbase = coinbase
        self._exempt = {account.address_bytes for account in exempt}
        self.price: GasPrice | None = None
        self.paid: dict[bytes, int] = {}

    def setPrice(self, base_fee: int, tip: int) -> None:
        """Sets what a unit of gas costs, in wei.

        Raises:
            ParameterError: one of them is not an amount.
        """
        parts = [whole(part, f"gas cannot cost {part!r} wei", 0, _MOST) for part in (base_fee, tip)]
        self.price = GasPrice(*parts) if any(parts) else None

    def affordable(self, sender: bytes, wei: int) -> int | None:
        """How much gas `sender` can pay for with that many wei; None where gas is free."""
        if self.price is None or sender in self._exempt:
            return None
        return max(wei, 0) // self.price.total

    def take(self, sender: bytes, gas_used: int, tip: int) -> None:
        """Has `sender` pay for gas, and a tip in wei on top."""
        price = self.price if self.price is not None and sender not in self._exempt else _FREE
        to_coinbase = gas_used * price.tip + tip
        wei = gas_used * price.base_fee + to_coinbase
        if not wei:
            return
        engine = self._engine
        engine.setBalance(sender, engine.balance(sender) - wei)
        engine.setBalance(self._coinbase, engine.balance(self._coinbase) + to_coinbase)
        self.paid[sender] = self.paid.get(sender, 0) + wei


_FREE = GasPrice(0, 0)


def isBegun(failed: Reverted, to: bytes | None, data: bytes, gas: int) -> bool:
    """Whether a transaction that failed was executed at all. One that was not can be in no block, and pays nothing.

    Args:
        gas: what it was given.
    """
    if failed.halt == "out of gas":
        zeros = data.count(0)
        creation = 0 if to is not None else 32_000 + 2 * (-(-len(data) // 32))
        return gas >= LEAST_GAS + 4 * zeros + 16 * (len(data) - zeros) + creation
    if failed.halt == "code too long":
        return to is not None or len(data) <= MOST_CREATION
    return failed.halt not in ("insufficient funds", "block gas limit exceeded")


class NoRoom(Exception):
    """A block has too little gas left for a transaction."""


def isShortOfGas(failed: Reverted) -> bool:
    """Whether a transaction that failed might have gone well with more gas, or would have used more."""
    return bool(failed.halt) or any(stopped.halt == "out of gas" for stopped in failed.stopped)


def cannotPay(sender: Account, balance: int, wei: int, affordable: int) -> InsufficientFunds:
    """What is raised where somebody cannot pay for a transaction.

    Args:
        balance: its ETH, in wei.
        wei: what it would send and tip.
        affordable: how much gas it could pay for in addition.
    """
    error = InsufficientFunds(sender.address, "ETH", fromBase18(balance), fromBase18(wei))
    if balance >= wei:
        error.what = f"{sender.address} cannot pay for the gas of its transaction"
        error.why = f"it holds {fromBase18(balance)!r} ETH, which is enough for {affordable:,} gas"
        error.cure = "agent.receiveETH(…) before"
    return error
