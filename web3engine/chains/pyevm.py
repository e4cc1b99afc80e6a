"""The engine `pyevm`: py-evm, Shanghai rules, on a flat state. Pure Python, so it runs wherever Python does.

py-evm executes messages; transactions, blocks and tries are left out. Shanghai, because it is the newest hardfork that
Ganache knows, and every chain here must charge the same gas.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

from eth._utils.transactions import calculate_intrinsic_gas
from eth.abc import ComputationAPI, OpcodeAPI
from eth.constants import CREATE_CONTRACT_ADDRESS, GAS_HIGH, GAS_LOG, GAS_LOGDATA, GAS_LOGTOPIC, GAS_MID
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
from eth.precompiles.modexp import extract_lengths
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.berlin.constants import WARM_STORAGE_READ_COST
from eth.vm.forks.istanbul.transactions import ISTANBUL_TX_GAS_SCHEDULE
from eth.vm.forks.shanghai.computation import ShanghaiComputation
from eth.vm.forks.shanghai.constants import INITCODE_WORD_COST, MAX_INITCODE_SIZE
from eth.vm.forks.shanghai.opcodes import SHANGHAI_OPCODES
from eth.vm.forks.shanghai.state import ShanghaiState
from eth.vm.opcode import as_opcode
from eth.vm.opcode_values import (
    BALANCE,
    CALL,
    CALLCODE,
    CREATE2,
    DELEGATECALL,
    EXTCODECOPY,
    EXTCODEHASH,
    EXTCODESIZE,
    JUMP,
    JUMPDEST,
    JUMPI,
    LOG0,
    PUSH1,
    PUSH32,
    RETURNDATACOPY,
    SLOAD,
    SSTORE,
    STATICCALL,
)
from eth_typing import Address
from eth_utils import keccak

from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, Reverted
from web3engine.chains.flatstate import FlatState

_COINBASE = bytes(20)


def _jump(computation: Any) -> None:
    _land(computation, computation.stack_pop1_int())


def _jumpIf(computation: Any) -> None:
    place, condition = computation.stack_pop_ints(2)
    if condition:
        _land(computation, place)


def _land(computation: Any, place: int) -> None:
    if place not in _landings(computation.msg.code):
        raise InvalidJumpDestination(f"nothing can jump to {place}")
    computation.code.program_counter = place


@lru_cache(maxsize=256)
def _landings(code: bytes) -> frozenset[int]:
    """Where JUMPDESTs are. Bytes that belong to a PUSH are none, whatever they look like."""
    found, place = [], 0
    while place < len(code):
        opcode = code[place]
        if opcode == JUMPDEST:
            found.append(place)
        place += opcode - PUSH1 + 2 if PUSH1 <= opcode <= PUSH32 else 1
    return frozenset(found)


# Where there are two reasons to stop, the first one counts. What follows asks in the order in which revm does.


def _first(check: Callable[[Any], None], opcode: int) -> OpcodeAPI:
    """py-evm's opcode, after `check`."""
    then: Any = SHANGHAI_OPCODES[opcode]

    def run(computation: Any) -> None:
        check(computation)
        then(computation)

    return as_opcode(run, then.mnemonic, 0)


def _gasToLoad(computation: Any) -> None:
    if computation.get_gas_remaining() < WARM_STORAGE_READ_COST:
        raise OutOfGas("loading what is warm costs more")


def _operandsToStore(computation: Any) -> None:
    if _stackSize(computation) < 2:
        raise InsufficientStack("a slot and a value are wanted")


def _gasForLog(topics: int, computation: Any) -> None:
    if _stackSize(computation) < 2 + topics:
        computation.consume_gas(GAS_LOG, "LOG")
        place, size = computation.stack_pop_ints(2)
        computation.consume_gas(GAS_LOGTOPIC * topics + GAS_LOGDATA * size, "LOG")
        computation.extend_memory(place, size)


