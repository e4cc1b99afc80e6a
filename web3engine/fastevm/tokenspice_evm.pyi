"""revm as a Python object. Addresses, call data and results are bytes; amounts are integers of up to 256 bits."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import Self

__version__: str

def keccak(data: bytes) -> bytes:
    """The Keccak-256 hash of `data`, 32 bytes."""

def addressOf(key: bytes) -> bytes:
    """The address of a private key, 20 bytes. ValueError for what is no key."""

def sign(key: bytes, hash: bytes) -> tuple[bytes, bytes, int]:
    """A signature of a hash by a private key: (r, s, parity of y), deterministic (RFC 6979) and with the smaller s."""

class Reverted(Exception):
    """A message failed. args: revert data (bytes), why the EVM stopped ("" for a plain revert), gas used."""

    args: tuple[bytes, str, int]

class Hardfork:
    """The rules of a hardfork."""

    BERLIN: Hardfork
    LONDON: Hardfork
    PARIS: Hardfork
    SHANGHAI: Hardfork
    CANCUN: Hardfork
    PRAGUE: Hardfork
    OSAKA: Hardfork

class Outcome:
    """What a message did. Each attribute is made into a Python object when it is asked for."""

    @property
    def output(self) -> bytes:
        """Return data; of a creation, the code that was deployed."""

    @property
    def gas_used(self) -> int:
        """Gas, including the intrinsic cost, less refunds."""

    @property
    def logs(self) -> list[tuple[bytes, tuple[bytes, ...], bytes]]:
        """(address, topics, data) of each event, in order."""

    @property
    def created(self) -> bytes | None:
        """Address of the new contract, or None."""

    @property
    def block(self) -> int:
        """Number of the block that it was executed in."""

    @property
    def has_changed(self) -> bool:
        """Whether `Evm.takeOutdated` had something to give after it."""

class Evm:
    """A chain's state in memory, and revm working on it. Gas has a price of zero.

    One thread at a time: who comes while another one is inside gets a RuntimeError.

    Args:
        hardfork: the rules; Shanghai by default.
        chain_id: what CHAINID gives; 1337 by default.

    Attributes:
        block_number, timestamp, base_fee, coinbase, prevrandao: what contracts see of the block.
        excess_blob_gas: from which follows what BLOBBASEFEE returns.
        gas_limit: the block's, and so the most that a message may have; up to 2**32 - 1, by default 30 million.
        n_transactions, gas_used: how many messages went well and were kept, and the gas of all of them.
        memo_on: whether `call` may answer from memory where nothing that the call read has changed; True by default.
        memo_checked: whether it executes all the same and compares, which is for tests; False by default.
        memo_counts: how many calls were answered from memory, and how many were executed. Without the memo it stands
            still.
    """

    block_number: int
    timestamp: int
    chain_id: int
    base_fee: int
    gas_limit: int
    coinbase: bytes
    prevrandao: bytes
    excess_blob_gas: int
    n_transactions: int
    gas_used: int
    memo_on: bool
    memo_checked: bool

    def __new__(cls, hardfork: Hardfork = ..., chain_id: int = ...) -> Self: ...
    @property
    def hardfork(self) -> Hardfork: ...
    @property
    def memo_counts(self) -> tuple[int, int]: ...
    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> Outcome:
        """Executes a message and keeps the result; `to` is None to create a contract.

        Raises:
            Reverted: it failed; the state, nonces included, is as it was.
            ValueError: an address has not 20 bytes.
            OverflowError: a number is negative or does not fit.
        """

    def transactNext(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> Outcome:
        """`transact` in the next block, which becomes the present one if the message goes well."""

    def deploy(self, sender: bytes, code: bytes, value: int, gas: int) -> Outcome:
        """Creates a contract: `transact` with no receiver."""

    def call(self, sender: bytes, to: bytes, data: bytes, gas: int) -> bytes:
        """Executes a message, forgets what it did, and returns its return data. Raises what `transact` raises.

        RuntimeError, which must never happen, is for a memo that is checked and wrong.
        """

    def callMany(self, calls: Sequence[tuple[bytes, bytes, bytes]], gas: int) -> list[bytes | Reverted]:
        """Many calls, (sender, to, data) each, in one crossing. Failures are given, not raised."""

    def setSource(self, source: Any, number: int) -> None:
        """Asks `source` from now on for accounts and slots that were not changed here, and for hashes of blocks.

        What it raises ends the message that needed the answer, which changes nothing, and is raised again.

        Args:
            source: a `Source`, see web3engine/chains/source.py.
            number: of the block whose state it has; hashes of later blocks are made up.
        Raises:
            ValueError: there is a state already.
        """

    def beginWatch(self) -> None:
        """Begins to note what calls read, whether they are executed or remembered."""

    def endWatch(self) -> int | None:
        """Ends that; gives a number to what was computed from it, or None if a call looked at its block.

        All that was read is watched from now on, to the slot.
        """

    def takeOutdated(self) -> list[int]:
        """The numbers of all that was computed from something that has changed since this was last asked.

        By whatever means. A number may come again when something else has changed.
        """

    def watchNothing(self) -> None:
        """Forgets all numbers."""

    @property
    def version(self) -> int:
        """Counts changes of the state."""

    def diagnose(
        self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> list[tuple[bytes | None, str, int | None, int]]:
        """Where a message that failed was stopped: (whose code, why, opcode, gas that it had) of each call in it that
        the EVM stopped, the innermost first. What is None is a creation, or was stopped before its first opcode.
        """

    def balance(self, address: bytes) -> int:
        """ETH of an account, in wei."""

    def setBalance(self, address: bytes, wei: int) -> None:
        """Sets the ETH of an account, in wei: fewer than 2**128, so that no sum of balances can pass 2**256."""

    def nonce(self, address: bytes) -> int:
        """How many transactions an account has sent, or contracts a contract has created."""

    def code(self, address: bytes) -> bytes:
        """The code of an account; empty where there is no contract."""

    def storage(self, address: bytes, slot: int) -> int:
        """What a contract keeps in a slot."""

    def snapshot(self) -> int:
        """Remembers the present state, in constant time; gives a number for `revert`."""

    def revert(self, snapshot: int) -> None:
        """Comes back to a snapshot, which is used up by this, as are the later ones. ValueError if there is none."""

    def dump(self) -> bytes:
        """The whole state as bytes, the same bytes for the same state, with version and checksum.

        Of a chain with a source, only what has changed; only a chain with a source can load that.
        """

    def load(self, dumped: bytes) -> None:
        """Becomes the state that `dump` wrote. ValueError, and no change, for anything else."""

    def clone(self) -> Evm:
        """An independent copy: state, snapshots, block and rules."""
