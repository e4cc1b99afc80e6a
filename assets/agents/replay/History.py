"""`History`: what happened in a pool of two tokens, event by event, and the CSV file that holds it.

The file is one that `tsp fit` can read as events, too. `ReplayAgent` plays it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from util.errors import ParameterError
from util.writing import replaceFile
from web3engine.address import addressText

OPEN, SWAP, JOIN, EXIT, SYNC, FEE = KINDS = ("open", "swap", "join", "exit", "sync", "fee")
_COLUMNS = [
    "timestamp",
    "block",
    "kind",
    "amount0_in",
    "amount1_in",
    "amount0_out",
    "amount1_out",
    "shares",
    "reserve0",
    "reserve1",
    "decimals0",
    "decimals1",
]
# Not in every file.
_PRICE, _PAYER = "price", "payer"


class PoolEvent(NamedTuple):
    """Something that happened in a pool. Amounts are integers in the tokens' smallest units, token0's first.

    Attributes:
        timestamp: of its block, in seconds since 1970.
        block: number of its block.
        kind: "swap"; "join" and "exit" of a liquidity provider; "sync" takes gifts into the books; "fee" is shares that
            the protocol gets in the join or exit after it; "open" is no event but the state that a history begins with.
        paid_in: what the pool got.
        paid_out: what it gave.
        shares: how many were made (join, fee), burned (exit), or existed (open); otherwise 0.
        reserves: what the pool held afterwards by its own books.
        price: what a whole token0 was worth on the market outside then, in whole token1; None where nobody noted it.
        payer: address from which came what was paid in, or the shares of an exit; "" where nobody noted it.
    """

    timestamp: int
    block: int
    kind: str
    paid_in: tuple[int, int]
    paid_out: tuple[int, int]
    shares: int
    reserves: tuple[int, int]
    price: Fraction | None = None
    payer: str = ""


class History(NamedTuple):
    """What happened in a pool.

    Attributes:
        opening: the state with which it begins; its kind is "open".
        events: in the order in which they happened.
        decimals: of both tokens.
    """

    opening: PoolEvent
    events: tuple[PoolEvent, ...]
    decimals: tuple[int, int]

    def write(self, file: Path) -> None:
        """Writes a CSV file, which is there whole or not at all.

        Raises:
            TokenSpiceError: it cannot be written.
        """
        rows = (self.opening, *self.events)
        more = {_PRICE: any(row.price is not None for row in rows), _PAYER: any(row.payer for row in rows)}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*_COLUMNS, *[name for name, is_there in more.items() if is_there]])
        for row in rows:
            numbers = [*row.paid_in, *row.paid_out, row.shares, *row.reserves, *self.decimals]
            cells = {_PRICE: "" if row.price is None else str(float(row.price)), _PAYER: row.payer}
            noted = [cell for name, cell in cells.items() if more[name]]
            writer.writerow([row.timestamp, row.block, row.kind, *numbers, *noted])
        replaceFile(file, text.getvalue())


def readHistory(file: Path) -> History:
    """The history in a CSV file.

    Raises:
        ParameterError: it cannot be read, or what it says cannot have happened.
    """
    try:
        with open(file, newline="", encoding="utf-8") as f:
            reader = csv.DictReader(f, skipinitialspace=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise _unusable(f"{file}", f"it has no column {missing[0]}")
            rows = [(f"{file}, line {reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise _unusable(f"{file}", getattr(e, "strerror", None) or str(e)) from e
    if not rows:
        raise _unusable(f"{file}", "it has no rows")
    events = [_event(row, place) for place, row in rows]
    decimals = {(_whole(row, "decimals0", place), _whole(row, "decimals1", place)) for place, row in rows}
    if len(decimals) > 1:
        raise _unusable(f"{file}", "the decimals of its tokens are not the same in every row")
    _check(events, [place for place, _ in rows])
    return History(events[0], tuple(events[1:]), decimals.pop())


def _event(row: Mapping[str, str], place: str) -> PoolEvent:
    kind = (row["kind"] or "").strip()
    if kind not in KINDS:
        raise _unusable(place, f"kind is {kind!r}, and must be one of {', '.join(KINDS)}")
    numbers = [_whole(row, name, place) for name in _COLUMNS if name != "kind"]
    timestamp, block, in0, in1, out0, out1, shares, reserve0, reserve1, *_ = numbers
    price = _price((row.get(_PRICE) or "").strip(), place)
    payer = _payer((row.get(_PAYER) or "").strip(), place)
    return PoolEvent(timestamp, block, kind, (in0, in1), (out0, out1), shares, (reserve0, reserve1), price, payer)


def _whole(row: Mapping[str, str], name: str, place: str) -> int:
    cell = (row[name] or "").strip()
    # Other texts that int() takes, such as 1_000, are no numbers in other programs.
    if not (cell.isascii() and cell.isdigit()):
        raise _unusable(place, f"{name} is {cell!r}, and must be a whole number, zero or more")
    return int(cell)


def _price(cell: str, place: str) -> Fraction | None:
    if not cell:
        return None
    try:
        price = Fraction(cell)
    except (ValueError, ZeroDivisionError):
        price = Fraction(0)
    if price <= 0:
        raise _unusable(place, f"price is {cell!r}, and must be a number above 0, or empty")
    return price


def _payer(cell: str, place: str) -> str:
    try:
        return addressText(cell) if cell else ""
    except ParameterError as e:
        raise _unusable(place, f"payer is {cell!r}, and must be an address, or empty") from e


def _check(events: Iterable[PoolEvent], places: Iterable[str]) -> None:
    """Refuses what cannot have happened in this order."""
    before: PoolEvent | None = None
    for event, place in zip(events, places):
        if (event.kind == OPEN) != (before is None):
            raise _unusable(place, f"the first row, and no other, is of kind {OPEN}")
        if before is not None:
            if (event.timestamp, event.block) < (before.timestamp, before.block):
                raise _unusable(place, "it happened before the row above it")
            if event.reserves != changed(before.reserves, event):
                raise _unusable(
                    place, "its reserves are not those of the row above it, plus amounts in, less those out"
                )
        before = event


def changed(reserves: tuple[int, int], event: PoolEvent) -> tuple[int, int]:
    """What a pool with these reserves holds after an event."""
    first, second = (held + came - went for held, came, went in zip(reserves, event.paid_in, event.paid_out))
    return first, second


def _unusable(what: str, why: str) -> ParameterError:
    return ParameterError(f"{what} cannot be used", why, "a history as backtest's about.md describes it")