def _gasForInitCode(computation: Any) -> None:
    if _stackSize(computation) == 3:
        _, place, size = computation.stack_pop_ints(3)
        if size > MAX_INITCODE_SIZE:
            raise OutOfGas("code that makes a contract may not be as long as that")
        computation.consume_gas(INITCODE_WORD_COST * (-size // -32), "CREATE2")
        computation.extend_memory(place, size)


def _placeToCopyTo(computation: Any) -> None:
    if _stackSize(computation) < 3:
        return
    operands = computation.stack_pop_ints(3)
    if operands[2] >= 2**64:
        raise OutOfGas("no gas pays for that much memory")
    for operand in reversed(operands):
        computation.stack_push_int(operand)


def _stackSize(computation: Any) -> int:
    return len(computation._stack.values)


def _later(computation: Any) -> None:
    raise InvalidInstruction("an opcode of a later hardfork")


_LOADING = (BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SLOAD, CALL, CALLCODE, DELEGATECALL, STATICCALL)
# Opcodes of later hardforks, and the gas that revm takes before it looks at them.
_LATER = {0x1E: 5, 0x49: 3, 0x4A: 2, 0x4B: 2, 0x5C: 100, 0x5D: 100, 0x5E: 3, 0xE6: 3, 0xE7: 3, 0xE8: 3}


def _modexp(computation: Any) -> None:
    """py-evm's modular power, but that 0 to the power of 0 is 1 (EIP-198), also where the base has no bytes."""
    ShanghaiComputation.get_precompiles()[_MODEXP](computation)
    data = computation.msg.data_as_bytes
    base_size, exponent_size, modulus_size = extract_lengths(data)
    exponent, modulus = data[96:][:exponent_size], data[96 + exponent_size :][:modulus_size]
    if not base_size and not any(exponent) and int.from_bytes(modulus.ljust(modulus_size, b"\0"), "big") > 1:
        computation.output = (1).to_bytes(modulus_size, "big")


_MODEXP = Address((5).to_bytes(20, "big"))


class _Computation(ShanghaiComputation):
    """py-evm's execution of code, and of what it calls, where it is mended.

    Its search for landing places of jumps is recursive and begins anew with each call; where there are two reasons to
    stop, it may find another one first than revm; it takes a creation by the sender's own code for the transaction's.
    """

    opcodes = {
        **SHANGHAI_OPCODES,
        JUMP: as_opcode(_jump, "JUMP", GAS_MID),
        JUMPI: as_opcode(_jumpIf, "JUMPI", GAS_HIGH),
        SSTORE: _first(_operandsToStore, SSTORE),
        CREATE2: _first(_gasForInitCode, CREATE2),
        RETURNDATACOPY: _first(_placeToCopyTo, RETURNDATACOPY),
        **{opcode: _first(_gasToLoad, opcode) for opcode in _LOADING},
        **{LOG0 + topics: _first(partial(_gasForLog, topics), LOG0 + topics) for topics in range(5)},
        **{opcode: as_opcode(_later, "LATER", gas) for opcode, gas in _LATER.items()},
    }

    _precompiles = {**ShanghaiComputation.get_precompiles(), _MODEXP: _modexp}

    @property
    def is_origin_computation(self) -> bool:
        return self.msg.depth == 0


class _State(ShanghaiState):
    """py-evm's state, on accounts that are handed in where it expects a database."""

    computation_class = _Computation

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
        if value > self._accounts.get_balance(sender):
            raise Reverted(b"", "insufficient funds", gas)
        if gas > BLOCK_GAS_LIMIT:
            raise Reverted(b"", "block gas limit exceeded", gas)
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
        if not 0 <= wei < 2**128:  # so that no sum of balances can pass 2**256
            raise OverflowError(f"{wei} wei is no amount that an account can be given")
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
}


def _halt(computation: ComputationAPI) -> str:
    """Why the EVM stopped; an empty text for a plain revert."""
    if computation.msg.code_address in computation.precompiles:
        # The yellow paper does not tell too little gas from input that makes no sense, nor do we.
        return "precompile failed"
    error = computation.error
    for kind, words in _HALTS.items():
        if isinstance(error, kind):
            return words
    return str(error) or type(error).__name__
