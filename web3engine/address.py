"""Addresses in their three forms: checksum text (public API), 20 bytes (engines), 32-byte word (call data).

Each conversion is looked up, not computed: an address is converted many times in a run. The caches hold facts about
text, not about a chain.
"""

from __future__ import annotations

from functools import cache

from util.errors import ParameterError


@cache
def toBytes(address: str) -> bytes:
    """The 20 bytes of an address given as text, checksummed or not."""
    digits = address.removeprefix("0x") if isinstance(address, str) else ""
    try:
        # fromhex skips blanks, so the digits are counted as well as the bytes.
        raw = bytes.fromhex(digits) if len(digits) == 40 else b""
    except ValueError:
        raw = b""
    if len(raw) != 20:
        raise ParameterError(f"{address!r} is not an address", "an address is 0x and 40 hex digits")
    return raw


@cache
def toWord(address: str) -> bytes:
    """An address as it stands in call data: 32 bytes."""
    return bytes(12) + toBytes(address)


@cache
def toChecksum(raw: bytes) -> str:
    """The checksum text (EIP-55) of 20 bytes."""
    from eth_utils import to_checksum_address

    return to_checksum_address(raw)


def short(address: str) -> str:
    """`address` as people say it: 0x1234…abcd."""
    return f"{address[:6]}…{address[-4:]}"
