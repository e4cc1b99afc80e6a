"""The one-sided-staking bot: what it holds, what it does when people trade, stake and unstake, and how it vests."""

from __future__ import annotations

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.v4.test import market
from web3engine.v4.test.market import VEST_BLOCKS, Market

engine, chain = market.engine, market.chain


def _supplies(m):
    """Bot, circulating, circulating without what vested, vested; in whole tokens."""
    bot, DT = m.bot, m.DT.address
    views = (
        bot.getDatatokenBalance_base,
        bot.getDatatokenCirculatingSupply_base,
        bot.getDatatokenCurrentCirculatingSupply_base,
        bot.getvestingAmountSoFar_base,
    )
    return tuple(fromBase18(view(DT)) for view in views)


def test_bot_begins_with_what_is_not_in_the_pool(chain):
    """The bot mints the whole cap: 200 of 10000 DT go to the pool, it keeps 9800, the publisher gets none."""
    m = Market()
    assert _supplies(m) == (9800.0, 200.0, 200.0, 0.0)
    assert m.DT.totalSupply_base() == m.DT.cap_base()
    assert m.DT.balanceOf_base(m.publisher.address) == 0
    assert m.bot.getPoolAddress(m.DT.address) == m.pool.address
    assert m.bot.getBaseTokenAddress(m.DT.address) == m.OCEAN.address
    assert m.bot.getPublisherAddress(m.DT.address) == m.publisher.address
    assert m.bot.getvestingAmount_base(m.DT.address) == toBase18(1000.0)
    assert m.bot.getBaseTokenBalance_base(m.DT.address) == 0


def test_vesting_is_linear_in_blocks(chain):
    """After a third of the blocks a third is vested; anyone may have it paid out, and the publisher gets it."""
    m = Market()
    begin = m.bot.getvestingLastBlock(m.DT.address)
    assert m.bot.getvestingEndBlock(m.DT.address) == begin + VEST_BLOCKS
    chain.advance(1, begin + 200 - chain.height())
    assert m.bot.getAvailableVesting_base(m.DT.address) == toBase18(1000.0) * 200 // VEST_BLOCKS
    # The payment is in its own block, in which one more part is vested.
    paid = m.bot.vested_base(m.bot.getVesting(m.DT.address, m.staker))
    assert paid == toBase18(1000.0) * 201 // VEST_BLOCKS
    assert m.DT.balanceOf_base(m.publisher.address) == paid
    assert m.bot.getvestingLastBlock(m.DT.address) == chain.height() == begin + 201
    assert m.bot.getAvailableVesting_base(m.DT.address) == 0
    assert not m.bot.isVestingOver(m.DT.address)


def test_all_is_vested_at_the_end(chain):
    """After all blocks 1000 DT go from the bot, which keeps 8800, to the publisher; only then do they circulate."""
    m = Market()
    chain.advance(1, VEST_BLOCKS)
    assert m.bot.getAvailableVesting_base(m.DT.address) == toBase18(1000.0)
    m.bot.getVesting(m.DT.address, m.publisher)
    assert _supplies(m) == (8800.0, 1200.0, 200.0, 1000.0)
    assert m.DT.balanceOf_base(m.publisher.address) == toBase18(1000.0)
    assert m.bot.isVestingOver(m.DT.address)


def test_trade_does_not_concern_the_bot(chain):
    """Swaps of every kind leave the bot as it is. What comes back is what was quoted."""
    m = Market()
    O, D = m.OCEAN.address, m.DT.address
    quote = m.pool.getAmountOutExactIn(O, D, toBase18(100.0))
    assert m.buy(100.0) == quote.amount_base == m.DT.balanceOf_base(m.trader.address)
    assert quote[1:] == (toBase18(3.0), 0, toBase18(1.0), 0)
    quote = m.pool.getAmountInExactOut(O, D, toBase18(1.0))
    cost, price = m.pool.swapExactAmountOut(O, HUGEINT, D, toBase18(1.0), HUGEINT, m.trader).returned
    assert cost == quote.amount_base
    assert price == m.pool.getSpotPrice_base(O, D)
    back = m.pool.swapExactAmountIn(D, toBase18(2.0), O, 0, HUGEINT, m.trader).returned[0]
    m.pool.swapExactAmountOut(D, HUGEINT, O, toBase18(3.0), HUGEINT, m.trader)
    spent = toBase18(10000.0) - m.OCEAN.balanceOf_base(m.trader.address)
    assert spent == toBase18(100.0) + cost - back - toBase18(3.0)
    assert m.bot.getDatatokenBalance_base(D) == m.DT.balanceOf_base(m.bot.address) == toBase18(9800.0)
    assert m.pool.balanceOf_base(m.bot.address) == toBase18(50.0)


