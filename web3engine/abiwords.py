"""The most frequent types of one word, and arrays of a fixed size of them, coded in a fraction of a microsecond.

What is not among them is coded by `abicoder`. Used by `abi`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from util.exact import integer
from web3engine import abicoder
from web3engine.abicoder import CodingError
from web3engine.address import encodeAddress, toChecksum
from web3engine.structs import items

Encoder = Callable[[Any], bytes]
Decoder = Callable[[bytes], Any]


def encoderOf(kind: str) -> Encoder | None:
    """The encoder of a static type, or None if the type is dynamic."""
    if kind[-1] == "]" and kind[-2].isdigit():
        return _arrayEncoder(*kind[:-1].rsplit("[", 1))
    if kind in _ENCODERS:
        return _ENCODERS[kind]
    coder = abicoder.coderOf(kind)
    return None if coder.is_dynamic else coder.encode


def expressionOf(kind: str, value: str, encode: str) -> str:
    """Python's expression for the word of a value, where the encoder of its type has the name `encode`.

    What nearly all values are is coded in place, without a call of the encoder; `toWord` is that of `address`.
    """
    return _EXPRESSIONS.get(kind, "{encode}({value})").format(value=value, encode=encode)


def _arrayEncoder(kind: str, size: str) -> Encoder | None:
    """The encoder of an array of `size` elements of type `kind`, or None if those are dynamic."""
    code, n = encoderOf(kind), int(size)
    if code is None:
        return None

    def encode(values: Sequence[Any]) -> bytes:
        listed = items(values)
        if len(listed) != n:
            raise CodingError(f"a list of {n} wanted")
        return b"".join(map(code, listed))

    return encode


def _encodeUint256(value: int) -> bytes:
    if type(value) is not int:
        plain = integer(value)
        if plain is None:
            raise CodingError("a whole number wanted")
        value = plain
    return value.to_bytes(32, "big")


def _encodeBool(value: bool) -> bytes:
    if value is not True and value is not False:
        raise CodingError("expected True or False")
    return value.to_bytes(32, "big")


def _encodeBytes32(value: bytes) -> bytes:
    if not isinstance(value, (bytes, bytearray)):
        raise CodingError("bytes wanted")
    if len(value) != 32:
        raise CodingError(f"{len(value)} bytes given")
    return bytes(value)


_ENCODERS: dict[str, Encoder] = {
    "address": encodeAddress,
    "bool": _encodeBool,
    "uint256": _encodeUint256,
    "bytes32": _encodeBytes32,
}

_EXPRESSIONS = {
    "address": "(toWord({value}) if type({value}) is str else {encode}({value}))",
    "uint256": "({value}.to_bytes(32, 'big') if type({value}) is int else {encode}({value}))",
}


def decoderOf(kind: str) -> Decoder | None:
    """The decoder of a type of one word, given that word; None for any other type."""
    if kind in _DECODERS:
        return _DECODERS[kind]
    if kind[-1] in ")]" or kind in ("string", "bytes"):
        return None
    decode = abicoder.coderOf(kind).decode
    return lambda word: decode(word, 0)


def _decodeAddress(word: bytes) -> str:
    if any(word[:12]):
        raise CodingError("more than 20 bytes")
    return toChecksum(word[12:])


def _decodeBool(word: bytes) -> bool:
    if word not in _BOOLS:
        raise CodingError("neither true nor false")
    return _BOOLS[word]


_BOOLS = {bytes(32): False, (1).to_bytes(32, "big"): True}
_DECODERS: dict[str, Decoder] = {
    "address": _decodeAddress,
    "bool": _decodeBool,
    "uint256": lambda word: int.from_bytes(word, "big"),
    "bytes32": bytes,
}
