"""`wrongIn`: what is wrong with an ABI as plain data, which people write, too. Used where one comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LISTS = (list, tuple)
_NAMED = ("function", "event", "error")
# Short forms of Solidity, which an ABI does not know: hashed as they are, they name another function.
_SHORT = {"uint": "uint256", "int": "int256", "byte": "bytes1"}


def wrongIn(entries: Any) -> str:
    """What is wrong with an ABI, such as "is not a list of entries"; "" if nothing is."""
    if isinstance(entries, _LISTS) and entries and all(isinstance(e, str) for e in entries):
        return "is written as text for people"
    if not isinstance(entries, _LISTS) or not all(isinstance(e, Mapping) and "type" in e for e in entries):
        return "is not a list of entries"
    return next((wrong for entry in entries for wrong in _wrongIn(entry)), "")


def _wrongIn(entry: Mapping[str, Any]) -> Iterator[str]:
    kind, name = entry["type"], entry.get("name")
    if kind in _NAMED and not isinstance(name, str):
        yield f"has a {kind} without a name"
    for parts in (entry.get("inputs", []), entry.get("outputs", [])):
        yield from _wrongAmong(parts, name or kind)
        if kind == "event" and not all("indexed" in part for part in parts):
            yield f"does not say of each value of the event {name} whether it is indexed"


def _wrongAmong(parts: Any, whose: str) -> Iterator[str]:
    """What is wrong with parameters, or with members of a struct."""
    if not isinstance(parts, _LISTS) or not all(
        isinstance(p, Mapping) and isinstance(p.get("type"), str) for p in parts
    ):
        yield f"does not give each parameter of {whose} a type"
        return
    for part in parts:
        base = part["type"].partition("[")[0]
        if base in _SHORT:
            yield f"has the type {base} in {whose}, which an ABI writes as {_SHORT[base]}"
        elif base == "tuple":
            yield from _wrongAmong(part.get("components"), whose)
