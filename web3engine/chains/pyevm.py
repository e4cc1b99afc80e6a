"""The engine `pyevm`: py-evm, Shanghai rules, on a flat state. Pure Python, so it runs wherever Python does.

py-evm executes messages; transactions, blocks and tries are left out. Shanghai, because it is the newest hardfork that
Ganache knows, and every chain here must charge the same gas.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from eth._utils.transactions import calculate_intrinsic_gas
from eth.abc import ComputationAPI
from eth.constants import CREATE_CONTRACT_ADDRESS
from eth.exceptions import (
    ContractCreationCollision,
    FullStack,
    InsufficientFunds,
    InsufficientStack,
    InvalidInstruction,
    InvalidJumpDestination,
    OutOfBoundsRead,
    OutOfGas,
    ReservedBytesInCode,
    Revert,
    WriteProtection,
)
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.istanbul.transactions import ISTANBUL_TX_GAS_SCHEDULE
from eth.vm.forks.shanghai.state import ShanghaiState
from eth_utils import keccak

from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, Reverted
from web3engine.chains.flatstate import FlatState

_COINBASE = bytes(20)


class _State(ShanghaiState):
    """py-evm's state, on accounts that are handed in where it expects a database."""

    @classmethod
    def get_account_db_class(cls) -> Any:
        return lambda accounts, state_root: accounts


@dataclass(repr=False, eq=False)
class _Transaction:
    """What py-evm's executor reads of a transaction. Nobody signs it: the sender is believed."""

    sender: Any
    to: Any
    data: Any
    value: int
    gas: int
    intrinsic_gas: int = 0
    gas_price: int = 0
    max_fee_per_gas: int = 0
    max_priority_fee_per_gas: int = 0
    access_list: tuple[Any, ...] = ()
    r: int = 0
    s: int = 0
    y_parity: int = 0


class _Outcome(NamedTuple):
    """See `Outcome`."""

    output: bytes
    gas_used: int
    logs: list[tuple[bytes, tuple[bytes, ...], bytes]]
    created: bytes | None


class PyEvm:
    """See `Engine`. Gas costs nothing here: price and base fee are zero."""

    name = "pyevm"
    Reverted: type[Exception] = Reverted

    def __init__(self) -> None:
        self.block_number = 0
        self.timestamp = 0
        self._accounts = FlatState()
        self._state = _State(self._accounts, _context(0, 0), self._accounts.state_root)  # type: ignore[arg-type]

    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> _Outcome:
        start = self._accounts.record()
        try:
            return self._execute(sender, to, data, value, gas)
        except BaseException:  # Ctrl-C, too, must not leave half a transaction
            self._accounts.discard(start)
            raise
        finally:
            self._accounts.endTransaction()

    def call(self, sender: bytes, to: bytes, data: bytes, gas: int) -> bytes:
        start = self._accounts.record()
        try:
            return self._execute(sender, to, data, 0, gas).output
        finally:
            self._accounts.discard(start)
            self._accounts.endTransaction()

    def _execute(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> _Outcome:
        self._state.execution_context = _context(self.block_number, self.timestamp)
        transaction: Any = _Transaction(sender, CREATE_CONTRACT_ADDRESS if to is None else to, data, value, gas)
        transaction.intrinsic_gas = calculate_intrinsic_gas(ISTANBUL_TX_GAS_SCHEDULE, transaction)
        if gas < transaction.intrinsic_gas:
            raise Reverted(b"", "out of gas", gas)
        executor: Any = self._state.get_transaction_executor()
        message = executor.build_evm_message(transaction)
        try:
            computation = executor.build_computation(message, transaction)
        except OutOfGas:  # code that makes a contract, and is longer than it may be
            raise Reverted(b"", "out of gas", gas) from None
        gas_used = _gasUsed(executor, transaction, computation)
        if computation.is_error:
            halt = _halt(computation)
            raise Reverted(b"" if halt else computation.output, halt, gas_used)
        executor.finalize_computation(transaction, computation)
        logs = [
            (address, tuple([topic.to_bytes(32, "big") for topic in topics]), data)
            for address, topics, data in computation.get_log_entries()
        ]
        return _Outcome(computation.output, gas_used, logs, message.storage_address if to is None else None)

    def balance(self, address: bytes) -> int:
        return self._accounts.get_balance(address)

    def setBalance(self, address: bytes, wei: int) -> None:
        self._accounts.set_balance(address, wei)

    def nonce(self, address: bytes) -> int:
        return self._accounts.get_nonce(address)

    def code(self, address: bytes) -> bytes:
        return self._accounts.get_code(address)

    def snapshot(self) -> int:
        return self._accounts.snapshot()

    def revert(self, snapshot: int) -> None:
        self._accounts.revert(snapshot)

    def dump(self) -> bytes:
        return json.dumps(self._accounts.toDict()).encode()

    def load(self, dumped: bytes) -> None:
        self._accounts.fromDict(json.loads(dumped))


def _context(block_number: int, timestamp: int) -> ExecutionContext:
    """The block as py-evm wants it. Hashes of earlier blocks are made up, the same ones in every run."""
    number: Any = block_number
    earlier: Any = (keccak(n.to_bytes(32, "big")) for n in itertools.count(number - 1, -1) if n >= 0)
    coinbase: Any = _COINBASE
    mix_hash: Any = bytes(32)
    return ExecutionContext(
        coinbase, timestamp, number, 0, mix_hash, BLOCK_GAS_LIMIT, earlier, CHAIN_ID, base_fee_per_gas=0
    )


def _gasUsed(executor: Any, transaction: _Transaction, computation: ComputationAPI) -> int:
    used = transaction.gas - computation.get_gas_remaining()
    return used - int(executor.calculate_gas_refund(computation, used))


# py-evm's exception → why the EVM stopped, in the words that all chains here share.
_HALTS = {
    Revert: "",
    OutOfGas: "out of gas",
    InvalidInstruction: "invalid opcode",
    InvalidJumpDestination: "invalid jump",
    InsufficientStack: "stack underflow",
    FullStack: "stack overflow",
    OutOfBoundsRead: "out of bounds read",
    ContractCreationCollision: "address collision",
    WriteProtection: "write protection",
    ReservedBytesInCode: "reserved bytes in code",
    InsufficientFunds: "insufficient funds",
}


def _halt(computation: ComputationAPI) -> str:
    """Why the EVM stopped; an empty text for a plain revert."""
    error = computation.error
    for kind, words in _HALTS.items():
        if isinstance(error, kind):
            return words
    return str(error) or type(error).__name__
