"""The state of a fork in plain dicts: what differs from a block of a live chain, and what was asked of it."""

from __future__ import annotations

from typing import Any

from web3engine.chains.flatstate import FlatAccount, FlatState
from web3engine.chains.source import Fork, Source

# Stands where an account of the live chain has been removed.
_GONE = FlatAccount()


class ForkedState(FlatState):
    """See `FlatState`. An account that is not in its dict is as it was in the fork's block.

    Args:
        fork: the block, and its source, which is asked for everything once.
    """

    def __init__(self, fork: Fork) -> None:
        super().__init__()
        self._below = _Below(fork)
        self._accounts = _Accounts(self._below)

    def announce(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        self._below.message = sender, to, data, value

    def endTransaction(self) -> None:
        super().endTransaction()
        self._below.message = None

    def account_exists(self, address: bytes) -> bool:
        return self._accounts.get(address) is not None

    def clear(self, address: bytes) -> None:
        # Only what was touched is here; py-evm names the coinbase as well, which need not be asked for.
        if address in self._accounts:
            super().clear(address)

    def blockHash(self, number: int) -> bytes:
        return self._below.hash(number) if number <= self._below.number else super().blockHash(number)

    def delete_storage(self, address: bytes) -> None:
        self._set(self._writable(address), "storage", {})

    def delete_account(self, address: bytes) -> None:
        if self.account_exists(address):
            self._put(address, _GONE)

    def _writable(self, address: bytes) -> FlatAccount:
        account = dict.get(self._accounts, address)
        if account is None or account is _GONE:
            account = FlatAccount() if account is _GONE else self._below.copy(address)
            self._put(address, account)
        return account

    def _put(self, address: bytes, account: FlatAccount) -> None:
        old = dict.get(self._accounts, address)
        undo = (self._accounts.pop, (address,)) if old is None else (self._accounts.__setitem__, (address, old))
        self._journal.append(undo)
        self._accounts[address] = account

    def toDict(self) -> dict[str, Any]:
        """What has changed since the block; a fifth part tells whether other slots are as they were there."""
        data = super().toDict()
        for address, account in self._accounts.items():
            storage, kept = account.storage, data[address.hex()]
            is_forked = isinstance(storage, _Storage)
            if isinstance(storage, _Storage):
                kept[3] = {slot: value for slot, value in kept[3].items() if storage.differs(int(slot, 16))}
            kept.append(is_forked)
            if (is_forked or account is _GONE) and not kept[3] and self._below.knowsAs(address, account):
                del data[address.hex()]
        return data

    def fromDict(self, data: dict[str, Any]) -> None:
        """Becomes what `toDict` gave of a fork of the same block."""
        super().fromDict({address: parts[:4] for address, parts in data.items()})
        for address, account in self._accounts.items():
            if data[address.hex()][4]:
                account.storage = _Storage(self._below, address, account.storage)
            elif not (account.nonce or account.balance or account.code):
                self._accounts[address] = _GONE


class _Below:
    """The fork's block, and what was asked of it.

    Attributes:
        message: what is being executed, as long as it has asked for nothing.
    """

    def __init__(self, fork: Fork) -> None:
        self.number = fork.block.number
        self.message: tuple[bytes, bytes | None, bytes, int] | None = None
        self._asked = fork.source
        self._accounts: dict[bytes, FlatAccount | None] = {}
        self._slots: dict[tuple[bytes, int], int] = {}
        self._hashes: dict[int, bytes] = {}

    def account(self, address: bytes) -> FlatAccount | None:
        """An account that exists there; not to be changed."""
        if address not in self._accounts:
            nonce, balance, code = self._source.account(bytes(address))
            account = FlatAccount()
            account.nonce, account.balance, account.code = nonce, int.from_bytes(balance, "big"), code
            exists = account.nonce or account.balance or account.code
            account.storage = _Storage(self, address)
            self._accounts[address] = account if exists else None
        return self._accounts[address]

    def knowsAs(self, address: bytes, account: FlatAccount) -> bool:
        """Whether an account is known to be there what it is here, apart from its storage."""
        if address not in self._accounts:
            return False
        there = self._accounts[address] or _GONE
        return (there.nonce, there.balance, there.code) == (account.nonce, account.balance, account.code)

    def knowsSlotAs(self, address: bytes, slot: int, value: int) -> bool:
        """Whether a slot is known to hold there what it holds here."""
        return self._slots.get((address, slot)) == value

    def copy(self, address: bytes) -> FlatAccount:
        """An account of one's own, as it is there."""
        here, there = FlatAccount(), self.account(address)
        if there is not None:
            here.nonce, here.balance, here.code = there.nonce, there.balance, there.code
            # An account that may still become a contract has no storage that could be seen.
            here.storage = _Storage(self, address) if there.nonce or there.code else {}
        return here

    @property
    def _source(self) -> Source:
        """The source, which knows why it is asked."""
        if self.message is not None:
            message, self.message = self.message, None
            self._asked.prepare(*message)
        return self._asked

    def slot(self, address: bytes, slot: int) -> int:
        if (address, slot) not in self._slots:
            value = self._source.slot(bytes(address), slot.to_bytes(32, "big"))
            self._slots[address, slot] = int.from_bytes(value, "big")
        return self._slots[address, slot]

    def hash(self, number: int) -> bytes:
        if number not in self._hashes:
            self._hashes[number] = self._source.blockHash(number) or bytes(32)
        return self._hashes[number]


class _Accounts(dict[bytes, FlatAccount]):
    """Accounts that were changed; `get` finds others below."""

    def __init__(self, below: _Below) -> None:
        super().__init__()
        self._below = below

    def get(self, address: bytes, default: Any = None) -> Any:
        account = super().get(address)
        if account is None:
            account = self._below.account(address)
        return default if account is None or account is _GONE else account


class _Storage(dict[int, int]):
    """Slots that were changed; `get` finds others below, and what is popped is zero."""

    def __init__(self, below: _Below, address: bytes, changed: dict[int, int] | None = None) -> None:
        super().__init__(changed or {})
        self._below, self._address = below, address

    def get(self, slot: int, default: int = 0) -> int:  # type: ignore[override]
        value = super().get(slot)
        return self._below.slot(self._address, slot) if value is None else value

    def pop(self, slot: int, default: Any = None) -> None:  # type: ignore[override]
        self[slot] = 0

    def differs(self, slot: int) -> bool:
        """Whether what was put into a slot is not what is below, as far as is known without asking."""
        return not self._below.knowsSlotAs(self._address, slot, self[slot])
