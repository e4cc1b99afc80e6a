"""`EmbeddedOnly`: what only chains inside the program offer, and how others refuse it. `Chain` is derived from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from util.errors import ChainError
from web3engine.pending import Block, Pending, Queue


class EmbeddedOnly:
    """Prices of gas, blocks of several transactions, and senders without keys.

    Attributes:
        name, queue: see `Chain`.
    """

    name: str
    queue: Queue | None
    # Whether several transactions can share a block.
    shares_blocks = False

    def setGasPrice(self, base_fee: int, tip: int) -> None:
        """Sets what a unit of gas costs, in wei: a base fee, which is burned, and a tip to the block's maker.

        Gas is free without it. `god` and `deployer` never pay for it.

        Raises:
            ParameterError: one of them is not an amount.
            ChainError: gas is free on this chain.
        """
        if base_fee or tip:
            raise ChainError(
                f"gas is free in {self.name.capitalize()}", "", "--network embedded, where it may cost ETH"
            )

    def paid(self, address: str) -> int:
        """What `address` has paid for gas and tips, in wei."""
        return 0

    def mine(self, pendings: Sequence[Pending]) -> Block:
        """Mines one block of these transactions, in that order, and settles each: see `Pending`.

        It is the block that the latest step of the clock has begun, unless a transaction has come since.

        One that fails stays in the block, and nothing is raised. One for which the block has too little gas left
        stays as it is, and so do later ones of its sender.

        Raises:
            ChainError: the chain makes a block of each transaction.
        """
        raise self._minesAlone()

    def setQueue(self, queue: Queue | None) -> None:
        """Lets agents submit: what they submit waits in `queue` until somebody calls `mine`. None ends that.

        Raises:
            ChainError: the chain makes a block of each transaction.
        """
        if queue is not None and not self.shares_blocks:
            raise self._minesAlone()
        self.queue = queue

    def _minesAlone(self) -> ChainError:
        what = f"{self.name.capitalize()} mines each transaction by itself"
        return ChainError(what, 'BLOCKS = "per_tick" needs several in a block', "--network embedded")

    def impersonate(self, address: str) -> Any:
        """A `Web3Wallet` that acts as `address`, without its key: whoever that is, and a contract as well.

        Raises:
            ChainError: the chain is in a node, which takes nothing unsigned.
        """
        why = "it takes only transactions that are signed with the key of their sender"
        raise ChainError(f"{self.name.capitalize()} does not let others act as {address}", why, "--network embedded")
