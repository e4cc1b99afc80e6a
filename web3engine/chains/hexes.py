"""Bytes as nodes and caches of forks write them: "0x", then two hex digits for each."""

from __future__ import annotations


def hexOf(value: bytes) -> str:
    """The text for these bytes."""
    return "0x" + value.hex()


def bytesOf(text: str, length: int | None = None) -> bytes:
    """The bytes that a text stands for.

    Raises:
        ValueError: it is no such text, or stands for another number of bytes than `length`.
    """
    if text[:2] != "0x":
        raise ValueError(text)
    found = bytes.fromhex(text[2:])
    if length is not None and len(found) != length:
        raise ValueError(text)
    return found


def wordOf(text: str) -> bytes:
    """32 bytes, of a text that may lack zeros at the front, as in nodes' answers.

    Raises:
        ValueError: it is no such text.
        OverflowError: it is too long.
    """
    if text[:2] != "0x":
        raise ValueError(text)
    return int(text[2:] or "0", 16).to_bytes(32, "big")
