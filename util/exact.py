"""Numbers of every kind, made plain before they count: `number` for amounts in whole tokens, `whole` for integers.

Agents calculate with floats, integers, numpy's numbers, Decimals and Fractions. A wallet, a chain or a contract takes
any of them where it makes sense, and refuses everything else before anything has happened.
"""

from __future__ import annotations

import numbers
import operator
from decimal import Decimal
from fractions import Fraction

from util.errors import ParameterError

Number = int | float | Decimal | Fraction


def number(value: object) -> Number | None:
    """`value` as a plain number, without loss; None if it is none. True, texts and arrays are none."""
    if type(value) is float or type(value) is int:
        return value
    if isinstance(value, bool) or (isinstance(value, Decimal) and value.is_nan()):
        return None
    if isinstance(value, (int, float, Decimal, Fraction)):
        return value
    if isinstance(value, numbers.Integral):
        return operator.index(value)
    return float(value) if isinstance(value, numbers.Real) else None


def integer(value: object) -> int | None:
    """`value` as a plain integer, if it is an integer of any kind; None if it is none. True and 1.0 are none."""
    # numpy's truth values have an index, too.
    if type(value).__name__ in ("bool", "bool_") or not hasattr(value, "__index__"):
        return None
    try:
        return operator.index(value)
    except TypeError:  # an array of several
        return None


def whole(value: object, what: str, least: int = 0, below: int = 2**256) -> int:
    """`value` as a plain integer: least <= value < below.

    Args:
        what: what cannot be done with another value, for the error message.
    Raises:
        ParameterError: it is not an integer, or out of range.
    """
    plain = integer(value)
    if plain is None:
        why = f"a whole number is needed, and {value!r} is of type {type(value).__name__}"
        raise ParameterError(what, why, "int(x)")
    if not least <= plain < below:
        end = below.bit_length() - 1
        most = f"less than 2**{end}" if below == 1 << end else f"less than {below}"
        raise ParameterError(what, f"a whole number is needed that is {least} or more, and {most}")
    return plain
