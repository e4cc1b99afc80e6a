"""Blocks of several transactions: both embedded engines make the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from accept.Check import Check, Outcome
from engine.test.randomblocks import compareBlocks

_N = 100


def _blocks(jobs: int) -> Iterator[Outcome]:
    ends: Counter[str] = Counter()
    n = 0
    for seed in range(5):
        for order in ("fees", "random"):
            ends += compareBlocks(_N, seed, order)
            n += _N
    told = f"{n:,} blocks, " + ", ".join(f"{count:,} {how}" for how, count in sorted(ends.items()))
    yield Outcome("revm = py-evm: receipts, errors, gas, ETH, state", "1,000 random blocks", told, n >= 1000)


CHECKS = {"blocks": Check("several transactions in a block, on both embedded engines", _blocks)}
