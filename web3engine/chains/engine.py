"""What an embedded EVM must be able to do, in bytes and integers. `EmbeddedChain` makes a chain of it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Block(NamedTuple):
    """What the EVM can see of the block it works in."""

    number: int
    timestamp: int


class Outcome(NamedTuple):
    """What a message did.

    Attributes:
        output: return data, or revert data where it failed.
        gas_used: including the intrinsic cost, less refunds.
        logs: (address, topics, data) in order.
        created: address of the new contract, or None.
        failed: None if it went well, "" for a plain revert, else why the EVM stopped ("out of gas", …).
    """

    output: bytes
    gas_used: int
    logs: list[tuple[bytes, tuple[bytes, ...], bytes]]
    created: bytes | None
    failed: str | None


class Engine(Protocol):
    """A state and an EVM that works on it. Addresses are 20 bytes, amounts wei."""

    name: str

    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int, block: Block) -> Outcome:
        """Executes and keeps the result; one that fails leaves the state, nonces included, as it was."""

    def call(self, sender: bytes, to: bytes, data: bytes, gas: int, block: Block) -> Outcome:
        """Executes and forgets."""

    def balance(self, address: bytes) -> int: ...

    def setBalance(self, address: bytes, wei: int) -> None: ...

    def nonce(self, address: bytes) -> int: ...

    def code(self, address: bytes) -> bytes: ...

    def snapshot(self) -> int: ...

    def revert(self, snapshot: int) -> None: ...

    def dump(self) -> bytes: ...

    def load(self, dumped: bytes) -> None: ...
