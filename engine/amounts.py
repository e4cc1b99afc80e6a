"""Amounts of money: whether they are any, and what a wallet may pay. Used by all wallets."""

from __future__ import annotations

import math

from util.base18 import fromBase18
from util.errors import BadAmount, InsufficientFunds

# Two amounts this close, relatively, are the same amount with different float noise.
_SAME = 1e-12


def checkedAmount(holder: str, token: str, amt: float) -> float:
    """`amt`, if it is one: a number, zero or more."""
    if not amt >= 0 or math.isinf(amt):
        raise BadAmount(holder, token, amt)
    # A plain float: one of numpy's small ones would make the whole balance as coarse as itself.
    return amt if isinstance(amt, int) else float(amt)


def payable_base(holder: str, token: str, have: int, amt_base: int) -> int:
    """What leaves a wallet that holds `have` and is to pay `amt_base`; all it has, if that is the same up to noise.

    Raises:
        InsufficientFunds: it holds less.
    """
    # By difference: a quotient of large integers may not fit a float.
    if abs(amt_base - have) <= _SAME * have:
        return have
    if amt_base > have:
        raise InsufficientFunds(holder, token, fromBase18(have), fromBase18(amt_base))
    return amt_base


def payable(holder: str, token: str, have: float, amt: float) -> float:
    """What leaves a wallet of floats that holds `have` and is to pay `amt`.

    Float noise must not strand a simulation: an amount that is all it has, up to noise, is all it has; one that is too
    much only beyond the 12th decimal is rounded to it.
    """
    amt = checkedAmount(holder, token, amt)
    if have > 0 and abs(amt / have - 1.0) <= _SAME:
        return have
    if amt <= have:
        return amt
    rounded = round(amt, 12)
    if rounded <= have:
        return rounded
    raise InsufficientFunds(holder, token, have, amt)
