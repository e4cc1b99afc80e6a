"""Addresses in their three forms: checksum text (public API), 20 bytes (engines), 32-byte word (call data).

Each conversion is looked up, not computed: an address is converted many times in a run. The caches hold facts about
text, not about a chain. When a chain closes, caches that have grown large are emptied: its wallets' addresses are not
met again, but the next chain will have the library's contracts at the same ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from util.errors import ParameterError
from web3engine.crypto import keccak

# Entries that a cache may carry over from one chain to the next; each takes about 250 bytes.
_MANY = 4096


@cache
def toBytes(address: str) -> bytes:
    """The 20 bytes of an address given as text, checksummed or in letters of one size.

    Raises:
        ParameterError: it is not an address, or its checksum is wrong, as after a slip of the pen.
    """
    digits = address.removeprefix("0x") if isinstance(address, str) else ""
    try:
        # fromhex skips blanks, so the digits are counted as well as the bytes.
        raw = bytes.fromhex(digits) if len(digits) == 40 else b""
    except ValueError:
        raw = b""
    if len(raw) != 20:
        raise ParameterError(f"{address!r} is not an address", "an address is 0x and 40 hex digits")
    if digits not in (digits.lower(), digits.upper(), toChecksum(raw)[2:]):
        cure = f"{toChecksum(raw)}, if these are the digits that you mean"
        raise ParameterError(f"{address!r} is not an address", "its checksum is wrong: a digit or more may be", cure)
    return raw


@cache
def toWord(address: str) -> bytes:
    """An address as it stands in call data: 32 bytes."""
    return bytes(12) + toBytes(address)


@cache
def toChecksum(raw: bytes) -> str:
    """The checksum text (EIP-55) of 20 bytes."""
    digits = raw.hex()
    hashed = keccak(digits.encode()).hex()
    return "0x" + "".join([c.upper() if h >= "8" else c for c, h in zip(digits, hashed)])


def addressText(address: object) -> str:
    """The address as text, of that itself or of what has one: an agent, a wallet, a wrapper.

    Raises:
        ParameterError: it is neither.
    """
    text = address if isinstance(address, str) else getattr(address, "address", None)
    if not isinstance(text, str):
        why = f"it is of type {type(address).__name__}, and an address is text, or a wallet, an agent or a contract"
        raise ParameterError(f"{address!r} is not an address", why)
    return text


def encodeAddress(address: object) -> bytes:
    """An address as it stands in call data, of whatever has one."""
    return toWord(address if type(address) is str else addressText(address))


def forget(*caches: Any) -> None:
    """Empties those of the caches that have grown large."""
    for cached in caches:
        if cached.cache_info().currsize > _MANY:
            cached.cache_clear()


def forgetAddresses() -> None:
    """Empties the caches of this module if they have grown large."""
    forget(toBytes, toWord, toChecksum)


def short(address: str) -> str:
    """`address` as people say it: 0x1234…abcd."""
    return f"{address[:6]}…{address[-4:]}"
