"""The seam: what a chain is, at the level of raw call data, and which chain is in use.

Wrappers and wallets know `Chain` and nothing below it; `web3engine/chains/` holds the embedded EVM, Ganache and Anvil
behind it. All of them behave alike, and one conformance suite holds them to it:

* each transaction is a block of its own, mined at the chain's present time; a call sees the latest block (`setClock`
  makes blocks follow time instead: transactions of one moment then share a block, which calls see as well);
* a transaction that fails leaves no trace: no block, no nonce, no gas; it raises `Reverted`;
* time is the simulation's, in seconds, and stands still until `advance`; the wall clock plays no part.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar, Token
from fractions import Fraction
from pathlib import Path
from typing import Any

from util.errors import ChainError, ChainNeeded, InsufficientFunds, ParameterError
from util.exact import whole
from web3engine.abi import ContractAbi
from web3engine.address import forgetAddresses
from web3engine.artifacts import Contracts
from web3engine.blockclock import BlockClock, blockLength
from web3engine.keys import Account, forgetKeys
from web3engine.messages import callData as callData
from web3engine.messages import checkedGas as checkedGas
from web3engine.receipt import Log as Log
from web3engine.receipt import Outcome as Outcome
from web3engine.receipt import Receipt as Receipt
from web3engine.receipt import Reverted as Reverted

# 2021-01-01 00:00 UTC: when Ocean V3 was young. A fixed start makes runs repeat.
GENESIS_TIME = 1_609_459_200
CHAIN_ID = 1337
BLOCK_GAS_LIMIT = 30_000_000
# Since Osaka a transaction may not take a whole block (EIP-7825).
_GAS_LIMIT_OSAKA = 2**24
# What each development key owns when a chain is born, in wei.
DEV_BALANCE = 10**9 * 10**18
ZERO_ADDRESS = "0x" + 40 * "0"
# Where time and block numbers end, and the steps that are too short to be measured against that.
_END, _MANY = 2**63, 2**40


class Chain(ABC):
    """A chain, open. Subclasses supply the engine; what all chains share is here.

    Args:
        keys: name → private key (hex) of the development accounts, see tokenspice.ini.
        seed: where the keys of wallets come from; the same seed gives the same addresses.
        hardfork: whose rules hold; "" where that is not known.

    Attributes:
        name: "pyevm", "revm", "ganache" or "anvil".
        hardfork: as given.
        gas_limit: the most gas that a transaction may have: a block's, or what its hardfork allows.
        version: counts transactions, steps of the clock, reverts and loads; whatever was read at the same version
            still holds.
        changes: counts the same without steps of the clock, for what time alone cannot change.
        artifacts: where wrappers find compiled contracts by name.
        abis: wrapper → ABI of each kind of contract that was used here. Errors of any of them may come up.
        n_transactions, gas_used: how many transactions have succeeded, and the gas of all of them.
        addresses: name → address of what the library deployed here ("OCEAN", "DTFactory", …). Follows snapshots.
        god: pays for everything that is free for agents; it mints OCEAN.
        deployer: deploys the library's contracts.
    """

    name: str
    # Whether several transactions can share a block.
    shares_blocks = False
    # Whether the chain itself takes from shelves what does not hold any more; see `remember`.
    keeps_shelves = False

    def __init__(self, keys: Mapping[str, str], seed: int = 0, hardfork: str = "shanghai"):
        self.hardfork = hardfork
        self.gas_limit = _GAS_LIMIT_OSAKA if hardfork == "osaka" else BLOCK_GAS_LIMIT
        self.version = 0
        self.changes = 0
        self.n_transactions, self.gas_used = 0, 0
        self.addresses: dict[str, str] = {}
        self.god = Account(keys["TEST_PRIVATE_KEY1"])
        self.deployer = Account(keys["FACTORY_DEPLOYER_PRIVATE_KEY"])
        # Compiled contracts by name, and the ABIs of those that are in use here, by their wrappers.
        self.artifacts = Contracts()
        self.abis: dict[Any, ContractAbi] = {}
        self._seed = seed
        self._n_keys = 0
        self._start: int | None = None
        self._clock: BlockClock | None = None
        self._snapshots: dict[int, tuple[Any, ...]] = {}
        self._next_snapshot = 1

    # ---- transactions and calls

    @abstractmethod
    def call(self, sender: str, to: str, data: bytes, gas: int | None = None) -> bytes:
        """What `to` returns to `sender` for `data`; leaves no trace.

        Args:
            gas: the most it may use; by default `gas_limit`.
        Raises:
            Reverted: the contract refused.
        """

    def remember(self, shelf: dict[Any, Any], key: Hashable, compute: Callable[..., Any], *args: Any) -> Any:
        """The value of `compute(*args)`, which is also put on the shelf under that key, if it stays true for some time.

        The chain takes it from there when something changes that its views have read. On a chain that cannot tell
        (`keeps_shelves`), the owner of the shelf empties it whenever `changes` grows.

        Args:
            compute: asks views, and nothing else that may change: not values on other shelves either.
        """
        value = shelf[key] = compute(*args)
        return value

    def transact(self, sender: Account, to: str | None, data: bytes, value: int = 0, gas: int | None = None) -> Receipt:
        """Sends `data` and `value` wei to `to`, or creates a contract where `to` is None, in its own block.

        Args:
            gas: the most it may use; by default `gas_limit`, where gas is free.
        Raises:
            Reverted: the contract refused; nothing has happened.
            InsufficientFunds: `sender` holds less than `value` wei.
        """
        if type(value) is not int or value:
            value = whole(value, f"{value!r} wei cannot be sent")
            self._checkFunds(sender, value)
        if gas is not None:
            gas = checkedGas(gas)
        if type(data) is not bytes:
            data = callData(data)
        self._changed()
        receipt = self._transact(sender, to, data, value, gas)
        self.n_transactions += 1
        self.gas_used += receipt.outcome.gas_used
        return receipt

    def _changed(self) -> None:
        """Notes that accounts and contracts may not be what they were."""
        self.version += 1
        self.changes += 1

    @abstractmethod
    def _transact(self, sender: Account, to: str | None, data: bytes, value: int, gas: int | None) -> Receipt: ...

    def _checkFunds(self, sender: Account, value: int) -> None:
        have = self.balance(sender.address)
        if have < value:
            raise InsufficientFunds(sender.address, "ETH", have / 10**18, value / 10**18)

    @abstractmethod
    def code(self, address: str) -> bytes:
        """The code at `address`; empty where there is no contract."""

    # ---- ETH

    @abstractmethod
    def balance(self, address: str) -> int:
        """ETH of `address`, in wei."""

    def fund(self, address: str, wei: int) -> None:
        """Sends ETH to `address` from the development account that is rich. One block."""
        self.transact(self.god, address, b"", wei)

    # ---- the clock

    @abstractmethod
    def height(self) -> int:
        """Number of the latest block."""

    @abstractmethod
    def now(self) -> int:
        """Timestamp of the latest block, which is the chain's present time, in seconds since 1970."""

    def setClock(self, start: int | None = None, s_per_block: float | None = None) -> None:
        """Sets when the chain begins, and how its block numbers follow time.

        Args:
            start: seconds since 1970; only before the first transaction. None changes nothing.
            s_per_block: seconds from one block to the next; 0 makes each transaction its own block, as it is if
                nobody says otherwise. None changes nothing.
        Raises:
            ParameterError: one of them is out of range.
            ChainError: the chain has begun, or is in a node, where each transaction is a block.
        """
        if start is not None and start != self._start:
            self._startAt(whole(start, f"a chain cannot begin at {start!r}", 0, _END))
        if s_per_block is not None:
            length = blockLength(s_per_block)
            if length != (self._clock and self._clock.s_per_block):
                self._followTime(length)

    def _startAt(self, start: int) -> None:
        now = self.now()
        if self.changes or (start < now and not self.shares_blocks):
            cure = "a strategy that SimState hands to super().__init__() before it does anything else"
            raise ChainError(f"the chain cannot begin at {start}", f"it has begun, and is at {now}", cure)
        self.version += 1
        self._advance(start - now, 1)
        self._start = start

    def _followTime(self, s_per_block: Fraction | None) -> None:
        if s_per_block is not None and not self.shares_blocks:
            why = "each transaction is a block of its own there"
            raise ChainError(f"blocks cannot follow time in {self.name.capitalize()}", why, "--network embedded")
        self.version += 1
        if s_per_block is not None and self.height() == 0:
            # Contracts ask for the block before this one.
            self._advance(0, 1)
        self._clock = None if s_per_block is None else BlockClock(self.height(), self.now(), s_per_block)

    def advance(self, seconds: int, blocks: int = 1) -> None:
        """Lets `seconds` pass and mines `blocks` empty blocks at the new time. Both are whole numbers.

        Where blocks follow time, it is time alone that mines them.

        Raises:
            ParameterError: time does not go back, a step mines a block, and both end at 2**63.
        """
        if self._clock is not None and blocks != 1:
            what, why = f"a chain cannot advance by {blocks!r} blocks", "its blocks follow time"
            raise ParameterError(what, why, "advance(seconds) alone, or setClock(s_per_block=0)")
        if type(seconds) is not int or type(blocks) is not int or not (0 <= seconds < _MANY and 0 < blocks < _MANY):
            what = f"a chain cannot advance by {seconds!r} s in {blocks!r} blocks"
            seconds = whole(seconds, what, 0, _END - self.now())
            blocks = whole(blocks, what, 1, _END - self.height())
        self.version += 1
        self._advance(seconds, blocks)

    @abstractmethod
    def _advance(self, seconds: int, blocks: int) -> None: ...

    # ---- checkpoints

    def snapshot(self) -> int:
        """Remembers the present state; `revert` comes back to it. Snapshots nest."""
        number = self._next_snapshot
        self._next_snapshot += 1
        self._snapshots[number] = (self._snapshot(), dict(self.addresses), self._n_keys, self._start, self._clock)
        return number

    def revert(self, snapshot: int) -> None:
        """Comes back to `snapshot`, which is used up by this, as are the later ones."""
        if snapshot not in self._snapshots:
            raise ChainError(
                f"there is no snapshot {snapshot}",
                "each can be used once, and only while no earlier one was",
                "take a new one",
            )
        saved, addresses, n_keys, self._start, self._clock = self._snapshots[snapshot]
        self._snapshots = {number: s for number, s in self._snapshots.items() if number < snapshot}
        self._changed()
        self._revert(saved)
        self.addresses = addresses
        self._n_keys = n_keys

    @abstractmethod
    def _snapshot(self) -> Any: ...

    @abstractmethod
    def _revert(self, saved: Any) -> None: ...

    @abstractmethod
    def dump(self) -> bytes:
        """The whole chain as bytes (embedded engines only)."""

    @abstractmethod
    def load(self, dumped: bytes) -> None:
        """Becomes the chain that `dump` wrote."""

    # ---- keys and end

    def newKey(self) -> bytes:
        """The next private key, 32 bytes: a hash of the chain's seed and of how many there were before."""
        self._n_keys += 1
        return hashlib.sha256(f"TokenSPICE, seed {self._seed}, key {self._n_keys}".encode()).digest()

    def close(self) -> None:
        """Lets go of what the chain holds. A closed chain is of no more use."""
        # What is cached for the whole process must not grow with every run.
        forgetAddresses()
        forgetKeys()


