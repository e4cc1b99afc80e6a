"""`Clocked`: a chain's time, and how its block numbers follow it. `Chain` is derived from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from util.errors import ChainError, ParameterError
from util.exact import whole
from web3engine.blockclock import BlockClock, blockLength

# Where time and block numbers end, and the steps that are too short to be measured against that.
_END, _MANY = 2**63, 2**40


class Clocked(ABC):
    """What `Chain` says of time.

    Attributes:
        name, changes: see `Chain`.
        steps: counts steps of the clock.
        shares_blocks: see `EmbeddedOnly`.
    """

    name: str
    changes: int
    shares_blocks: bool
    # These have no values in the class: Python finds what only an object has in a third of the time.
    steps: int
    _start: int | None
    _clock: BlockClock | None

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
        self.steps += 1
        self._advance(start - now, 1)
        self._start = start

    def _followTime(self, s_per_block: Fraction | None) -> None:
        if s_per_block is not None and not self.shares_blocks:
            why = "each transaction has its own block there"
            raise ChainError(f"blocks cannot follow time in {self.name.capitalize()}", why, "--network embedded")
        self.steps += 1
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
        self.steps += 1
        self._advance(seconds, blocks)

    @abstractmethod
    def _advance(self, seconds: int, blocks: int) -> None: ...
