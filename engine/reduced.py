"""What Python's pickle says of most objects (`object.__reduce_ex__`), which can be said of a whole class at once."""

from __future__ import annotations

import copyreg
from collections import namedtuple
from typing import Any

# What an object is made of.
ATTRIBUTES, MEMBERS, MORE = "attributes", "members", "more"
# Methods by which a class decides how it is written.
_HOOKS = (
    *("__reduce_ex__", "__reduce__", "__getstate__", "__setstate__"),
    *("__getnewargs_ex__", "__getattribute__", "__getattr__"),
)
_NEWOBJ: Any = copyreg.__newobj__  # type: ignore[attr-defined]
_OF_NAMEDTUPLES = namedtuple("_", ()).__getnewargs__.__code__  # type: ignore[attr-defined]


def madeOf(obj: Any, reduced: tuple[Any, ...]) -> str:
    """ATTRIBUTES if all objects of a class are written as their class and `__dict__`; MEMBERS if as their class and the
    members of a named tuple; MORE if there is more to it.

    Args:
        obj: one of the class.
        reduced: what Python says of that.
    """
    kind = type(obj)
    base: type = tuple if isinstance(obj, tuple) else object
    if any(getattr(kind, name, None) is not getattr(base, name, None) for name in _HOOKS):
        return MORE
    if kind in copyreg.dispatch_table or copyreg._slotnames(kind):  # type: ignore[attr-defined]
        return MORE
    maker, arguments, state, *rest = *reduced, None
    if maker is not _NEWOBJ or any(part is not None for part in rest):
        return MORE
    members = getattr(kind, "__getnewargs__", None)
    if members is None and arguments == (kind,) and kind.__dictoffset__ and (state is None or state is vars(obj)):
        return ATTRIBUTES
    if getattr(members, "__code__", None) is _OF_NAMEDTUPLES and not kind.__dictoffset__:
        return MEMBERS
    return MORE
