"""`Pending`, `Queue`, `Block`: transactions that wait for a block, and the block that they come into.

Agents submit them (`AgentBaseEvm.submit`), searchers look at those that wait, and `Chain.mine` makes a block of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from util.base18 import fromBase18
from util.errors import ParameterError, TokenSpiceError
from util.mathutil import addUp
from web3engine.keys import Account
from web3engine.receipt import Receipt, Reverted

if TYPE_CHECKING:
    from web3engine.chain import Chain


class Message(NamedTuple):
    """A transaction as a wrapper would send it.

    Attributes:
        account: who signs it.
        to: wrapper of the contract that it calls.
        function: the function's name in Solidity.
        args: what it is called with, in base units.
        data: the same as call data.
        value: wei that go with it.
        gas: the most it may use; None is the chain's `gas_limit`.
        accepted: what its wrapper makes of a receipt; it may refuse it.
        refused: what its wrapper makes of a revert.
    """

    account: Account
    to: Any
    function: str
    args: tuple[Any, ...]
    data: bytes
    value: int
    gas: int | None
    accepted: Callable[[Receipt], Receipt]
    refused: Callable[[Reverted], TokenSpiceError]


class Pending:
    """A transaction that was submitted. Call data and tip were fixed then; what came of it is known after its block.

    Attributes:
        n: how many were submitted before it in this simulation.
        message: what is to be sent.
        tip_base: wei that its sender pays to the block's maker, whether it succeeds or fails.
        receipt: what it did, once it is in a block and has succeeded; otherwise None.
        error: why it failed, once that is known; otherwise None. A `TxReverted` has cost its tip and its gas. With
            `InsufficientFunds`, its sender could no longer pay for it, so it came into no block.
    """

    __slots__ = ("error", "message", "n", "receipt", "tip_base")

    def __init__(self, n: int, message: Message, tip_base: int):
        self.n = n
        self.message = message
        self.tip_base = tip_base
        self.receipt: Receipt | None = None
        self.error: TokenSpiceError | None = None

    @property
    def pending(self) -> bool:
        """Whether it still waits for a block."""
        return self.receipt is None and self.error is None

    @property
    def sender(self) -> str:
        """Checksum address of its sender."""
        return self.message.account.address

    @property
    def contract(self) -> Any:
        """The wrapper whose function it calls."""
        return self.message.to

    @property
    def function(self) -> str:
        """The function's name in Solidity."""
        return self.message.function

    @property
    def args(self) -> tuple[Any, ...]:
        """What the function is called with, in its order; amounts in base units."""
        return self.message.args

    @property
    def value(self) -> int:
        """Wei that go with it."""
        return self.message.value

    @property
    def gas(self) -> int | None:
        """The most gas that it may use; None is the chain's `gas_limit`."""
        return self.message.gas

    @property
    def tip(self) -> float:
        """What it pays to the block's maker, in ETH."""
        return fromBase18(self.tip_base)

    def settle(self, outcome: Receipt | Reverted) -> None:
        """Notes what came of it."""
        if isinstance(outcome, Reverted):
            self.error = self.message.refused(outcome)
            return
        try:
            self.receipt = self.message.accepted(outcome)
        except TokenSpiceError as e:
            self.error = e

    def __deepcopy__(self, memo: dict[int, Any]) -> Pending:
        # Agents and the queue must go on meaning the same one. A chain that comes back to a snapshot has those that
        # waited wait again.
        return self

    def __repr__(self) -> str:
        state = "waits" if self.pending else "failed" if self.error else "done"
        return f"Pending({self.n}, {self.contract!r}.{self.function}, tip={self.tip!r}, {state})"


class Queue(Sequence[Pending]):
    """The transactions of one simulation that wait for a block, in the order in which they were submitted."""

    def __init__(self) -> None:
        self._waiting: list[Pending] = []
        self._n = 0

    @overload
    def __getitem__(self, index: int) -> Pending: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Pending]: ...

    def __getitem__(self, index: int | slice) -> Pending | Sequence[Pending]:
        return self._waiting[index]

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Pending]:
        # Through those that waited when the walk began: a searcher may submit on the way.
        return iter(list(self._waiting))

    def __deepcopy__(self, memo: dict[int, Any]) -> Queue:
        # It belongs to a chain, and follows its snapshots.
        return self

    def __repr__(self) -> str:
        return f"Queue({self._waiting!r})"

    def add(self, message: Message, tip_base: int) -> Pending:
        """Puts a transaction at its end."""
        pending = Pending(self._n, message, tip_base)
        self._n += 1
        self._waiting.append(pending)
        return pending

    def owed(self, address: str) -> int:
        """Wei that the waiting transactions of that sender take with them, tips included."""
        return addUp(p.value + p.tip_base for p in self._waiting if p.sender == address)

    def saved(self) -> tuple[int, tuple[Pending, ...]]:
        """What `restore` needs to know."""
        return self._n, tuple(self._waiting)

    def restore(self, saved: tuple[int, tuple[Pending, ...]]) -> None:
        """Has those wait that waited when they were saved, as though no block had come since."""
        self._n, waiting = saved
        self._waiting = list(waiting)
        for pending in waiting:
            pending.receipt = pending.error = None

    def clear(self) -> None:
        """Lets go of those that do not wait any more."""
        self._waiting = [p for p in self._waiting if p.pending]


class Block(NamedTuple):
    """What `Chain.mine` made.

    Attributes:
        number, timestamp: what contracts saw as NUMBER and TIMESTAMP.
        transactions: those that are in it, in their order; failed ones are among them.
        gas_used: gas of all of them.
    """

    number: int
    timestamp: int
    transactions: tuple[Pending, ...]
    gas_used: int


class Submission:
    """Within it, what a wrapper would send on `chain` is noted instead. `with Submission(chain) as noted: …`.

    Attributes:
        messages: what was noted.
    """

    def __init__(self, chain: Chain):
        self._chain = chain
        self.messages: list[Message] = []

    def __enter__(self) -> Submission:
        if self._chain.submission is not None:
            raise ParameterError("a transaction is being submitted already", "", "one submit() after the other")
        self._chain.submission = self
        return self

    def __exit__(self, *_: object) -> None:
        self._chain.submission = None

    def note(self, message: Message) -> Any:
        """Takes a transaction from a wrapper, which returns what this returns."""
        self.messages.append(message)
        return message
