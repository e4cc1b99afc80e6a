"""What came of a transaction: its receipt, its events, or that it was reverted. `chain.py` offers them as well."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from web3engine.address import toChecksum


class Log(NamedTuple):
    """One event as the EVM emits it. `address` is a checksum address, topics are 32 bytes each."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


class Outcome(Protocol):
    """What a transaction did, as an EVM or a node tells it, in bytes."""

    @property
    def output(self) -> bytes:
        """Return data; of a creation, the code that was deployed."""

    @property
    def gas_used(self) -> int:
        """Gas, including the intrinsic cost, less refunds."""

    @property
    def logs(self) -> Sequence[tuple[bytes, tuple[bytes, ...], bytes]]:
        """(address, topics, data) of each event, in order."""

    @property
    def created(self) -> bytes | None:
        """Address of the new contract, or None."""

    @property
    def block(self) -> int:
        """Number of the block that it is in."""


class KeptOutcome(NamedTuple):
    """See `Outcome`. Of a receipt that was saved: an engine's own objects stay in its process."""

    output: bytes
    gas_used: int
    logs: Sequence[tuple[bytes, tuple[bytes, ...], bytes]]
    created: bytes | None
    block: int


# Names of fields in web3.py → here.
_FIELDS = {
    "blockNumber": "block",
    "contractAddress": "contract_address",
    "gasUsed": "gas_used",
    "logs": "logs",
    "status": "status",
    "transactionHash": "hash",
}


class Receipt:
    """What a transaction did. It is made for every transaction and rarely read, so it reads `outcome` when asked.

    Args:
        outcome: what the chain tells.
        hash: what it is called on its chain. By default the number of its block, where that holds no other transaction.

    Attributes:
        decode: reads the return data; wrappers set it.
    """

    __slots__ = ("_hash", "_logs", "decode", "outcome")

    status = 1  # failed transactions raise; there is no receipt of one

    def __init__(self, outcome: Outcome, hash: str = ""):
        self.outcome = outcome
        self._hash = hash
        self._logs: tuple[Log, ...] | None = None
        self.decode: Callable[[bytes], Any] | None = None

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        kept = {name: getattr(self, name) for name in self.__slots__}
        o = self.outcome
        logs = [(a, tuple(t), d) for a, t, d in o.logs]
        kept["outcome"] = KeptOutcome(o.output, o.gas_used, logs, o.created, o.block)
        return None, kept

    @property
    def block(self) -> int:
        """Number of the block it is in."""
        return self.outcome.block

    @property
    def hash(self) -> str:
        """Names the transaction on its chain."""
        return self._hash or f"0x{self.block:064x}"

    @property
    def gas_used(self) -> int:
        """Gas, in units of gas."""
        return self.outcome.gas_used

    @property
    def logs(self) -> tuple[Log, ...]:
        """Events, in the order in which they were emitted."""
        if self._logs is None:
            self._logs = tuple([Log(toChecksum(address), topics, data) for address, topics, data in self.outcome.logs])
        return self._logs

    @property
    def contract_address(self) -> str | None:
        """Checksum address of the contract that it created, or None."""
        created = self.outcome.created
        return None if created is None else toChecksum(created)

    @property
    def return_data(self) -> bytes:
        """What the contract returned, raw; empty for a creation."""
        return b"" if self.outcome.created is not None else self.outcome.output

    @property
    def returned(self) -> Any:
        """What the contract function returned: None, one value, or a tuple of them; amounts in base 18."""
        return self.decode(self.return_data) if self.decode else None

    def __iter__(self) -> Iterator[Any]:
        """Hash and receipt, for `tx_hash, receipt = …` of 2021."""
        return iter((self.hash, self))

    def __getitem__(self, name: str) -> Any:
        """A field by its name in web3.py, as in receipt["gasUsed"]."""
        return getattr(self, _FIELDS[name])

    def __repr__(self) -> str:
        return f"Receipt(block={self.block}, gas_used={self.gas_used}, logs={len(self.logs)})"


class Stopped(NamedTuple):
    """A call or creation inside a message that the EVM stopped.

    Attributes:
        code: address whose code ran, 20 bytes; None for a creation.
        halt: why, in the words of `Reverted`.
        opcode: at which it stopped, where that is known.
        gas: how much it had been given.
    """

    code: bytes | None
    halt: str
    opcode: int | None
    gas: int


class Reverted(Exception):
    """The EVM refused. Wrappers turn it into `TxReverted`, which says it in the contract's terms.

    Args:
        data: the revert data, raw; empty where the contract gave none or the EVM itself stopped.
        halt: why the EVM itself stopped ("out of gas", "invalid opcode", …), "" for a plain revert.
        gas_used: gas that it had used by then, where the chain tells, else 0.

    Attributes:
        gas, gas_limit: the most that it might use, and the most that it could have been given; 0 where not known.
        stopped: the calls inside it that the EVM stopped, the innermost first, where that was looked into.
    """

    def __init__(self, data: bytes, halt: str = "", gas_used: int = 0):
        super().__init__(data, halt, gas_used)
        self.data = data
        self.halt = halt
        self.gas_used = gas_used
        self.gas = self.gas_limit = 0
        self.stopped: list[Stopped] = []
