"""`PoolReplay`: a kind of pool, as `ReplayAgent` plays history on it. The seam behind which kinds differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import NamedTuple

from assets.agents.replay.History import PoolEvent
from web3engine.btoken import BToken
from web3engine.web3wallet import Web3Wallet


class Funds(NamedTuple):
    """What an account holds of a pool's tokens and of its shares, in their smallest units."""

    tokens: tuple[int, int]
    shares: int

    def cover(self, event: PoolEvent) -> bool:
        """Whether they are enough to pay for an event."""
        return all(paid <= held for paid, held in zip(event.paid_in, self.tokens)) and (
            event.kind != "exit" or event.shares <= self.shares
        )


class Fitted(NamedTuple):
    """An event as it can be played.

    Attributes:
        event: with its amounts; what it leaves in the pool and what a join brings follow from playing it.
        is_scaled: whether less of it is played than was recorded.
    """

    event: PoolEvent
    is_scaled: bool


class PoolReplay(ABC):
    """A pool of two tokens on the chain in use.

    Args:
        tokens: token0 and token1.
        shares: the token that says who owns which part of the pool.
    """

    def __init__(self, tokens: tuple[BToken, BToken], shares: BToken):
        self.tokens, self.shares = tokens, shares

    def fundsOf(self, address: str) -> Funds:
        """What an account holds."""
        first, second = (token.balanceOf_base(address) for token in self.tokens)
        return Funds((first, second), self.shares.balanceOf_base(address))

    @abstractmethod
    def reserves_base(self) -> tuple[int, int]:
        """What the pool holds by its own books, in smallest units."""

    @abstractmethod
    def fitted(self, event: PoolEvent, funds: Funds, tolerance: Fraction) -> Fitted | None:
        """The event as it can be played now that the pool is not as it was, or `funds` are short.

        Args:
            funds: of the account that plays it.
            tolerance: a swap is not made at a price that is worse than the recorded one by more than this fraction.
        Returns:
            None if no part of it can be played.
        """

    @abstractmethod
    def play(self, event: PoolEvent, wallet: Web3Wallet) -> None:
        """Sends the transactions of an event.

        Raises:
            TxReverted: a contract refused.
        """

    @abstractmethod
    def takeBack(self, wallet: Web3Wallet) -> None:
        """Gives the account what it paid for an event that a contract refused in the end."""
