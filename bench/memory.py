"""Whether a long run on revm grows or slows: a million transfers between agents in its own process.

`python -m bench.memory N` is that process; `measureMemory` starts it.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path

from bench.commands import printed
from bench.measure import expect
from bench.stage import newChain, newEngine
from engine.AgentWallet import AgentWallet
from util.base18 import toBase18
from web3engine import globaltokens
from web3engine.chain import useChain

N_TRANSFERS = 1_000_000
_STATM = Path("/proc/self/statm")
_TRANSFERRED = 0.001
# The first and the last per cent are timed in this many turns with a new chain. A turn is shorter than the time that a
# busy system gives a process at once, so that most pairs of turns are not disturbed.
_TURNS = 100


def measureMemory(n_transfers: int) -> dict[str, float] | None:
    """What the process finds, see `aging`; None where the system does not tell how large a process is."""
    if not _STATM.exists():
        return None
    found: dict[str, float] = json.loads(printed(["-m", "bench.memory", str(n_transfers)], "the transfers"))
    return found


def aging(n_transfers: int) -> dict[str, float]:
    """What `n_transfers` between two wallets on one chain do to the process and to their own speed.

    Returns:
        growth_MiB: of the process.
        first_s, last_s: seconds per transfer in the first and the last per cent, medians.
        drift: how many times as long the last per cent takes as the first, each as a multiple of what a new chain takes
            in turn with it. Whatever else the machine does then happens to both.
    """
    size = max(1, n_transfers // 100 // _TURNS)
    lane, new = _Lane(), _Lane()
    _byTurns(lane, new, size)
    before = _rss_MiB()
    first_s, first_ratio = _byTurns(lane, new, size)
    lane.timed(98 * _TURNS * size)
    newer = _Lane()
    _byTurns(newer, new, size)
    last_s, last_ratio = _byTurns(lane, newer, size)
    growth = _rss_MiB() - before
    for each in (lane, new, newer):
        each.check()
    return {
        "n_transfers": 100 * _TURNS * size,
        "growth_MiB": growth,
        "first_s": first_s,
        "last_s": last_s,
        "drift": last_ratio / first_ratio,
    }


def _byTurns(lane: _Lane, other: _Lane, size: int) -> tuple[float, float]:
    """One per cent on `lane`: seconds per transfer, and how many times what they take on `other`; medians."""
    pairs = [(lane.timed(size), other.timed(size)) for _ in range(_TURNS)]
    return statistics.median([a for a, _ in pairs]), statistics.median([a / b for a, b in pairs])


class _Lane:
    """Two wallets on a new chain, one of which pays the other again and again."""

    def __init__(self) -> None:
        self._chain = newChain("revm", newEngine("revm"))
        self._done = 0
        with useChain(self._chain):
            self._payer, self._payee = AgentWallet(OCEAN=10_000.0), AgentWallet()

    def timed(self, times: int) -> float:
        """Seconds per transfer."""
        self._done += times
        payer, payee = self._payer, self._payee
        with useChain(self._chain):
            start = time.perf_counter()
            for _ in range(times):
                payer.transferOCEAN(payee, _TRANSFERRED)
            return (time.perf_counter() - start) / times

    def check(self) -> None:
        """Refuses a payee who did not get everything."""
        with useChain(self._chain):
            held = globaltokens.OCEANtoken().balanceOf_base(self._payee.address)
        expect(f"{self._done} transfers brought", held, self._done * toBase18(_TRANSFERRED))


def _rss_MiB() -> float:
    gc.collect()
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(aging(int(sys.argv[1]))))
