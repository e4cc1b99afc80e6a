"""Whether a set would come back from a file in the order in which it is walked now.

That order depends on how a set grew and shrank, not only on what is in it. A set that is filled again from its members,
as unpickling does, may be walked in another order, now or after it has grown; a simulation that is resumed would then
go another way, without a word.
"""

from __future__ import annotations

import ctypes
import gc
import struct
from itertools import compress
from typing import Any

_CONTAINERS, _SETS = {list, tuple, dict, set, frozenset}, {set, frozenset}
# What follows the head of every object in a set of CPython (Include/cpython/setobject.h): entries in use, members,
# size of the table less one, the table, a hash, and where pop() begins to look.
_SET = struct.Struct("nnnPnn")
_Head = ctypes.c_char * _SET.size
_ENTRY = struct.calcsize("Pn")
# Entries in use, members, size less one and where pop() begins, of a set that was always empty.
_NEW = (0, 0, 7, 0)
# Their hashes differ from process to process, as do orders that depend on them.
_BY_CHANCE = (str, bytes)
_IDENTITY: Any = object.__hash__


def disordered(containers: list[Any]) -> Any:
    """A set in these containers, or in containers in them, that does not keep its order; None if there is none.

    Objects of other kinds are not looked into.
    """
    seen: dict[int, Any] = {}
    while containers:
        # What is in them all, in C.
        members = gc.get_referents(*containers)
        found = {id(m): m for m in compress(members, map(_CONTAINERS.__contains__, map(type, members)))}
        containers = [member for key, member in found.items() if key not in seen]
        seen.update(found)
        for one in containers:
            if type(one) in _SETS and not keepsItsOrder(one):
                return one
    return None


def keepsItsOrder(members: set[Any] | frozenset[Any]) -> bool:
    """Whether a set that is filled again is the same one; or nobody could rely on the order of its members anyway."""
    if not members:
        # Most of them are, and a set that was always empty needs no table to compare.
        fill, used, mask, _, _, finger = _head(members)
        return (fill, used, mask, finger) == _NEW
    layout = _layout(members)
    if layout is not None and layout == _layout(type(members)(list(members))):
        return True
    return all(map(_isByChance, members))


def _layout(members: set[Any] | frozenset[Any]) -> tuple[int, int, int, int, bytes] | None:
    """What its order depends on, now and later; None if this is not a set as CPython has it."""
    fill, used, mask, table, _, finger = _head(members)
    if used != len(members) or fill < used or mask < fill or mask & (mask + 1):
        return None
    return fill, used, mask, finger, ctypes.string_at(table, (mask + 1) * _ENTRY)


def _head(members: set[Any] | frozenset[Any]) -> tuple[int, ...]:
    return _SET.unpack_from(_Head.from_address(id(members) + object.__basicsize__))


def _isByChance(member: Any) -> bool:
    """Whether its hash differs from process to process."""
    if isinstance(member, (tuple, frozenset)):
        return any(map(_isByChance, member))
    return isinstance(member, _BY_CHANCE) or type(member).__hash__ is _IDENTITY