def test_bot_stakes_along(chain):
    """When somebody stakes OCEAN, the bot adds DT and gets as many BPT."""
    m = Market()
    receipt = m.pool.joinswapExternAmountIn(toBase18(100.0), 0, m.staker)
    bpt = receipt.returned
    added = m.pool.getBalance_base(m.DT.address) - toBase18(200.0)
    assert m.pool.balanceOf_base(m.staker.address) == m.pool.botBPT_base(receipt) == bpt > 0
    assert m.pool.balanceOf_base(m.bot.address) == toBase18(50.0) + bpt
    assert m.bot.getDatatokenBalance_base(m.DT.address) == m.DT.balanceOf_base(m.bot.address)
    assert m.bot.getDatatokenBalance_base(m.DT.address) == toBase18(9800.0) - added
    assert added > 0


def test_bot_unstakes_along(chain):
    """When somebody unstakes, the bot burns as many BPT and takes DT back; the staker gets OCEAN alone."""
    m = Market()
    m.stake(100.0)
    bot_DT, bot_BPT = m.bot.getDatatokenBalance_base(m.DT.address), m.pool.balanceOf_base(m.bot.address)
    expected = m.pool.calcSingleOutPoolIn_base(m.OCEAN.address, toBase18(1.0))
    receipt = m.pool.exitswapPoolAmountIn(toBase18(1.0), 0, m.staker)
    assert receipt.returned == expected
    assert m.pool.botBPT_base(receipt) == toBase18(1.0)
    assert m.pool.balanceOf_base(m.bot.address) == bot_BPT - toBase18(1.0)
    assert m.bot.getDatatokenBalance_base(m.DT.address) > bot_DT
    assert m.DT.balanceOf_base(m.staker.address) == 0


def test_a_stakers_limits_hold(chain):
    """More BPT, or more OCEAN back, than there is for it, is refused; so is more than half of the reserve."""
    m = Market()
    expected = m.pool.calcPoolOutSingleIn_base(m.OCEAN.address, toBase18(100.0))
    for refused in (
        lambda: m.pool.joinswapExternAmountIn(toBase18(100.0), expected + 1, m.staker),
        lambda: m.pool.exitswapPoolAmountIn(toBase18(5.0), toBase18(2000.0), m.publisher),
    ):
        with pytest.raises(TxReverted, match="ERR_LIMIT_OUT"):
            refused()
    with pytest.raises(TxReverted, match="ERR_MAX_IN_RATIO"):
        m.stake(1000.1)
    assert m.pool.joinswapExternAmountIn(toBase18(100.0), expected, m.staker).returned == expected


def test_bot_keeps_what_is_vesting(chain):
    """When stakers need more DT than the bot has and does not vest, it stays away, and staking is as in V3:
    the price of DT rises.
    """
    m = Market(cap=300.0, vest=30.0)
    D = m.DT.address
    m.stake(600.0)
    price, bot_DT = m.price(), m.bot.getDatatokenBalance_base(D)
    free = bot_DT - m.bot.getvestingAmount_base(D)
    assert 0 < free < toBase18(30.0)
    assert m.bot.canStake(D, free)
    assert not m.bot.canStake(D, free + 1)
    receipt = m.pool.joinswapExternAmountIn(toBase18(600.0), 0, m.staker)
    assert m.pool.botBPT_base(receipt) == 0
    assert m.bot.getDatatokenBalance_base(D) == bot_DT
    assert m.price() > 1.2 * price


def test_bot_that_has_too_few_BPT_stays_away(chain):
    """Who unstakes more BPT than the bot has, unstakes alone, and the price of DT falls."""
    m = Market()
    chain.advance(1, VEST_BLOCKS)
    m.bot.getVesting(m.DT.address, m.publisher)
    m.pool.joinPool(toBase18(100.0), [HUGEINT, HUGEINT], m.publisher)
    # The bot's 50 BPT shrink with each exit that it joins in.
    for _ in range(9):
        m.pool.exitswapPoolAmountIn(toBase18(5.0), 0, m.publisher)
    left, price = m.pool.balanceOf_base(m.bot.address), m.price()
    assert left == toBase18(5.0)
    assert m.bot.canUnStake(m.DT.address, left)
    assert not m.bot.canUnStake(m.DT.address, left + 1)
    receipt = m.pool.exitswapPoolAmountIn(toBase18(6.0), 0, m.publisher)
    assert m.pool.botBPT_base(receipt) == 0
    assert m.pool.balanceOf_base(m.bot.address) == left
    assert m.price() < 0.95 * price
