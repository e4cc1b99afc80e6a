"""`util.tx` of 2023: the dict that ends the arguments of a call, and transfers of ETH."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from util.errors import ParameterError
from web3engine.oldweb3 import fromWei, toWei


class Wei(int):
    """A number of wei: Wei(5), Wei("0.01 ether"), Wei("5 gwei")."""

    def __new__(cls, amount: int | str) -> Wei:
        if isinstance(amount, int):
            return super().__new__(cls, amount)
        number, _, unit = str(amount).partition(" ")
        try:
            return super().__new__(cls, toWei(number, unit or "wei"))
        except ArithmeticError as e:
            raise ParameterError(f"{amount!r} is not a number of wei", "", "a whole number, or '0.01 ether'") from e

    def __eq__(self, other: object) -> bool:
        return int(self) == (Wei(other) if isinstance(other, str) else other)

    __hash__ = int.__hash__

    def to(self, unit: str) -> Any:
        """The amount in that unit, such as "ether"."""
        return fromWei(int(self), unit)


def wholeNumbers(args: Any) -> Any:
    """`args` with each whole float, in lists and tuples too, as the integer that its shortest decimal form names."""
    if isinstance(args, (list, tuple)):
        return [wholeNumbers(arg) for arg in args]
    return int(Decimal(repr(args))) if isinstance(args, float) and args.is_integer() else args


def txdict(from_account: Any) -> dict[str, Any]:
    """The dict that ends the arguments of a call. Gas costs nothing, so both fees are 0."""
    return {"from": from_account, "priority_fee": 0, "max_fee": 0}


def transferETH(from_account: Any, to_account: Any, amount: int | str) -> Any:
    """Sends wei, or a text such as "0.01 ether"."""
    return from_account.transfer(to_account, amount)
