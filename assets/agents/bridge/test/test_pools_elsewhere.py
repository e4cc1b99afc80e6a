"""Pools of a second chain, looked at while the main chain is in use."""

from __future__ import annotations

import pytest

from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from assets.agents.PoolAgent import PoolAgent
from engine.AgentWallet import AgentWallet
from engine.Simulation import Simulation
from util.errors import ChainError
from web3engine.chain import onChain, useChain
from web3engine.chains import openChain
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE


def test_what_is_kept_of_a_pool_follows_its_own_chain():
    """A swap on L2 is seen, although nothing has happened on the main chain."""
    requirePackage(PACKAGE)
    with Simulation("bridge", 1, {"SWAPS_PER_DAY": 0.0}) as simulation, simulation.inUse():
        pool, swapper = simulation.state.pools[1], simulation.state.swappers[1]
        seen = UniswapV2AmmPool(pool.pair, pool.x, pool.y)
        before = seen.reserves_base()
        swapper.swap(simulation.state, True, 1000.0)
        assert seen.reserves_base() == pool.readReserves_base() != before


def test_a_pool_is_represented_on_its_own_chain():
    """An agent that stands for it would look for OCEAN and datatokens on the chain in use."""
    with useChain(lambda: openChain("embedded", seed=3)):
        with onChain("L2"):
            alice = AgentWallet(OCEAN=100.0).web3wallet
            token = createDatatoken("D", 10**20, alice)
            stakes = [Stake(token, 10**19, 5 * 10**18), Stake(OCEANtoken(), 10**19, 5 * 10**18)]
            pool = createBPool(stakes, alice)
            assert PoolAgent("pool0", pool).OCEANreserve() == 10.0
        with pytest.raises(ChainError, match=r"pool0 cannot stand for .* on the main chain: it is on the chain 'L2'"):
            PoolAgent("pool0", pool)
