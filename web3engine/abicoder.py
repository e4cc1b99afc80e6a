"""Coding of values as contracts pack them, for every type of Solidity and Vyper: the ABI specification, "Formal
Specification of the Encoding".

A `Coder` is made once per type. The decoder trusts nothing: an offset, a length or a padding that no compiler
would write is an error, never a wrong value and never a large allocation. Used by `abi`, whose own coders for the most
frequent types of one word are faster still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from util.exact import integer
from util.mathutil import addUp
from web3engine.address import encodeAddress, toChecksum


class CodingError(ValueError):
    """A value that its type cannot hold, or data that is not of that type."""


@dataclass(frozen=True)
class Coder:
    """How one type is coded.

    Attributes:
        size: bytes it takes where it stands: those of its content, or 32 for an offset if it is dynamic.
        is_dynamic: whether its content stands elsewhere.
        encode: value → content.
        decode: (data, place of the content) → value. Addresses are checksum texts, arrays lists, structs tuples.
    """

    size: int
    is_dynamic: bool
    encode: Callable[[Any], bytes]
    decode: Callable[[bytes, int], Any]


def encode(kinds: Sequence[str], values: Sequence[Any]) -> bytes:
    """The values, one of each of `kinds`, as the arguments of a call.

    Raises:
        CodingError: a value that its type cannot hold.
    """
    return _encodeAll([coderOf(kind) for kind in kinds], values)


def decode(kinds: Sequence[str], data: bytes) -> list[Any]:
    """The values in `data`, one of each of `kinds`.

    Raises:
        CodingError: `data` does not hold them.
    """
    return _decodeAll([coderOf(kind) for kind in kinds], data, 0)


@cache
def coderOf(kind: str) -> Coder:
    """The coder of a type, written as in signatures: uint256, (address,bytes)[2][].

    Raises:
        CodingError: there is no such type.
    """
    if array := re.fullmatch(r"(.+)\[(\d*)\]", kind):
        return _arrayCoder(coderOf(array[1]), int(array[2]) if array[2] else None)
    if kind.startswith("(") and kind.endswith(")"):
        return _tupleCoder([coderOf(part) for part in _parts(kind[1:-1])])
    if kind == "bytes":
        return Coder(32, True, lambda value: _packed(_asBytes(value)), _unpacked)
    if kind == "string":
        return Coder(32, True, lambda value: _packed(_asText(value)), lambda data, at: _unpacked(data, at).decode())
    return _wordCoder(kind)


def _parts(kinds: str) -> list[str]:
    """The types between the outer commas."""
    parts, depth, begin = [], 0, 0
    for i, c in enumerate(kinds):
        depth += (c == "(") - (c == ")")
        if c == "," and not depth:
            parts.append(kinds[begin:i])
            begin = i + 1
    return [*parts, kinds[begin:]] if kinds else []


# ---- types of one word


def _wordCoder(kind: str) -> Coder:
    if kind == "address":
        return Coder(32, False, encodeAddress, lambda data, at: toChecksum(_tail(data, at, 20)))
    if kind == "bool":
        return Coder(32, False, _encodeBool, _decodeBool)
    if kind == "function":
        return _bytesCoder(24)
    if (found := re.fullmatch(r"(u?int)(\d+)", kind)) and int(found[2]) in range(8, 257, 8):
        return _intCoder(int(found[2]), is_signed=found[1] == "int")
    if (found := re.fullmatch(r"bytes(\d+)", kind)) and int(found[1]) in range(1, 33):
        return _bytesCoder(int(found[1]))
    raise CodingError(f"there is no type {kind}")


def _intCoder(bits: int, is_signed: bool) -> Coder:
    low, high = (-(1 << bits - 1), 1 << bits - 1) if is_signed else (0, 1 << bits)

    def encodeInt(value: Any) -> bytes:
        number = integer(value)
        if number is None:
            raise CodingError("a whole number is needed; int(x) makes one, and toBase18(x) of x whole tokens")
        if not low <= number < high:
            raise CodingError(f"it must be from {low} to {high - 1}")
        return number.to_bytes(32, "big", signed=is_signed)

    def decodeInt(data: bytes, at: int) -> int:
        number = int.from_bytes(_word(data, at), "big", signed=is_signed)
        if not low <= number < high:
            raise CodingError(f"{number} is not a number of {bits} bits")
        return number

    return Coder(32, False, encodeInt, decodeInt)


def _bytesCoder(size: int) -> Coder:
    def encodeBytes(value: Any) -> bytes:
        raw = _asBytes(value)
        if len(raw) != size:
            raise CodingError(f"{len(raw)} bytes given, {size} wanted")
        return raw.ljust(32, b"\0")

    def decodeBytes(data: bytes, at: int) -> bytes:
        word = _word(data, at)
        if any(word[size:]):
            raise CodingError(f"more than {size} bytes")
        return word[:size]

    return Coder(32, False, encodeBytes, decodeBytes)


def _encodeBool(value: Any) -> bytes:
    if value is not True and value is not False:
        raise CodingError("expected True or False")
    return value.to_bytes(32, "big")


def _decodeBool(data: bytes, at: int) -> bool:
    word = _word(data, at)
    if any(word[:31]) or word[31] > 1:
        raise CodingError("neither true nor false")
    return word[31] == 1


def _word(data: bytes, at: int) -> bytes:
    word = data[at : at + 32]
    if len(word) != 32:
        raise CodingError(f"the data ends at {len(data)} bytes")
    return word


def _tail(data: bytes, at: int, size: int) -> bytes:
    word = _word(data, at)
    if any(word[: 32 - size]):
        raise CodingError(f"more than {size} bytes")
    return word[32 - size :]


# ---- bytes and texts


def _asBytes(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray)):
        raise CodingError("bytes wanted")
    return bytes(value)


def _asText(value: Any) -> bytes:
    if not isinstance(value, str):
        raise CodingError("a text wanted")
    return value.encode()


def _packed(raw: bytes) -> bytes:
    return len(raw).to_bytes(32, "big") + raw + bytes(-len(raw) % 32)


def _unpacked(data: bytes, at: int) -> bytes:
    end = at + 32 + int.from_bytes(_word(data, at), "big")
    padded = end + (at - end) % 32
    if padded > len(data):
        raise CodingError(f"the data ends at {len(data)} bytes")
    if any(data[end:padded]):
        raise CodingError("extra data after the end")
    return data[at + 32 : end]


# ---- arrays and structs


def _arrayCoder(item: Coder, n: int | None) -> Coder:
    """The coder of an array of `n` items, or of any number of them if it is None."""

    def encodeArray(values: Any) -> bytes:
        if not isinstance(values, (list, tuple)):
            raise CodingError("a list wanted")
        if n is not None and len(values) != n:
            raise CodingError(f"a list of {n} wanted")
        head = b"" if n is not None else len(values).to_bytes(32, "big")
        return head + _encodeAll([item] * len(values), values)

    def decodeArray(data: bytes, at: int) -> list[Any]:
        if n is not None:
            return _decodeAll([item] * n, data, at)
        length = int.from_bytes(_word(data, at), "big")
        # An item may take no room at all, in an array of nothing; nobody wants that many of them.
        if length * max(item.size, 1) > len(data):
            raise CodingError(f"the data ends at {len(data)} bytes")
        return _decodeAll([item] * length, data, at + 32)

    is_dynamic = n is None or (item.is_dynamic and n > 0)
    return Coder(32 if n is None or is_dynamic else n * item.size, is_dynamic, encodeArray, decodeArray)


def _tupleCoder(parts: list[Coder]) -> Coder:
    def encodeTuple(values: Any) -> bytes:
        if not isinstance(values, (list, tuple)) or len(values) != len(parts):
            raise CodingError(f"a tuple of {len(parts)} wanted")
        return _encodeAll(parts, values)

    is_dynamic = any(part.is_dynamic for part in parts)
    size = 32 if is_dynamic else _headSize(parts)
    return Coder(size, is_dynamic, encodeTuple, lambda data, at: tuple(_decodeAll(parts, data, at)))


def _headSize(coders: Sequence[Coder]) -> int:
    return addUp(coder.size for coder in coders)


def _encodeAll(coders: Sequence[Coder], values: Sequence[Any]) -> bytes:
    """What stands in place, with offsets of the dynamic contents, and then those."""
    contents = [coder.encode(value) for coder, value in zip(coders, values, strict=True)]
    offset = _headSize(coders)
    heads, tails = [], []
    for coder, content in zip(coders, contents):
        if coder.is_dynamic:
            heads.append(offset.to_bytes(32, "big"))
            tails.append(content)
            offset += len(content)
        else:
            heads.append(content)
    return b"".join([*heads, *tails])


def _decodeAll(coders: Sequence[Coder], data: bytes, at: int) -> list[Any]:
    """The values whose heads begin `at` that place, from which offsets count."""
    values, head = [], at
    behind = at + _headSize(coders)
    for coder in coders:
        place = at + int.from_bytes(_word(data, head), "big") if coder.is_dynamic else head
        if coder.is_dynamic and not behind <= place < len(data):
            raise CodingError(f"something is said to be at {place} of {len(data)} bytes")
        values.append(coder.decode(data, place))
        head += coder.size
    return values
