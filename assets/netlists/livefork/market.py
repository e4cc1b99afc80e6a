"""The market of livefork: a pool of Ocean V3 with a history, built on whatever chain is in use."""

from __future__ import annotations

import random
from typing import NamedTuple

from util.base18 import toBase18
from util.constants import HUGEINT, S_PER_MIN
from web3engine.bpool import BPool
from web3engine.chain import currentChain
from web3engine.globaltokens import OCEANtoken, mintOCEAN
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

# Both tokens have the same weight.
_WEIGHT = toBase18(5.0)
_POOL_OCEAN, _POOL_DT, _SWAP_FEE = 10_000.0, 1000.0, 0.01
_ETH = 10 * 10**18


class Market(NamedTuple):
    """What was built.

    Attributes:
        pool: of OCEAN and a datatoken.
        owner: somebody who holds both tokens and shares of the pool.
    """

    pool: BPool
    owner: Web3Wallet


def build(n_trades: int = 40, seed: int = 1) -> Market:
    """A pool, its provider, its traders and their trades, and an owner who has staked in it.

    Args:
        n_trades: how many trades there have been, a minute apart.
        seed: of their sizes.
    """
    rng = random.Random(seed)
    provider, owner, *traders = [_person() for _ in range(5)]
    DT = createDatatoken("DT1", toBase18(2000.0), provider)
    OCEAN = OCEANtoken()
    stakes = [Stake(OCEAN, toBase18(_POOL_OCEAN), _WEIGHT), Stake(DT, toBase18(_POOL_DT), _WEIGHT)]
    pool = createBPool(stakes, provider, toBase18(_SWAP_FEE))
    for person in (owner, *traders):
        DT.transfer(person.address, toBase18(200.0), provider)
        for token in (OCEAN, DT):
            token.approve(pool.address, HUGEINT, person)
    pool.joinswapExternAmountIn(OCEAN.address, toBase18(1000.0), 0, owner)
    for _ in range(n_trades):
        trader, tokens, amount = rng.choice(traders), [OCEAN, DT], rng.uniform(50.0, 300.0)
        if rng.random() < 0.6:
            # More people sell than buy, so that the price has fallen.
            tokens.reverse()
            amount /= 8.0
        paid, got = tokens
        amount_base = min(toBase18(amount), paid.balanceOf_base(trader.address))
        pool.swapExactAmountIn(paid.address, amount_base, got.address, 0, HUGEINT, trader)
        currentChain().advance(S_PER_MIN)
    # To spend OCEAN is a matter that the owner still has to allow.
    OCEAN.approve(pool.address, 0, owner)
    return Market(pool, owner)


def _person() -> Web3Wallet:
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(_ETH)
    mintOCEAN(wallet.address, toBase18(11_000.0))
    return wallet
