"""What an embedded EVM must be able to do, in bytes and integers. `EmbeddedChain` makes a chain of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from web3engine.chain import Outcome
from web3engine.chains.source import Fork


class Engine(Protocol):
    """A state and an EVM that works on it. Addresses are 20 bytes, amounts wei.

    A message that fails raises the engine's `Reverted`, whose args are: revert data, why the EVM stopped ("" for a
    plain revert), gas used. It leaves the state, nonces included, as it was.

    Attributes:
        block_number, timestamp: what the EVM can see of the block it works in.
        n_transactions, gas_used: how many messages went well and were kept, and the gas of all of them.
    """

    name: str
    Reverted: type[Exception]
    block_number: int
    timestamp: int
    n_transactions: int
    gas_used: int

    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> Outcome:
        """Executes and keeps the result; `to` is None to create a contract."""

    def transactNext(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> Outcome:
        """`transact` in the next block, which becomes the present one if the message goes well."""

    def call(self, sender: bytes, to: bytes, data: bytes, gas: int) -> bytes:
        """Executes, forgets, and gives the return data."""

    def diagnose(
        self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> Sequence[tuple[bytes | None, str, int | None, int]]:
        """The calls in a message that the EVM stopped, the innermost first, see `Stopped`. Nothing is kept."""

    def balance(self, address: bytes) -> int: ...

    def setBalance(self, address: bytes, wei: int) -> None: ...

    def nonce(self, address: bytes) -> int: ...

    def code(self, address: bytes) -> bytes: ...

    def forkFrom(self, fork: Fork) -> None:
        """Takes over the environment of a block, and asks its source for whatever was not changed here.

        Only while the state is empty. Each question is asked once; what the source raises ends the message that
        needed the answer, which changes nothing.
        """

    def snapshot(self) -> int:
        """Remembers the present state; gives a number for `revert`."""

    def revert(self, snapshot: int) -> None:
        """Comes back to a snapshot, which is used up by this, as are the later ones."""

    def dump(self) -> bytes:
        """The state as bytes; of a fork, what has changed since its block."""

    def load(self, dumped: bytes) -> None: ...
