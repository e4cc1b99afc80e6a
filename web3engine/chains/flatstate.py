"""Accounts of the embedded chain in plain dicts, with an undo journal: what py-evm works on instead of Merkle tries.

A simulation needs no state root, so nothing is hashed or encoded; a checkpoint is a position in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth.abc import AccountDatabaseAPI
from eth.constants import BLANK_ROOT_HASH, EMPTY_SHA3
from eth_utils import keccak


class FlatAccount:
    """Nonce, balance in wei, code and storage (slot → value) of an account; empty at first."""

    __slots__ = ("balance", "code", "nonce", "storage")

    def __init__(self) -> None:
        self.nonce = 0
        self.balance = 0
        self.code = b""
        self.storage: dict[int, int] = {}


_NOBODY = FlatAccount()


class FlatState(AccountDatabaseAPI):
    """The state of a chain: address (20 bytes) → nonce, balance in wei, code, storage (slot → value)."""

    def __init__(self) -> None:
        self._accounts: dict[bytes, FlatAccount] = {}
        self._code_hashes: dict[bytes, bytes] = {b"": EMPTY_SHA3}
        # Each entry undoes one change: a function and its arguments.
        self._journal: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        # Positions in it. While there are none, it is emptied after each transaction, and memory stays flat.
        self._snapshots: list[int] = []
        # What this transaction has touched (EIP-2929), and what its slots held before it (EIP-2200).
        self._warm: set[Any] = set()
        self._original: dict[tuple[bytes, int], int] = {}
        # What it has kept for as long as it runs (EIP-1153).
        self._transient: dict[tuple[bytes, int], bytes] = {}

    # ---- transactions and checkpoints

    def endTransaction(self) -> None:
        """Forgets what only the running transaction needs."""
        self._warm = set()
        self._original = {}
        self._transient = {}
        if not self._snapshots:
            self._journal.clear()

    def snapshot(self) -> int:
        """Remembers the present state, between transactions; gives a number for `revert`."""
        self._snapshots.append(len(self._journal))
        return len(self._snapshots) - 1

    def revert(self, snapshot: int) -> None:
        """Comes back to a snapshot, which is used up by this, as are the later ones."""
        self.discard(self._snapshots[snapshot])
        del self._snapshots[snapshot:]

    def announce(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        """Notes what is going to be executed, where others want to know."""

    def record(self) -> Any:
        return len(self._journal)

    def discard(self, checkpoint: Any) -> None:
        journal = self._journal
        while len(journal) > checkpoint:
            undo, arguments = journal.pop()
            undo(*arguments)

    def commit(self, checkpoint: Any) -> None:
        """Nothing to do: the changes stand, and an outer checkpoint can still undo them."""

    def lock_changes(self) -> None:
        self.endTransaction()

    @property
    def state_root(self) -> Any:
        return BLANK_ROOT_HASH

    @state_root.setter
    def state_root(self, value: Any) -> None:
        """py-evm sets it back before each discard; there is no trie to set back."""

    def has_root(self, state_root: bytes) -> bool:
        return state_root == BLANK_ROOT_HASH

    def make_state_root(self) -> Any:
        return BLANK_ROOT_HASH

    def persist(self) -> Any:
        raise RuntimeError("a flat state has nothing to persist to")

    # ---- storage

    def get_storage(self, address: bytes, slot: int, from_journal: bool = True) -> int:
        if not from_journal and (address, slot) in self._original:
            return self._original[address, slot]
        return self._accounts.get(address, _NOBODY).storage.get(slot, 0)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        storage = self._writable(address).storage
        old = storage.get(slot, 0)
        self._original.setdefault((address, slot), old)
        if old:
            self._journal.append((storage.__setitem__, (slot, old)))
        else:
            self._journal.append((storage.pop, (slot, None)))
        if value:
            storage[slot] = value
        else:
            storage.pop(slot, None)

    def delete_storage(self, address: bytes) -> None:
        account = self._writable(address)
        if account.storage:
            self._set(account, "storage", {})

    def is_storage_warm(self, address: bytes, slot: int) -> bool:
        return (address, slot) in self._warm

    def mark_storage_warm(self, address: bytes, slot: int) -> None:
        self._markWarm((address, slot))

    def get_transient(self, address: bytes, slot: int) -> bytes:
        return self._transient.get((address, slot), b"")

    def set_transient(self, address: bytes, slot: int, value: bytes) -> None:
        self._journal.append((self._transient.__setitem__, ((address, slot), self.get_transient(address, slot))))
        self._transient[address, slot] = value

    # ---- balance, nonce, code

    def get_balance(self, address: bytes) -> int:
        return self._accounts.get(address, _NOBODY).balance

    def set_balance(self, address: bytes, balance: int) -> None:
        assert balance >= 0, "py-evm checks before it moves ETH"
        self._set(self._writable(address), "balance", balance)

    def get_nonce(self, address: bytes) -> int:
        return self._accounts.get(address, _NOBODY).nonce

    def set_nonce(self, address: bytes, nonce: int) -> None:
        self._set(self._writable(address), "nonce", nonce)

    def increment_nonce(self, address: bytes) -> None:
        self.set_nonce(address, self.get_nonce(address) + 1)

    def set_code(self, address: bytes, code: bytes) -> None:
        self._set(self._writable(address), "code", code)

    def get_code(self, address: bytes) -> bytes:
        return self._accounts.get(address, _NOBODY).code

    def get_code_hash(self, address: bytes) -> Any:
        code = self.get_code(address)
        if code not in self._code_hashes:
            self._code_hashes[code] = keccak(code)
        return self._code_hashes[code]

    def delete_code(self, address: bytes) -> None:
        self.set_code(address, b"")

    # ---- accounts

    def account_has_code_or_nonce(self, address: bytes) -> bool:
        account = self._accounts.get(address, _NOBODY)
        return bool(account.nonce or account.code)

    def delete_account(self, address: bytes) -> None:
        account = self._accounts.pop(address, None)
        if account is not None:
            self._journal.append((self._accounts.__setitem__, (address, account)))

    def account_exists(self, address: bytes) -> bool:
        return address in self._accounts

    def touch_account(self, address: bytes) -> None:
        self._writable(address)

    def account_is_empty(self, address: bytes) -> bool:
        account = self._accounts.get(address, _NOBODY)
        return not (account.nonce or account.balance or account.code)

    def clear(self, address: bytes) -> None:
        """Removes an account that a transaction has touched if it holds nothing (EIP-161)."""
        if self.account_exists(address) and self.account_is_empty(address):
            self.delete_account(address)

    def blockHash(self, number: int) -> bytes:
        """The hash of an earlier block: made up, the same one in every run and in the other engine."""
        return keccak(number.to_bytes(32, "big"))

    def is_address_warm(self, address: bytes) -> bool:
        return address in self._warm

    def mark_address_warm(self, address: bytes) -> None:
        self._markWarm(address)

    # ---- the whole of it, as plain data

    def toDict(self) -> dict[str, Any]:
        """Every account as JSON-able data; numbers as hex, because JSON readers differ on large ones."""
        return {
            address.hex(): [
                hex(account.nonce),
                hex(account.balance),
                account.code.hex(),
                {hex(slot): hex(value) for slot, value in account.storage.items()},
            ]
            for address, account in self._accounts.items()
        }

    def fromDict(self, data: dict[str, Any]) -> None:
        """Becomes the state that `toDict` gave. Checkpoints taken before are void."""
        self._accounts.clear()
        self._journal.clear()
        self._snapshots.clear()
        self.endTransaction()
        for address, (nonce, balance, code, storage) in data.items():
            account = self._accounts[bytes.fromhex(address)] = FlatAccount()
            account.nonce, account.balance, account.code = int(nonce, 16), int(balance, 16), bytes.fromhex(code)
            account.storage = {int(slot, 16): int(value, 16) for slot, value in storage.items()}

    # ---- writing with undo

    def _writable(self, address: bytes) -> FlatAccount:
        account = self._accounts.get(address)
        if account is None:
            account = self._accounts[address] = FlatAccount()
            self._journal.append((self._accounts.pop, (address,)))
        return account

    def _set(self, account: FlatAccount, attribute: str, value: Any) -> None:
        self._journal.append((setattr, (account, attribute, getattr(account, attribute))))
        setattr(account, attribute, value)

    def _markWarm(self, key: Any) -> None:
        if key not in self._warm:
            self._warm.add(key)
            self._journal.append((self._warm.discard, (key,)))
