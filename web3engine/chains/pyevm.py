"""The engine `pyevm`: py-evm on a flat state. Pure Python, so it runs wherever Python does.

py-evm executes messages, by the rules in `pyevmrules`; transactions, blocks and tries are left out.
"""

from __future__ import annotations

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
from eth.vm.forks.spurious_dragon._utils import collect_touched_accounts

from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, Reverted
from web3engine.chains.flatstate import FlatState
from web3engine.chains.forkedstate import ForkedState
from web3engine.chains.pyevmrules import TOO_LONG, rulesOf
from web3engine.chains.source import Fork, ForkBlock
from web3engine.receipt import Stopped

# The environment of a chain that is no fork.
_OWN_BLOCK = ForkBlock(CHAIN_ID, 0, bytes(32), 0, bytes(20), bytes(32), 0, BLOCK_GAS_LIMIT)


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
    block: int


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
        self.n_transactions, self.gas_used = 0, 0
        self._rules = rulesOf(hardfork)
        self._environment = _OWN_BLOCK
        self._accounts = FlatState()
        self._setState(self._accounts)

    def forkFrom(self, fork: Fork) -> None:
        self._environment = fork.block
        self.block_number, self.timestamp = fork.block.number, fork.block.timestamp
        self._setState(ForkedState(fork))

    def _setState(self, accounts: FlatState) -> None:
        self._accounts = accounts
        self._state = self._rules.state_class(accounts, self._context(), accounts.state_root)

    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> _Outcome:
        start = self._accounts.record()
        try:
            outcome = self._execute(sender, to, data, value, gas)
            self.n_transactions += 1
            self.gas_used += outcome.gas_used
            return outcome
        except BaseException:  # Ctrl-C, too, must not leave half a transaction
            self._accounts.discard(start)
            raise
        finally:
            self._accounts.endTransaction()

    def transactNext(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> _Outcome:
        self.block_number += 1
        try:
            return self.transact(sender, to, data, value, gas)
        except BaseException:
            self.block_number -= 1
            raise

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
        self._settle(computation)
        logs = [
            (address, tuple([topic.to_bytes(32, "big") for topic in topics]), data)
            for address, topics, data in computation.get_log_entries()
        ]
        created = message.storage_address if to is None else None
        return _Outcome(computation.output, gas_used, logs, created, self.block_number)

    def _computed(
        self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> tuple[Any, _Transaction, Any, Any]:
        """Executor, transaction, message and what came of it, before it is settled."""
        self._accounts.announce(sender, to, data, value)
        if value and value > self._accounts.get_balance(sender):
            raise Reverted(b"", "insufficient funds", gas)
        if gas > self._environment.gas_limit:
            raise Reverted(b"", "block gas limit exceeded", gas)
        self._state.execution_context = self._context()
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

    def _settle(self, computation: Any) -> None:
        """Ends a transaction that went well as py-evm does, but that nobody pays for it."""
        for address in computation.get_accounts_for_deletion():
            self._accounts.delete_account(address)
        for address in collect_touched_accounts(computation):
            self._accounts.clear(address)

    def _context(self) -> ExecutionContext:
        """The block as py-evm wants it."""
        block: Any = self._environment
        number: Any = self.block_number
        return ExecutionContext(
            block.coinbase,
            self.timestamp,
            number,
            0,
            block.prevrandao,
            block.gas_limit,
            (),
            block.chain_id,
            block.base_fee,
            excess_blob_gas=block.excess_blob_gas or 0,
        )

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