class ChainInUse:
    """A chain that is opened when somebody first needs it. `with slot:` wrappers and wallets speak to it.

    Args:
        chain: a chain, or a function that opens one.
        folder: of the netlist, where its contracts are looked for; by default where the chain looks anyway.
    """

    def __init__(self, chain: Chain | Callable[[], Chain], folder: Path | None = None):
        self.chain: Chain | None = None
        self._clock: tuple[int | None, float | None] = None, None
        self._tokens: list[Token[ChainInUse | None]] = []
        self._open = None if isinstance(chain, Chain) else chain
        self._folder = folder
        if isinstance(chain, Chain):
            self._set(chain)

    def opened(self) -> Chain:
        """The chain, opened if it was not.

        Raises:
            ChainError: none was opened before it was closed.
        """
        if self.chain is None:
            if self._open is None:
                raise ChainError("no chain can be opened", "what it belongs to is closed", "ask before close()")
            self._set(self._open())
        assert self.chain is not None
        return self.chain

    def setClock(self, start: int | None, s_per_block: float | None) -> None:
        """See the chain's; it is done when there is one."""
        self._clock = start, s_per_block
        if self.chain is not None:
            self.chain.setClock(start, s_per_block)

    def _set(self, chain: Chain) -> None:
        self.chain = chain
        chain.setClock(*self._clock)
        if self._folder is not None:
            chain.artifacts = Contracts([self._folder])

    def __enter__(self) -> "ChainInUse":
        self._tokens.append(_in_use.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        # It stays open.
        _in_use.reset(self._tokens.pop())

    def close(self) -> None:
        """Closes the chain if it was opened here."""
        if self._open is not None and self.chain is not None:
            self.chain.close()
        # What opens it is often a method of what has this slot: the circle would keep both until they are collected.
        self._open = None


# The chain in use. A context variable, so that threads and nested `with useChain(...)` do not meet.
_in_use: ContextVar[ChainInUse | None] = ContextVar("chain in use", default=None)


class useChain(ChainInUse):
    """Makes `chain` the one that wrappers and wallets speak to.

    Called, it switches; in a `with`, it switches back at the end. Given a function instead of a chain, it opens the
    chain when somebody first needs it, and closes what it opened.
    """

    def __init__(self, chain: Chain | Callable[[], Chain]):
        super().__init__(chain)
        super().__enter__()

    def __enter__(self) -> "useChain":
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.close()


def currentChain(who: str = "this") -> Chain:
    """The chain in use; opens it if nobody needed it before.

    Args:
        who: what needs it, for the error message.
    Raises:
        ChainNeeded: no chain is in use.
    """
    used = _in_use.get()
    if used is None:
        raise ChainNeeded(who)
    return used.opened()


def setClock(start: int | None, s_per_block: float | None) -> None:
    """Sets the clock of the chain in use, once it is open; see `Chain.setClock`. Without one, nothing happens."""
    used = _in_use.get()
    if used is not None:
        used.setClock(start, s_per_block)


def openedChain() -> Chain | None:
    """The chain in use if it is open already, else None. Opens nothing."""
    used = _in_use.get()
    return used.chain if used is not None else None
