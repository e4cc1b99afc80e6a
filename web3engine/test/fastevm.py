"""For tests of the fast engine: the module, if it is installed, and the form of what it dumps."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest
from eth_utils import keccak

MAGIC = b"TSEVM\0\0\x01"

# Address → nonce, balance in wei, code, storage (slot → value), as py-evm's state gives it.
Accounts = dict[str, list[Any]]


def requireFastEvm() -> Any:
    """The module tokenspice_evm. Where it is not installed, the tests of a file are skipped; in CI they fail."""
    try:
        return importlib.import_module("tokenspice_evm")
    except ModuleNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail("the fast engine is not installed, and CI must test it: make fastevm")
        pytest.skip("the fast engine is not installed: make fastevm", allow_module_level=True)


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
