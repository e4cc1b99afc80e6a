"""`brownie.network`: accounts, and the chain in use as a list of blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from util.config import loadSettings
from util.errors import NotOffered, ParameterError
from web3engine.brownie.account import LocalAccount
from web3engine.chain import CHAIN_ID, Chain, currentChain, openedChain
from web3engine.oldweb3 import Part

# Wei each account holds, as in a new Ganache.
_FUNDS = 100 * 10**18
_N_ACCOUNTS = 10
# Accounts that 2023's util.constants named → their index.
_NAMED = {"GOD_ACCOUNT": 9, "OPF_ACCOUNT": 8}


class Accounts(Part, Sequence[LocalAccount]):
    """Ten accounts with ETH, followed by those added on the chain in use. The tenth mints OCEAN."""

    package = "brownie"

    def __init__(self) -> None:
        self._added: WeakKeyDictionary[Chain, list[LocalAccount]] = WeakKeyDictionary()

    def add(self, private_key: str | bytes | None = None) -> LocalAccount:
        """An account with that key, by default a new one from the seeded generator of the chain in use."""
        chain = currentChain("a new account")
        account = LocalAccount(private_key or chain.newKey())
        self._added.setdefault(chain, []).append(account)
        return account

    def at(self, address: str) -> LocalAccount:
        """The account with that address.

        Raises:
            ParameterError: none of them has it.
        """
        found = next((account for account in self if account.address == address), None)
        if found is None:
            raise ParameterError(f"no account has the address {address}", "its key is not known", "accounts.add(key)")
        return found

    def __getitem__(self, i: Any) -> Any:
        return self._all()[i]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[LocalAccount]:
        return iter(self._all())

    def _all(self) -> list[LocalAccount]:
        keys = [hashlib.sha256(f"TokenSPICE, account {i}".encode()).digest() for i in range(_N_ACCOUNTS - 1)]
        god = LocalAccount(loadSettings().private_keys["TEST_PRIVATE_KEY1"])
        chain = openedChain()
        added = [] if chain is None else self._added.get(chain, [])
        return [*(LocalAccount(key, _FUNDS) for key in keys), god, *added]

    def hasAdded(self, chain: Chain) -> bool:
        """Whether there are accounts on that chain that `add` has made."""
        return bool(self._added.get(chain))


class Block(NamedTuple):
    """The latest block. `timestamp` is in seconds since 1970."""

    number: int
    timestamp: int


class ChainOfBlocks(Part):
    """The chain in use: `chain[-1]` is its latest block, `len(chain)` the number of blocks."""

    package = "brownie"
    id = CHAIN_ID
    # Gas costs nothing.
    base_fee = priority_fee = 0

    def __init__(self) -> None:
        self._snapshots: WeakKeyDictionary[Chain, int] = WeakKeyDictionary()

    @property
    def height(self) -> int:
        """Number of the latest block."""
        return currentChain("chain").height()

    def time(self) -> int:
        """The chain's present time, in seconds since 1970."""
        return currentChain("chain").now()

    def sleep(self, seconds: int) -> None:
        """Lets time pass. Mines one empty block; in Brownie, the next transaction was the first to see the new time."""
        currentChain("chain").advance(seconds)

    def mine(self, blocks: int = 1, timestamp: int | None = None, timedelta: int | None = None) -> int:
        """Mines empty blocks and returns the number of the latest.

        Args:
            timestamp: time of the new blocks, in seconds since 1970.
            timedelta: seconds that pass before them; by default 0.
        """
        chain = currentChain("chain")
        chain.advance((timedelta or 0) if timestamp is None else timestamp - chain.now(), blocks)
        return chain.height()

    def snapshot(self) -> None:
        """Remembers the present state, for `revert`."""
        chain = currentChain("chain")
        self._snapshots[chain] = chain.snapshot()

    def revert(self) -> int:
        """Returns to the latest snapshot, which stays; the result is the number of the latest block.

        Raises:
            ParameterError: there is no snapshot.
        """
        chain = currentChain("chain")
        if chain not in self._snapshots:
            raise ParameterError("the chain cannot be reverted", "no snapshot was taken", "chain.snapshot() first")
        chain.revert(self._snapshots[chain])
        self.snapshot()
        return chain.height()

    def __len__(self) -> int:
        return self.height + 1

    def __getitem__(self, i: int) -> Block:
        chain = currentChain("chain")
        if i not in (-1, chain.height()):
            raise NotOffered(f"block {i} cannot be read", "only the latest one can", "chain[-1]")
        return Block(chain.height(), chain.now())


accounts = Accounts()
chain = ChainOfBlocks()


def is_connected() -> bool:
    """True: a chain opens when it is needed."""
    return True


def connect(*_: Any) -> None:
    """Does nothing: `tsp run --network` chooses the chain."""


def disconnect(*_: Any) -> None:
    """Does nothing: a run closes its chain."""


def show_active() -> str:
    """The name of the chain in use."""
    return currentChain("show_active()").name


def __getattr__(name: str) -> Any:
    # Not computed at import: tokenspice.ini may differ from one run to the next.
    if name == "OPF_ADDRESS":
        return accounts[_NAMED["OPF_ACCOUNT"]].address
    if name not in _NAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return accounts[_NAMED[name]]
