"""`Transaction`: a receipt as Brownie presents it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from web3engine.chain import Chain
from web3engine.oldweb3 import Part
from web3engine.receipt import Receipt

_OF_RECEIPT = [name for name in dir(Receipt) if not name.startswith("_")]


class Transaction(Part):
    """The result of a transaction. It has the attributes of a Receipt as well.

    Args:
        receipt: of the transaction.
        chain: the chain it is on.
    """

    package = "brownie"

    def __init__(self, receipt: Receipt, chain: Chain):
        self.receipt = receipt
        self.timestamp = chain.now()
        self._chain = chain

    @property
    def txid(self) -> str:
        """Its hash."""
        return self.receipt.hash

    @property
    def block_number(self) -> int:
        """Number of its block."""
        return self.receipt.block

    @property
    def return_value(self) -> Any:
        """What the contract returned."""
        return self.receipt.returned

    @property
    def events(self) -> Events:
        """Events of every contract whose ABI is known on the chain."""
        return Events(self.receipt, self._chain)

    def __getattr__(self, name: str) -> Any:
        if name in _OF_RECEIPT:
            return getattr(self.receipt, name)
        return super().__getattr__(name)


class Events:
    """Events of a transaction: `events["Name"]["argument"]`, `events["Name"][i]`, `events[i]`, `"Name" in events`."""

    def __init__(self, receipt: Receipt, chain: Chain):
        self._all: list[tuple[str, Event]] = []
        abis = list(chain.abis.values())
        for log in receipt.logs:
            known = (event for event in (abi.emitted(log.topics) for abi in abis) if event is not None)
            event = next(known, None)
            if event is not None:
                self._all.append((event.name, Event([event.decode(log.topics, log.data)])))

    def __getitem__(self, which: str | int) -> Event:
        if isinstance(which, int):
            return self._all[which][1]
        found = [event[0] for name, event in self._all if name == which]
        if not found:
            raise KeyError(which)
        return Event(found)

    def __contains__(self, name: object) -> bool:
        return any(name == known for known, _ in self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Event]:
        return (event for _, event in self._all)


class Event:
    """Events that share a name: `event["argument"]` of the first that has it, or `event[i]` for one of them."""

    def __init__(self, all_of_them: list[dict[str, Any]]):
        self._all = all_of_them

    def __getitem__(self, which: str | int) -> Any:
        if isinstance(which, int):
            return self._all[which]
        return next((event for event in self._all if which in event), self._all[0])[which]

    def __len__(self) -> int:
        return len(self._all)
