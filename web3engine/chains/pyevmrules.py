"""The rules by which the engine `pyevm` executes: those of py-evm's hardforks, mended where they differ from revm's.

py-evm's search for landing places of jumps is recursive and begins anew with each call; where there are two reasons to
stop, it may find another one first than revm; it takes a creation by the sender's own code for the transaction's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from eth.abc import OpcodeAPI
from eth.constants import GAS_HIGH, GAS_LOG, GAS_LOGDATA, GAS_LOGTOPIC, GAS_MID
from eth.exceptions import InsufficientStack, InvalidInstruction, InvalidJumpDestination, OutOfGas
from eth.precompiles.modexp import extract_lengths
from eth.vm.forks.berlin.constants import WARM_STORAGE_READ_COST
from eth.vm.forks.shanghai.constants import INITCODE_WORD_COST, MAX_INITCODE_SIZE
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

_LOADING = (BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SLOAD, CALL, CALLCODE, DELEGATECALL, STATICCALL)
# Opcodes of later hardforks than Shanghai, and the gas that revm takes before it looks at them.
_LATER = {0x1E: 5, 0x49: 3, 0x4A: 2, 0x4B: 2, 0x5C: 100, 0x5D: 100, 0x5E: 3, 0xE6: 3, 0xE7: 3, 0xE8: 3}
# py-evm has no separate exception for code that is longer than it may be; its texts begin so.
TOO_LONG = "Contract code size exceeds"
_MODEXP = Address((5).to_bytes(20, "big"))
# What call data costs at least since Prague (EIP-7623), for each zero byte; others count as four.
_FLOOR_PER_TOKEN, _FLOOR_BASE = 10, 21_000


class Rules(NamedTuple):
    """One hardfork.

    Attributes:
        state_class: py-evm's state, which has the rest of its rules with it.
        floor: the least gas that a transaction with that call data uses.
    """

    state_class: Any
    floor: Callable[[bytes], int]


@cache
def rulesOf(hardfork: str) -> Rules:
    """The rules of "shanghai", "cancun" or "prague"."""
    state: Any = _stateClass(hardfork)
    theirs: Any = state.computation_class

    class Computation(theirs):
        """py-evm's execution of code, and of what it calls, where it is mended."""

        opcodes = _mended(theirs.opcodes)
        _precompiles = {**theirs.get_precompiles(), _MODEXP: partial(_modexp, theirs.get_precompiles()[_MODEXP])}

        @property
        def is_origin_computation(self) -> bool:
            return bool(self.msg.depth == 0)

    class State(state):
        """py-evm's state, on accounts that are handed in where it expects a database."""

        computation_class = Computation

        @classmethod
        def get_account_db_class(cls) -> Any:
            return lambda accounts, state_root: accounts

        def set_system_contracts(self) -> None:
            # Blocks are not executed, so the contracts that serve them are not looked for either.
            pass

        def get_ancestor_hash(self, block_number: int) -> bytes:
            is_recent = max(self.block_number - 256, 0) <= block_number < self.block_number
            return self._account_db.blockHash(block_number) if is_recent else b""

        def get_transient_storage(self, address: bytes, slot: int) -> bytes:
            value: bytes = self._account_db.get_transient(address, slot)
            return value

        def set_transient_storage(self, address: bytes, slot: int, value: bytes) -> None:
            self._account_db.set_transient(address, slot, value)

        # The accounts undo what is transient as well.
        snapshot, commit, revert = ShanghaiState.snapshot, ShanghaiState.commit, ShanghaiState.revert

    return Rules(State, _floor if hardfork == "prague" else lambda data: 0)


def _stateClass(hardfork: str) -> Any:
    if hardfork == "shanghai":
        return ShanghaiState
    if hardfork == "cancun":
        from eth.vm.forks.cancun.state import CancunState

        return CancunState
    from eth.vm.forks.prague.state import PragueState

    return PragueState


def _floor(data: bytes) -> int:
    zeros = data.count(0)
    return _FLOOR_BASE + _FLOOR_PER_TOKEN * (zeros + 4 * (len(data) - zeros))


def _mended(theirs: dict[int, Any]) -> dict[int, Any]:
    """The opcodes of a hardfork, and those of later ones, which fail."""
    return {
        **{opcode: as_opcode(_later, "LATER", gas) for opcode, gas in _LATER.items()},
        **theirs,
        JUMP: as_opcode(_jump, "JUMP", GAS_MID),
        JUMPI: as_opcode(_jumpIf, "JUMPI", GAS_HIGH),
        SSTORE: _first(_operandsToStore, theirs[SSTORE]),
        CREATE2: _first(_gasForInitCode, theirs[CREATE2]),
        RETURNDATACOPY: _first(_placeToCopyTo, theirs[RETURNDATACOPY]),
        **{opcode: _first(_gasToLoad, theirs[opcode]) for opcode in _LOADING},
        **{LOG0 + topics: _first(partial(_gasForLog, topics), theirs[LOG0 + topics]) for topics in range(5)},
    }


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


def _first(check: Callable[[Any], None], then: Any) -> OpcodeAPI:
    """py-evm's opcode `then`, after `check`."""

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
            raise OutOfGas(f"{TOO_LONG}: code that makes a contract may not be as long as that")
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


def _modexp(theirs: Any, computation: Any) -> None:
    """py-evm's modular power, but that 0 to the power of 0 is 1 (EIP-198), also where the base has no bytes."""
    theirs(computation)
    data = computation.msg.data_as_bytes
    base_size, exponent_size, modulus_size = extract_lengths(data)
    exponent, modulus = data[96:][:exponent_size], data[96 + exponent_size :][:modulus_size]
    if not base_size and not any(exponent) and int.from_bytes(modulus.ljust(modulus_size, b"\0"), "big") > 1:
        computation.output = (1).to_bytes(modulus_size, "big")
