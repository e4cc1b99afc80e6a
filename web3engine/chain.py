"""The seam: what a chain is, at the level of raw call data. Which chain is in use says `web3engine/chaininuse.py`.

Wrappers and wallets know `Chain` and nothing below it; `web3engine/chains/` holds the embedded EVM, Ganache and Anvil
behind it. All of them behave alike, and one conformance suite holds them to it:

* each transaction is its own block, mined at the chain's present time; a call sees the latest block (`setClock`
  makes blocks follow time instead: transactions of one moment then share a block, which calls see as well);
* a transaction that fails leaves no trace: no block, no nonce, no gas; it raises `Reverted`. On embedded chains, `mine`
  makes a block of several, in which failed ones stay, and gas may cost something, failed transactions included;
* time is the simulation's, in seconds, and stands still until `advance`; the wall clock plays no part.
"""

import hashlib
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from util.errors import ChainError, InsufficientFunds, ParameterError
from util.exact import whole
from web3engine.abi import ContractAbi
from web3engine.address import forgetAddresses
from web3engine.artifacts import Contracts
from web3engine.chaininuse import ChainInUse as ChainInUse
from web3engine.chaininuse import chainInUse as chainInUse
from web3engine.chaininuse import chainTitle as chainTitle
from web3engine.chaininuse import changesOnChains as changesOnChains
from web3engine.chaininuse import configureChain as configureChain
from web3engine.chaininuse import currentChain as currentChain
from web3engine.chaininuse import onChain as onChain
from web3engine.chaininuse import openedChain as openedChain
from web3engine.chaininuse import openedChains as openedChains
from web3engine.chaininuse import useChain as useChain
from web3engine.clocked import Clocked
from web3engine.embeddedonly import EmbeddedOnly
from web3engine.gasmeter import GasMeter
from web3engine.keys import Account, forgetKeys
from web3engine.messages import callData as callData
from web3engine.messages import checkedGas as checkedGas
from web3engine.pending import Queue, Submission
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
_MAX_REFUSED = 1000


