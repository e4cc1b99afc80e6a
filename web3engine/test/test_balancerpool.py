"""What the pools of Ocean V3 and V4 have in common: the limits of one transaction, and one way to stake and unstake."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from util.constants import HUGEINT
from util.errors import ParameterError, TxReverted
from web3engine.v4.test.market import Market


@pytest.fixture(params=["V3", "V4"])
def market(request, chain):
    """A pool of OCEAN and a datatoken with somebody who has some of all, and lets the pool take it."""
    if request.param == "V3":
        pool, OCEAN, DT, alice = (request.getfixturevalue(name) for name in ("pool", "OCEAN", "DT", "alice"))
        for token in (OCEAN, DT):
            token.approve(pool.address, HUGEINT, alice)
        return SimpleNamespace(pool=pool, OCEAN=OCEAN, DT=DT, wallet=alice)
    market = Market()
    market.buy(500.0)
    return SimpleNamespace(pool=market.pool, OCEAN=market.OCEAN, DT=market.DT, wallet=market.trader)


def test_a_swap_may_put_in_half_of_the_balance(market):
    """To the wei, but for the contract's rounding of one; a margin is taken off."""
    pool, OCEAN, DT, wallet = market.pool, market.OCEAN.address, market.DT.address, market.wallet
    limit = pool.maxIn_base(OCEAN)
    assert limit == pool.getBalance_base(OCEAN) // 2
    assert pool.maxIn(OCEAN) == pytest.approx(limit / 1e18, rel=1e-15)
    assert pool.maxIn_base(OCEAN, Fraction(1, 10)) == pool.getBalance_base(OCEAN) * 9 // 20
    assert pool.maxIn(OCEAN, 0.1) == pytest.approx(0.9 * limit / 1e18, rel=1e-15)
    with pytest.raises(TxReverted, match="ERR_MAX_IN_RATIO"):
        pool.swapExactAmountIn(OCEAN, limit + 2, DT, 0, HUGEINT, wallet)
    pool.swapExactAmountIn(OCEAN, limit, DT, 0, HUGEINT, wallet)


def test_a_swap_may_take_out_a_third_of_the_balance(market):
    """To the wei, but for the contract's rounding of one; a margin is taken off."""
    pool, OCEAN, DT, wallet = market.pool, market.OCEAN.address, market.DT.address, market.wallet
    limit = pool.maxOut_base(DT)
    assert limit == pool.getBalance_base(DT) // 3
    assert pool.maxOut(DT) == pytest.approx(limit / 1e18, rel=1e-15)
    assert pool.maxOut_base(DT, Fraction(1, 10)) == pool.getBalance_base(DT) * 9 // 30
    # The contract's third is BONE / 3 + 1, which is more than a third by 1e-18 of the balance.
    with pytest.raises(TxReverted, match="ERR_MAX_OUT_RATIO"):
        pool.swapExactAmountOut(OCEAN, HUGEINT, DT, limit + limit // 10**17 + 2, HUGEINT, wallet)
    pool.swapExactAmountOut(OCEAN, HUGEINT, DT, limit, HUGEINT, wallet)


def test_a_stake_may_be_half_of_the_balance_and_an_unstake_a_third(market):
    """The shares for which a third goes out are close to what the contract takes, and never more."""
    pool, OCEAN, wallet = market.pool, market.OCEAN.address, market.wallet
    with pytest.raises(TxReverted, match="ERR_MAX_IN_RATIO"):
        pool.stake(OCEAN, pool.maxIn_base(OCEAN) + 2, wallet)
    for _ in range(3):
        pool.stake(OCEAN, pool.maxIn_base(OCEAN), wallet)
    limit = pool.maxUnstake_base(OCEAN)
    assert pool.maxUnstake(OCEAN) == pytest.approx(limit / 1e18, rel=1e-14)
    with pytest.raises(TxReverted, match="ERR_MAX_OUT_RATIO"):
        pool.unstake(OCEAN, limit + limit // 10**7, wallet)
    before = pool.getBalance_base(OCEAN)
    out = pool.unstake(OCEAN, limit, wallet).returned
    assert before / 3 * (1 - 1e-7) < out <= before / 3


def test_a_pool_of_V4_takes_its_base_token_alone(chain):
    """The bot adds the datatokens; whoever stakes those instead is told."""
    market = Market()
    height = chain.height()
    for stake in (market.pool.stake, market.pool.unstake):
        with pytest.raises(ParameterError, match="does that with its base token only"):
            stake(market.DT.address, 10**18, market.trader)
    assert chain.height() == height
