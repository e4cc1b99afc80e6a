"""How everything here is measured: in turn, round by round, after a round that is not counted.

Leans on nothing that has to be installed, because `bench.rivals` uses it in an environment without TokenSPICE.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Protocol

from util.garbage import nothingCollected

# What → who → seconds per operation, one value a round. "" is who where there is only one.
Table = dict[str, dict[str, list[float]]]


class BenchError(Exception):
    """Something did not do what it was to be timed for, so that its time says nothing."""


class Sampled(Protocol):
    """Something that can be timed again and again."""

    what: str
    who: str
    seconds: list[float]

    def sample(self) -> float:
        """Does it, and returns the seconds per operation."""


@dataclass
class Case:
    """An operation of microseconds or milliseconds, repeated until a sample is long enough to time.

    Attributes:
        what, who: the row and the column it stands in.
        op: does it once, or `per_op` times.
        within: opened around each sample, outside of the timed part.
        check: told how many operations were done, raises BenchError if that is not what has happened.
        sample_s: how long a sample is to take, in seconds. The first one finds out how many repetitions that is.
        times: that number, if it is to be the same for all.
    """

    what: str
    who: str
    op: Callable[[], object]
    per_op: int = 1
    within: Callable[[], AbstractContextManager[Any]] = nullcontext
    check: Callable[[int], None] | None = None
    sample_s: float = 0.15
    times: int = 0
    done: int = 0
    seconds: list[float] = field(default_factory=list)

    def sample(self) -> float:
        with self.within():
            if not self.times:
                self.times = self._calibrated()
            return self._timed(self.times) / self.times / self.per_op

    def _calibrated(self) -> int:
        times = 1
        while (taken := self._timed(times)) < self.sample_s / 8:
            times *= 2
        return max(1, round(times * self.sample_s / taken))

    def _timed(self, times: int) -> float:
        """Seconds of `times` operations, without those of the garbage collector."""
        op, turns = self.op, repeat(None, times)
        with nothingCollected():
            start = time.perf_counter()
            for _ in turns:
                op()
            taken = time.perf_counter() - start
        self.done += times * self.per_op
        return taken


def interleave(items: Sequence[Sampled], rounds: int, say: Callable[[str], None] = lambda text: None) -> Table:
    """Samples each item in each of `rounds`, in turn, and once before that is not counted."""
    for turn in range(rounds + 1):
        say(f"round {turn} of {rounds}" if turn else "a round that is not counted")
        for item in items:
            gc.collect()
            taken = item.sample()
            if turn:
                item.seconds.append(taken)
    return _tabled(items)


def checkAll(cases: Iterable[Case]) -> None:
    """Has each case check that what was timed did happen.

    Raises:
        BenchError: it did not.
    """
    for case in cases:
        if case.check is not None:
            with case.within():
                case.check(case.done)


def expect(what: str, found: object, wanted: object) -> None:
    """Refuses a result that is not the one wanted."""
    if found != wanted:
        raise BenchError(f"{what}: {found!r} found, {wanted!r} expected")


def median(table: Table, what: str, who: str = "") -> float | None:
    """The median of a row's samples, in seconds; None if it was not measured."""
    samples = table.get(what, {}).get(who)
    return statistics.median(samples) if samples else None


def _tabled(items: Sequence[Sampled]) -> Table:
    table: Table = {}
    for item in items:
        table.setdefault(item.what, {})[item.who] = item.seconds
    return table