class Chain(Clocked, EmbeddedOnly):
    """A chain, open. Subclasses supply the engine; what all chains share is here.

    Args:
        keys: name → private key (hex) of the development accounts, see tokenspice.ini.
        seed: where the keys of wallets come from; the same seed gives the same addresses.
        hardfork: whose rules hold; "" where that is not known.

    Attributes:
        name: "pyevm", "revm", "ganache" or "anvil".
        hardfork: as given.
        chain_id: what CHAINID returns.
        block_gas_limit: the gas of a block.
        gas_limit: the most gas that a transaction may have: a block's, or what its hardfork allows.
        changes: counts transactions, reverts and loads: what may change accounts and contracts.
        artifacts: where wrappers find compiled contracts by name.
        abis: wrapper → ABI of each kind of contract that was used here. Errors of any of them may come up.
        wrappers: address → wrapper, of those that are shared as long as somebody holds them.
        refused: senders of transactions that contracts refused, since somebody last emptied it; the latest thousand.
        addresses: name → address of what the library deployed here ("OCEAN", "DTFactory", …). Follows snapshots.
        god: pays for everything that is free for agents; it mints OCEAN.
        deployer: deploys the library's contracts.
        queue: where what agents submit waits for a block; None where each transaction is its own block.
        submission: takes what wrappers would send, while an agent submits; otherwise None.
        meter: counts gas by contract and function; None where nobody has asked for that.
        label: its name among the chains of a simulation, "" for the main one; see `onChain`.
        chains: all chains of the simulation that are open, by label; empty as long as it is the only one.
    """

    name: str
    label = ""
    chains: Mapping[str, "Chain"] = {}
    chain_id = CHAIN_ID
    block_gas_limit = BLOCK_GAS_LIMIT
    # Whether the chain itself takes from shelves what does not hold any more; see `remember`.
    keeps_shelves = False

    def __init__(self, keys: Mapping[str, str], seed: int = 0, hardfork: str = "shanghai"):
        self.hardfork = hardfork
        self.gas_limit = _GAS_LIMIT_OSAKA if hardfork == "osaka" else BLOCK_GAS_LIMIT
        self.changes = self.steps = 0
        # Nobody may ask for them.
        self.refused: deque[str] = deque(maxlen=_MAX_REFUSED)
        self.addresses: dict[str, str] = {}
        self.god = Account(keys["TEST_PRIVATE_KEY1"])
        self.deployer = Account(keys["FACTORY_DEPLOYER_PRIVATE_KEY"])
        # Compiled contracts by name, and the ABIs of those that are in use here, by their wrappers.
        self.artifacts = Contracts()
        self.abis: dict[Any, ContractAbi] = {}
        # Weakly, since a wrapper holds its chain.
        self.wrappers: WeakValueDictionary[str, Any] = WeakValueDictionary()
        self._seed = seed
        self._n_keys = 0
        # Key → how it is called in a file: by its name, or by its number among those of `newKey`.
        self._key_names: dict[bytes, str | int] = {Account(key).key_bytes: name for name, key in keys.items()}
        self.queue: Queue | None = None
        self.submission: Submission | None = None
        self.meter: GasMeter | None = None
        self._start, self._clock = None, None
        self._snapshots: dict[int, tuple[Any, ...]] = {}
        self._next_snapshot = 1

    @property
    def version(self) -> int:
        """Counts changes and steps of the clock: whatever was read at the same version still holds."""
        return self.changes + self.steps

    @property
    @abstractmethod
    def n_transactions(self) -> int:
        """How many transactions have succeeded."""

    @property
    @abstractmethod
    def gas_used(self) -> int:
        """The gas of all of them."""

    # ---- transactions and calls

    def emptyShelves(self) -> None:
        """Takes everything from the shelves that it keeps; see `remember`."""

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
        if self.submission is not None:
            raise ParameterError("this cannot be submitted", "it sends more than a call", "a function of a contract")
        if type(value) is not int or value:
            value = whole(value, f"{value!r} wei cannot be sent")
            self._checkFunds(sender, value)
        if gas is not None:
            gas = checkedGas(gas)
        if type(data) is not bytes:
            data = callData(data)
        self.changes += 1
        try:
            return self._transact(sender, to, data, value, gas)
        except Reverted:
            self.refused.append(sender.address)
            raise

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

    # ---- checkpoints

    def snapshot(self) -> int:
        """Remembers the present state; `revert` comes back to it. Snapshots nest."""
        number = self._next_snapshot
        self._next_snapshot += 1
        queue = self.queue, None if self.queue is None else self.queue.saved()
        self._snapshots[number] = (
            self._snapshot(),
            dict(self.addresses),
            self._n_keys,
            self._start,
            self._clock,
            queue,
        )
        return number

    def revert(self, snapshot: int) -> None:
        """Comes back to `snapshot`, which is used up by this, as are the later ones."""
        if snapshot not in self._snapshots:
            raise ChainError(
                f"there is no snapshot {snapshot}",
                "each can be used once, and only while no earlier one was",
                "take a new one",
            )
        saved, addresses, n_keys, self._start, self._clock, (self.queue, waiting) = self._snapshots[snapshot]
        self._snapshots = {number: s for number, s in self._snapshots.items() if number < snapshot}
        self.changes += 1
        self._revert(saved)
        self.addresses = addresses
        self._n_keys = n_keys
        if self.queue is not None and waiting is not None:
            self.queue.restore(waiting)

    @property
    def holds_snapshots(self) -> bool:
        """Whether there is a snapshot that nobody has come back to."""
        return bool(self._snapshots)

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
        """The next private key, 32 bytes: a hash of the seed and of how many there were before, on all its chains."""
        if self.label:
            return self.chains[""].newKey()
        self._n_keys += 1
        key = self._key(self._n_keys)
        self._key_names[key] = self._n_keys
        return key

    def _key(self, n: int) -> bytes:
        return hashlib.sha256(f"TokenSPICE, seed {self._seed}, key {n}".encode()).digest()

    def keyName(self, key: bytes) -> str | int | None:
        """How a file can name a key without having it: a development key's name, or the number of one of `newKey`'s."""
        return self._key_names.get(key)

    def accountOf(self, name: str | int) -> Account:
        """The account whose key has that name.

        Raises:
            ChainError: there is none.
        """
        if isinstance(name, int):
            self._key_names[key := self._key(name)] = name
            return Account(key)
        key_of = next((key for key, known in self._key_names.items() if known == name), None)
        if key_of is None:
            raise ChainError(f"there is no development key {name}")
        return Account(key_of)

    def another(self) -> "Chain":
        """A new chain of the same kind, with the same keys, which the caller closes.

        Raises:
            ChainError: there can be only one of its kind.
        """
        what = f"there is one chain only with --network {self.name}"
        raise ChainError(what, "a node is one chain", "--network embedded, where there may be several")

    def facts(self) -> dict[str, Any]:
        """What results depend on, as plain data."""
        return {"name": self.name, "hardfork": self.hardfork}

    def flush(self) -> None:
        """Writes down what is to be kept and waits for a folder to be kept in."""

    def close(self) -> None:
        """Lets go of what the chain holds. A closed chain is of no more use."""
        # What is cached for the whole process must not grow with every run.
        forgetAddresses()
        forgetKeys()
        # Those whose shelves they are know the chain: each would keep the other until circles are collected.
        self.emptyShelves()
