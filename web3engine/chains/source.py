"""What a fork of a live chain is made of: a `Source` of what stood there in one block, and that block, `ForkBlock`.

An engine that forks asks its source for each account and slot once, when a message first needs it, and keeps the
answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from web3engine.chains.hexes import hexOf


class Source(Protocol):
    """The state of a chain in one block. Addresses are 20 bytes, everything else 32 unless stated.

    It answers the same question the same way for ever. What it raises ends the message that asked, which changes
    nothing, and reaches the caller of the engine as it is.
    """

    def account(self, address: bytes) -> tuple[int, bytes, bytes]:
        """Nonce, balance (wei, big endian) and code; (0, zeros, b"") where there is no account."""

    def slot(self, address: bytes, slot: bytes) -> bytes:
        """What a contract keeps in a slot; zeros where it keeps nothing."""

    def blockHash(self, number: int) -> bytes | None:
        """The hash of the fork's block or of an earlier one; None if there is no such block."""

    def prepare(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        """Announces the message that is being executed, before its first question; `to` is None for a creation.

        The source may fetch everything that the message will need in one go. What is asked outside of messages, such
        as a balance, is not announced; a message that asks for nothing new is not either.
        """


@dataclass(frozen=True)
class ForkBlock:
    """The block that a fork starts from. Its environment holds for all that is executed; its time, until time moves on.

    Attributes:
        chain_id: what CHAINID returns.
        number, timestamp: of the block; its first successor has `number + 1`.
        hash: of the block, 32 bytes, which identifies the fork.
        coinbase: 20 bytes.
        prevrandao: 32 bytes.
        base_fee: what BASEFEE returns, in wei. Gas is free all the same, unless the simulation sets a price.
        gas_limit: of each block, capped at 2**32 - 1.
        excess_blob_gas: from which BLOBBASEFEE follows; None before Cancun.
    """

    chain_id: int
    number: int
    hash: bytes
    timestamp: int
    coinbase: bytes
    prevrandao: bytes
    base_fee: int
    gas_limit: int
    excess_blob_gas: int | None = None

    def facts(self) -> dict[str, Any]:
        """Which block it is, as plain data."""
        return {"chain_id": self.chain_id, "number": self.number, "hash": hexOf(self.hash)}


class Fork(NamedTuple):
    """A block of a live chain, and where to ask for its state: `EmbeddedChain(..., fork=Fork(source, block))`."""

    source: Source
    block: ForkBlock
