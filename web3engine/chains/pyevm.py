"""The engine `pyevm`: py-evm on a flat state. Pure Python, so it runs wherever Python does.

py-evm executes messages, by the rules in `pyevmrules`; transactions, blocks and tries are left out.
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
from eth_utils import keccak

from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, Reverted
from web3engine.chains.flatstate import FlatState
from web3engine.chains.pyevmrules import TOO_LONG, rulesOf
from web3engine.receipt import Stopped

_COINBASE = bytes(20)


@dataclass(repr=False, eq=False)
class _Transaction:
    """What py-evm's executor reads of a transaction. Nobody signs it: its sender is trusted."""

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
    type_id: int = 0


class _Outcome(NamedTuple):
    """See `Outcome`."""

    output: bytes
    gas_used: int
    logs: list[tuple[bytes, tuple[bytes, ...], bytes]]
    created: bytes | None


class PyEvm:
    """See `Engine`. Gas costs nothing here: price and base fee are zero.

    Args:
        hardfork: "shanghai", "cancun" or "prague".
    """

    name = "pyevm"
    Reverted: type[Exception] = Reverted

    def __init__(self, hardfork: str = "shanghai") -> None:
        self.block_number = 0
        self.timestamp = 0
        self._rules = rulesOf(hardfork)
        self._accounts = FlatState()
        self._state = self._rules.state_class(self._accounts, _context(0, 0), self._accounts.state_root)

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

    def diagnose(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> list[Stopped]:
        start = self._accounts.record()
        try:
            *_, computation = self._computed(sender, to, data, value, gas)
            return _stoppedIn(computation)
        except Reverted:
            return []
        finally:
            self._accounts.discard(start)
            self._accounts.endTransaction()

    def _execute(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> _Outcome:
        executor, transaction, message, computation = self._computed(sender, to, data, value, gas)
        gas_used = max(_gasUsed(executor, transaction, computation), self._rules.floor(data))
        if computation.is_error:
            halt = _halt(computation)
            raise Reverted(b"" if halt else computation.output, halt, gas_used)
        executor.finalize_computation(transaction, computation)
        logs = [
            (address, tuple([topic.to_bytes(32, "big") for topic in topics]), data)
            for address, topics, data in computation.get_log_entries()
        ]
        return _Outcome(computation.output, gas_used, logs, message.storage_address if to is None else None)

    def _computed(
        self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> tuple[Any, _Transaction, Any, Any]:
        """Executor, transaction, message and what came of it, before it is settled."""
        if value > self._accounts.get_balance(sender):
            raise Reverted(b"", "insufficient funds", gas)
        if gas > BLOCK_GAS_LIMIT:
            raise Reverted(b"", "block gas limit exceeded", gas)
        self._state.execution_context = _context(self.block_number, self.timestamp)
        transaction: Any = _Transaction(sender, CREATE_CONTRACT_ADDRESS if to is None else to, data, value, gas)
        transaction.intrinsic_gas = calculate_intrinsic_gas(ISTANBUL_TX_GAS_SCHEDULE, transaction)
        if gas < max(transaction.intrinsic_gas, self._rules.floor(data)):
            raise Reverted(b"", "out of gas", gas)
        executor: Any = self._state.get_transaction_executor()
        message = executor.build_evm_message(transaction)
        try:
            return executor, transaction, message, executor.build_computation(message, transaction)
        except OutOfGas:  # code that makes a contract, and is longer than it may be
            raise Reverted(b"", "code too long", gas) from None

    def balance(self, address: bytes) -> int:
        return self._accounts.get_balance(address)

    def setBalance(self, address: bytes, wei: int) -> None:
        if not 0 <= wei < 2**128:  # so that no sum of balances can pass 2**256
            raise OverflowError(f"{wei} wei is not an amount that an account can be given")
        self._accounts.set_balance(address, wei)
        if self._accounts.account_is_empty(address):
            self._accounts.delete_account(address)

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
        coinbase, timestamp, number, 0, mix_hash, BLOCK_GAS_LIMIT, earlier, CHAIN_ID, 0, excess_blob_gas=0
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
}


def _halt(computation: ComputationAPI) -> str:
    """Why the EVM stopped; an empty text for a plain revert."""
    if computation.msg.code_address in computation.precompiles:
        # The yellow paper does not tell too little gas from input that makes no sense, nor do we.
        return "precompile failed"
    error = computation.error
    if str(error).startswith(TOO_LONG):
        return "code too long"
    for kind, words in _HALTS.items():
        if isinstance(error, kind):
            return words
    return str(error) or type(error).__name__


def _stoppedIn(computation: Any) -> list[Stopped]:
    """The calls in a computation that the EVM stopped, the innermost first."""
    found = [stopped for child in computation.children for stopped in _stoppedIn(child)]
    halt = _halt(computation) if computation.is_error else ""
    if halt:
        code, place = computation.code, computation.code.program_counter - 1
        begun = computation.msg.code_address not in computation.precompiles and 0 <= place < len(code)
        opcode = code[place] if begun and halt == "invalid opcode" else None
        address = None if computation.msg.is_create else computation.msg.code_address
        found.append(Stopped(address, halt, opcode, computation.msg.gas))
    return found
