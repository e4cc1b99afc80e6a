"""`Frozen`: a part of a state that nothing changes, such as a recorded history. It is turned into bytes only once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from engine.userstate import CONSTANT
from util.errors import NetlistError

_Value = TypeVar("_Value")
_FIXED = (tuple, Decimal, Fraction, *CONSTANT)


class Frozen(Generic[_Value]):
    """Holds a value of numbers and texts, in tuples and named tuples of any depth.

    After a resume, its parts are equal to what they were, and no longer the same objects as others in the state.

    Args:
        value: that value.
    Raises:
        NetlistError: something in it can be changed.

    Attributes:
        value: as given.
        written: the value as a checkpoint holds it, and what a Loader would refuse in it; None until there is one.
    """

    def __init__(self, value: _Value):
        self.value = value
        self.written: tuple[bytes, list[str]] | None = None
        changeable = _changeable(value)
        if changeable is not None:
            raise NetlistError(f"a {changeable.__name__} cannot be frozen", "it can be changed", "tuples")

    def __deepcopy__(self, known: Any) -> Frozen[_Value]:
        return self


def _changeable(value: Any) -> type | None:
    """The class of something in a value that can be changed; None if nothing can."""
    level = [value]
    while level:
        for kind in dict.fromkeys(map(type, level)):
            if kind.__dictoffset__ or not issubclass(kind, _FIXED):
                return kind
        level = [member for one in level if isinstance(one, tuple) for member in one]
    return None
