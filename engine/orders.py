"""In which order a block takes the waiting transactions: `ORDER` of a SimStrategy, by name or as a function."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from util.errors import NetlistError
from web3engine.pending import Pending

# From those that wait, in the order in which they were submitted, to those that come into the block.
Order = Callable[[list[Pending]], list[Pending]]
_CURE = "return each of its argument's elements once, each sender's in their old order"


def byArrival(pendings: list[Pending], rng: Any) -> list[Pending]:
    """First come, first served."""
    return pendings


def atRandom(pendings: list[Pending], rng: Any) -> list[Pending]:
    """Senders have their turns at random, one for each transaction; each sends its own in sequence."""
    turns = [p.sender for p in pendings]
    rng.shuffle(turns)
    own = _bySender(pendings)
    return [own[sender].pop(0) for sender in turns]


def byFees(pendings: list[Pending], rng: Any) -> list[Pending]:
    """Always the highest tip among the first that each sender has left; of equal ones, the earliest."""
    own = _bySender(pendings)
    first = [(-queue[0].tip_base, queue[0].n, sender) for sender, queue in own.items()]
    heapq.heapify(first)
    ordered = []
    while first:
        sender = first[0][2]
        ordered.append(own[sender].pop(0))
        if own[sender]:
            following = own[sender][0]
            heapq.heapreplace(first, (-following.tip_base, following.n, sender))
        else:
            heapq.heappop(first)
    return ordered


ORDERS = {"arrival": byArrival, "random": atRandom, "fees": byFees}


def orderOf(order: Any) -> Callable[[list[Pending], Any], list[Pending]]:
    """The order of that name, or that a function of the waiting ones makes.

    Raises:
        NetlistError: it is neither.
    """
    if isinstance(order, str) and order in ORDERS:
        return ORDERS[order]
    if callable(order):
        return partial(_ordered, order)
    raise NetlistError(f"ORDER cannot be {order!r}", "", f"{', '.join(ORDERS)}, or a function")


def _ordered(order: Order, pendings: list[Pending], rng: Any) -> list[Pending]:
    """`order` as those of ORDERS are called."""
    return _checked(order, pendings)


def _checked(order: Order, pendings: list[Pending]) -> list[Pending]:
    """What `order` makes of them, if each sender's are in sequence and none is there twice or for the first time.

    It may leave some out if it says so with an attribute `drops`, which is true; of a sender then all that follow.

    Raises:
        NetlistError: it is not.
    """
    name = getattr(order, "__name__", repr(order))
    result: Any = order(list(pendings))
    if not isinstance(result, (list, tuple)) or not all(isinstance(p, Pending) for p in result):
        raise NetlistError(f"{name}() returned {result!r}", "it must return a list of the waiting transactions", _CURE)
    waiting, taken = _bySender(pendings), _bySender(result)
    for sender, own in taken.items():
        if sorted(p.n for p in own) != [p.n for p in waiting.get(sender, [])[: len(own)]]:
            raise NetlistError(f"{name}() does not keep to what waits", _wrong(own, waiting.get(sender, [])), _CURE)
        if own != waiting[sender][: len(own)]:
            raise NetlistError(f"{name}() puts transactions of {sender} into another sequence", "", _CURE)
    n_lost = len(pendings) - len(result)
    if n_lost and not getattr(order, "drops", False):
        cure = f"{name}.drops = True, if it may leave some waiting; or {_CURE}"
        raise NetlistError(f"{name}() loses {n_lost} of {len(pendings)} transactions", "", cure)
    return list(result)


def _wrong(own: Sequence[Pending], waiting: Sequence[Pending]) -> str:
    """What is wrong with what an order takes of one sender."""
    if any(p not in waiting for p in own):
        return "it adds a transaction that does not wait"
    if len(set(own)) < len(own):
        return "it takes a transaction twice"
    return f"it leaves out a transaction of {own[0].sender} and takes a later one, which builds on it"


def _bySender(pendings: Sequence[Pending]) -> dict[str, list[Pending]]:
    """Address → its transactions, in sequence."""
    own: dict[str, list[Pending]] = {}
    for pending in pendings:
        own.setdefault(pending.sender, []).append(pending)
    return own
