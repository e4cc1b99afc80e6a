"""Many runs in one process take no more memory than one."""

import gc
import logging
import tracemalloc

import pytest

from engine.AgentWallet import AgentWallet
from engine.Simulation import Simulation
from web3engine.chain import useChain
from web3engine.chains import openChain

# What a thousand runs may leave behind is 5 MiB.
BYTES_PER_RUN = 5 * 2**20 / 1000


def runSimplepool(seed):
    """A whole run, on its own chain."""
    with Simulation("simplepool", seed) as simulation:
        simulation.run()


def payAcrossACrowd(seed):
    """A hundred wallets, each with its own key, pay each other once."""
    with useChain(lambda: openChain("embedded", seed=seed)):
        wallets = [AgentWallet(OCEAN=1.0) for _ in range(100)]
        for payer, payee in zip(wallets, wallets[1:]):
            payer.transferOCEAN(payee, 0.5)


@pytest.mark.parametrize("run", [runSimplepool, payAcrossACrowd])
def test_runs_leave_nothing_behind(run, monkeypatch):
    """Some addresses are kept for the next run; beyond that, nothing grows from run to run."""
    monkeypatch.setattr("web3engine.address._MANY", 50)
    logging.getLogger("engine").setLevel(logging.WARNING)
    for seed in range(5):
        run(seed)
    tracemalloc.start()
    gc.collect()
    before, n = tracemalloc.get_traced_memory()[0], 10
    for seed in range(5, 5 + n):
        run(seed)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < n * BYTES_PER_RUN
