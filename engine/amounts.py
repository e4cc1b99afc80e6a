"""Amounts of money: whether they are any, and what a wallet may pay. Used by all wallets."""

from __future__ import annotations

import math
import sys

from util.base18 import fromBase
from util.errors import BadAmount, InsufficientFunds
from util.exact import number

# Two amounts this close, relatively, are the same amount with different float noise.
_SAME = 1e-12


def checkedAmount(holder: str, token: str, amt: float) -> float:
    """`amt`, if it is an amount: one number, zero or more, and no larger than floats go.

    Integers, Decimals and Fractions stay what they are, so that they reach a chain without loss.
    """
    if type(amt) is float and 0.0 <= amt < math.inf:
        return amt
    exact = number(amt)
    if exact is None or not 0 <= exact <= sys.float_info.max:
        raise BadAmount(holder, token, amt)
    return exact  # type: ignore[return-value]


def payable_base(holder: str, token: str, have: int, amt_base: int, decimals: int = 18) -> int:
    """What leaves a wallet that holds `have` and is to pay `amt_base`; all it has, if that is the same up to noise.

    Raises:
        InsufficientFunds: it holds less.
    """
    # By difference: a quotient of large integers may not fit a float.
    if abs(amt_base - have) <= _SAME * have:
        return have
    if amt_base > have:
        raise InsufficientFunds(holder, token, fromBase(have, decimals), fromBase(amt_base, decimals))
    return amt_base


def payable(holder: str, token: str, have: float, amt: float) -> float:
    """What leaves a wallet of floats that holds `have` and is to pay `amt`.

    Float noise must not strand a simulation: an amount that is all it has, up to noise, is all it has; one that is too
    much only beyond the 12th decimal is rounded to it.
    """
    if type(amt) is float and amt == have:
        return have
    amt = float(checkedAmount(holder, token, amt))
    if have > 0 and abs(amt / have - 1.0) <= _SAME:
        return have
    if amt <= have:
        return amt
    rounded = round(amt, 12)
    if rounded <= have:
        return rounded
    raise InsufficientFunds(holder, token, have, amt)
