"""The one border between floats in whole tokens and integers in a token's smallest unit.

Used by wallets, agents and netlists that speak to contracts. Leans on nothing but the exactness of `decimal`.
"""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, Context, Decimal
from typing import NewType

from util.errors import ParameterError

Base18 = NewType("Base18", int)

# More digits than a uint256 has, so that no product is ever rounded.
_EXACT = Context(prec=120, rounding=ROUND_DOWN)
_POWERS: tuple[int, ...] = tuple(10**n for n in range(19))


def toBase(amt: float, dec: int) -> int:
    """`amt` whole tokens as an integer with `dec` decimals, rounded toward zero.

    The float's shortest decimal form counts, not its binary noise: toBase(0.1, 18) == 10**17.

    Raises:
        ParameterError: `amt` is infinite or not a number.
    """
    if not math.isfinite(amt):
        raise ParameterError(f"{amt} tokens cannot be put on a chain", "an amount must be finite")
    exact = amt if isinstance(amt, (int, Decimal)) else float.__repr__(float(amt))
    return int(_EXACT.scaleb(Decimal(exact), dec))


def fromBase(num_base: int, dec: int) -> float:
    """The nearest float to `num_base` / 10**`dec`, in whole tokens."""
    return float(num_base / 10**dec)


def toBase18(amt: float) -> Base18:
    """`amt` whole tokens in base 18: toBase18(0.1) == 10**17 exactly."""
    if type(amt) is float:
        # Most amounts are written without exponent; shifting their point as text takes a third of Decimal's time.
        whole, point, fraction = repr(amt).partition(".")
        if point and len(fraction) <= 18 and "e" not in fraction:
            return Base18(int(whole + fraction) * _POWERS[18 - len(fraction)])
    return Base18(toBase(amt, 18))


def fromBase18(num_base: int) -> float:
    """The nearest float to `num_base` / 10**18, in whole tokens."""
    return num_base / 10**18
