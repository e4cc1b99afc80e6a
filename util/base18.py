"""The one border between floats in whole tokens and integers in a token's smallest unit.

Used by wallets, agents and netlists that speak to contracts. Leans only on the exactness of `decimal` and `fractions`.
"""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import NewType

from util.errors import ParameterError
from util.exact import number, whole

Base18 = NewType("Base18", int)

# More digits than a float has, so that no product is ever rounded.
_EXACT = Context(prec=40, rounding=ROUND_DOWN)
# Digits of a Decimal, before or behind the point, beyond which no amount goes; the largest float has 309.
_MOST_DIGITS = 400
_ONE = 10**18
# Amounts of zero or more that were converted lately: many come again and again. At most this number is kept.
_known: dict[float, Base18] = {}
_MOST_KNOWN = 1024
# `knownBase18(amt, default)` is what `toBase18` returns, if `amt` was among those. Only for what has the type float:
# another number that is equal may be some units more or less.
knownBase18 = _known.get
_POWERS: tuple[int, ...] = tuple(10**n for n in range(19))


class Tokens(float):
    """An amount in whole tokens that was read from base units, and remembers them.

    It is the nearest float, and calculates, compares and prints as that float. Since floats are coarser than base
    units, a float alone may say a hair more than there is; `toBase` of this returns exactly the units it was read from.

    Attributes:
        base: the base units.
        decimals: how many of them make a token: 10**decimals.
    """

    __slots__ = ("base", "decimals")
    base: int
    decimals: int


def tokens(base: int, decimals: int = 18) -> Tokens:
    """`base` units as an amount that remembers them."""
    if decimals == 18:
        amt = Tokens(base / _ONE)
    else:
        amt = Tokens(base / 10**decimals)
    amt.base = base
    amt.decimals = decimals
    return amt


# The same for base units, of 18 decimals.
_told: dict[int, Tokens] = {}
# Amounts to the cent are multiples of 2**16 units; of others, only one in 2**16 is.
_NOT_TO_THE_CENT = 2**16 - 1


def knownTokens(base: int) -> Tokens:
    """What `tokens(base)` returns, faster where it came up lately. Nobody may change it: others have it.

    Only amounts to the cent are looked up; others seldom come again.
    """
    if base & _NOT_TO_THE_CENT:
        return tokens(base)
    amt = _told.get(base)
    if amt is None:
        if len(_told) >= _MOST_KNOWN:
            _told.clear()
        amt = _told[base] = tokens(base)
    return amt


def toBase(amt: float, dec: int) -> int:
    """`amt` whole tokens as an integer with `dec` decimals, rounded toward zero.

    The float's shortest decimal form counts, not its binary noise: toBase(0.1, 18) == 10**17. Of what `fromBase` gave,
    its base units count.

    Raises:
        ParameterError: `amt` is not a number, or not finite.
    """
    if type(amt) is Tokens and amt.decimals == dec:
        return amt.base
    exact = number(amt)
    if exact is None:
        why = f"it is of type {type(amt).__name__}, and an amount is one number"
        raise ParameterError(f"{amt!r} tokens cannot be put on a chain", why, "float(x), or one element of an array")
    if isinstance(exact, (int, Fraction)):
        return int(exact * 10**dec)
    if not math.isfinite(exact):
        raise ParameterError(f"{amt} tokens cannot be put on a chain", "an amount must be finite")
    if isinstance(exact, float):
        return int(_EXACT.scaleb(Decimal(float.__repr__(exact)), dec))
    if exact.adjusted() > _MOST_DIGITS:
        raise ParameterError(f"{amt} tokens cannot be put on a chain", "no contract can count that far")
    return 0 if exact.adjusted() < -_MOST_DIGITS else int(Fraction(exact) * 10**dec)


def fromBase(num_base: int, dec: int) -> float:
    """The nearest float to `num_base` / 10**`dec`, in whole tokens; toBase(fromBase(n, dec), dec) == n for every n.

    Raises:
        ParameterError: `num_base` is not an integer.
    """
    if type(num_base) is not int:
        num_base = whole(num_base, f"{num_base!r} base units cannot be", least=-(2**256))
    return tokens(num_base, dec)


def toBase18(amt: float) -> Base18:
    """`amt` whole tokens in base 18: toBase18(0.1) == 10**17 exactly."""
    if type(amt) is float:
        known = _known.get(amt)
        if known is not None:
            return known
        # Most amounts are written without exponent; shifting their point as text takes a third of Decimal's time.
        units, point, fraction = repr(amt).partition(".")
        if point and len(fraction) <= 18 and "e" not in fraction:
            amt_base = Base18(int(units + fraction) * _POWERS[18 - len(fraction)])
            return amt_base if amt < 0 else _remembered(amt, amt_base)
    elif type(amt) is int:
        return Base18(amt * 10**18)
    return Base18(toBase(amt, 18))


def _remembered(amt: float, amt_base: Base18) -> Base18:
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[amt] = amt_base
    return amt_base


def fromBase18(num_base: int) -> float:
    """The nearest float to `num_base` / 10**18, in whole tokens; toBase18(fromBase18(n)) == n for every n."""
    return tokens(num_base) if type(num_base) is int else fromBase(num_base, 18)
