"""`python -m bench.crowd N_WALLETS N_TRANSFERS`: prints CPU seconds per transferOCEAN between wallets drawn at random.

A contract finds a balance by hashing an address. Two wallets' hashes are soon remembered, but real runs have many.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from bench.commands import Command
from bench.measure import BenchError, Table, interleave

SIZES = (2, 1_000, 100_000)
N_TRANSFERS = 20_000
WHAT = "transferOCEAN on revm, CPU"


def measureCrowds(rounds: int, scale: float, say: Callable[[str], None]) -> Table:
    """WHAT → `title` of each number of wallets → CPU seconds per transfer."""
    n_transfers = max(100, round(N_TRANSFERS * scale))
    sizes = SIZES if scale >= 1 else SIZES[:2]
    runs = [Command(WHAT, title(n), ["-m", "bench.crowd", str(n), str(n_transfers)], prints=True) for n in sizes]
    return interleave(runs, rounds, lambda text: say(f"crowds, {text}"))


def title(n_wallets: int) -> str:
    """Who stands in the row of that number of wallets."""
    return f"{n_wallets:,} wallets"


def secondsPerTransfer(n_wallets: int, n_transfers: int) -> float:
    """CPU seconds of one transfer, each between two wallets drawn at random."""
    from engine.AgentWallet import AgentWalletEvm
    from web3engine.chain import useChain
    from web3engine.chains import openChain

    with useChain(openChain("embedded", "revm")):
        wallets = [AgentWalletEvm(OCEAN=100.0) for _ in range(n_wallets)]
        random.seed(7)
        pairs = [random.sample(wallets, 2) for _ in range(n_transfers)]
        start = time.process_time()
        for payer, payee in pairs:
            payer.transferOCEAN(payee, 0.001)
        taken = time.process_time() - start
        if abs(sum(wallet.OCEAN() for wallet in wallets[:1000]) - 100.0 * min(n_wallets, 1000)) > 0.002 * n_transfers:
            raise BenchError("OCEAN has been lost or made")
    return taken / n_transfers


if __name__ == "__main__":
    print(secondsPerTransfer(int(sys.argv[1]), int(sys.argv[2])))
