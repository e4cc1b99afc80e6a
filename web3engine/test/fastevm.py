"""What tests of the fast engine stand on: the module, if it is installed; a state; contracts; the form of a dump."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import pytest
from eth._utils.address import generate_contract_address, generate_safe_contract_address
from eth_typing import Address
from eth_utils import keccak

from web3engine.test.conformance import asm, initCode


def requireFastEvm() -> Any:
    """The module tokenspice_evm. Where it is not installed, the tests of a file are skipped; in CI they fail."""
    try:
        return importlib.import_module("tokenspice_evm")
    except ModuleNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail("the fast engine is not installed, and CI must test it: make fastevm")
        pytest.skip("the fast engine is not installed: make fastevm", allow_module_level=True)


tokenspice_evm = requireFastEvm()
Evm, Hardfork, Reverted = tokenspice_evm.Evm, tokenspice_evm.Hardfork, tokenspice_evm.Reverted

ALICE, BOB, NOBODY = b"\xaa" * 20, b"\xbb" * 20, b"\xcc" * 20
ETHER = 10**18
GAS = 1_000_000
# Adds what it is called with to slot 0, logs it, returns the sum.
COUNTER = asm("0 CALLDATALOAD DUP1 0 MSTORE 7 32 0 LOG1 0 SLOAD ADD DUP1 0 SSTORE 0 MSTORE 32 0 RETURN")
FOREVER = asm("JUMPDEST 0 JUMP")
# Each method but those without arguments, with arguments that it takes.
METHODS: dict[str, tuple[Any, ...]] = {
    "balance": (ALICE,),
    "nonce": (ALICE,),
    "code": (ALICE,),
    "storage": (ALICE, 0),
    "setBalance": (ALICE, 1),
    "call": (ALICE, BOB, b"", GAS),
    "transact": (ALICE, BOB, b"", 0, GAS),
    "deploy": (ALICE, b"", 0, GAS),
    "revert": (0,),
    "load": (Evm().dump(),),
    "callMany": ([(ALICE, BOB, b"")], GAS),
}


def rich(fork: Any = Hardfork.SHANGHAI) -> Any:
    """A fresh state in which Alice has one ETH."""
    evm = Evm(fork)
    evm.setBalance(ALICE, ETHER)
    return evm


# Test modules take these two over by assignment.


@pytest.fixture
def evm() -> Any:
    """A fresh state in which Alice has one ETH."""
    return rich()


@pytest.fixture
def counter(evm: Any) -> bytes:
    """The address of a COUNTER."""
    return deploy(evm, COUNTER)


def deploy(evm: Any, runtime: bytes, gas: int = 6_000_000) -> bytes:
    """The address of a new contract with that code."""
    created: bytes = evm.deploy(ALICE, initCode(runtime), 0, gas).created
    return created


def addressOfNew(sender: bytes, nonce: int) -> bytes:
    """Where CREATE puts a contract."""
    return bytes(generate_contract_address(Address(sender), nonce))


def addressOfNew2(sender: bytes, salt: int, init_code: bytes) -> bytes:
    """Where CREATE2 puts a contract."""
    return bytes(generate_safe_contract_address(Address(sender), salt, init_code))


def halt(action: Callable[..., Any], *args: Any) -> str:
    """Why the EVM stopped in `action(*args)`; "" for a plain revert."""
    with pytest.raises(Reverted) as e:
        action(*args)
    return str(e.value.args[1])


def word(value: int) -> bytes:
    """A number as 32 bytes."""
    return value.to_bytes(32, "big")


# ---- the form of a dump

MAGIC = b"TSEVM\0\0\x01"

# Address → nonce, balance in wei, code, storage (slot → value), as py-evm's state gives it.
Accounts = dict[str, list[Any]]


def readDump(dumped: bytes) -> Accounts:
    """What a dump says, read by the letter of its form."""
    assert dumped[:8] == MAGIC
    assert dumped[-32:] == keccak(dumped[:-32])
    rest = memoryview(dumped)[8:-32]

    def take(n: int) -> bytes:
        nonlocal rest
        taken, rest = bytes(rest[:n]), rest[n:]
        return taken

    def number(n: int = 8) -> int:
        return int.from_bytes(take(n), "big")

    accounts: Accounts = {}
    for _ in range(number()):
        address = take(20).hex()
        nonce, balance, code = number(), number(32), take(number())
        storage = {hex(number(32)): hex(number(32)) for _ in range(number())}
        accounts[address] = [hex(nonce), hex(balance), code.hex(), storage]
    assert not rest
    return accounts


def writeDump(*accounts: bytes) -> bytes:
    """A dump of accounts that `writeAccount` wrote, in the order given."""
    return seal(MAGIC + number(len(accounts)) + b"".join(accounts))


def writeAccount(
    address: bytes, nonce: int = 0, balance: int = 0, code: bytes = b"", storage: dict[int, int] | None = None
) -> bytes:
    """An account as it stands in a dump, slots in the order given."""
    slots = b"".join(number(slot, 32) + number(value, 32) for slot, value in (storage or {}).items())
    head = address + number(nonce) + number(balance, 32)
    return head + number(len(code)) + code + number(len(storage or {})) + slots


def seal(body: bytes) -> bytes:
    """The body of a dump with the checksum that it must have."""
    return body + keccak(body)


def number(value: int, size: int = 8) -> bytes:
    """A number as it stands in a dump."""
    return value.to_bytes(size, "big")
