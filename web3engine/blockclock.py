"""`BlockClock`: block numbers that follow time, for contracts that count in blocks. `Chain.setClock` sets one."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from util.errors import ParameterError
from util.exact import number

# Seconds. No chain is faster, and block numbers stay far below 2**63.
_FASTEST = Fraction(1, 1000)


class BlockClock(NamedTuple):
    """Block `number` at `time`, in seconds since 1970, and another one every `s_per_block` seconds."""

    number: int
    time: int
    s_per_block: Fraction

    def at(self, time: int) -> int:
        """The number of the latest block at that time."""
        return self.number + int((time - self.time) // self.s_per_block)


def blockLength(s_per_block: object) -> Fraction | None:
    """Seconds per block, exactly: 0.1 is a tenth. None for 0, where blocks do not follow time.

    Raises:
        ParameterError: it is not a number, or below a millisecond.
    """
    exact = number(s_per_block)
    if exact == 0:
        return None
    # In this order, nan and infinity are out of range as well.
    if exact is not None and _FASTEST <= exact < 2**63:
        return Fraction(repr(exact)) if isinstance(exact, float) else Fraction(exact)
    raise ParameterError(f"s_per_block cannot be {s_per_block!r}", "seconds are needed, 0.001 or more, or 0", "12")
