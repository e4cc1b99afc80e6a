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
    if isinstance(value, bool) or (isinstance(value, Decimal) and value.is_nan()):
        return None
    if isinstance(value, (int, float, Decimal, Fraction)):
        return value
    if isinstance(value, numbers.Integral):
        return operator.index(value)
    return float(value) if isinstance(value, numbers.Real) else None


def whole(value: object, what: str, least: int = 0, below: int = 2**256) -> int:
    """`value` as a plain integer: least <= value < below.

    Args:
        what: what it is, for the error message, such as "an amount of wei".
    Raises:
        ParameterError: it is no integer (True and 1.0 are not), or out of range.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ParameterError(
            f"{what} cannot be {value!r}",
            f"it is of type {type(value).__name__}, and a whole number is wanted",
            "int(x)",
        )
    try:
        plain = operator.index(value)
    except TypeError as e:
        raise ParameterError(f"{what} cannot be {value!r}", str(e), "one whole number, int(x)") from e
    if not least <= plain < below:
        most = f"less than 2**{below.bit_length() - 1}" if below == 1 << below.bit_length() - 1 else f"below {below}"
        raise ParameterError(f"{what} cannot be {plain}", f"it is {least} or more, and {most}")
    return plain
