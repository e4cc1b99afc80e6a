"""What Ocean V4's contracts do wrong. An experiment must know it, so these tests say exactly what happens."""

from __future__ import annotations

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.v4.test import market
from web3engine.v4.test.market import VEST_BLOCKS, Market

engine, chain = market.engine, market.chain


def test_no_claim_after_a_claim_past_the_end(chain):
    """A claim notes its own block, though nothing vests after the end. From a claim past the end on, the bot computes
    end less noted block, which is negative: every later claim reverts, and so does asking what there is to claim.
    """
    m = Market()
    chain.advance(1, VEST_BLOCKS)
    m.bot.getVesting(m.DT.address, m.publisher)
    assert m.bot.getvestingLastBlock(m.DT.address) > m.bot.getvestingEndBlock(m.DT.address)
    assert m.bot.isVestingOver(m.DT.address)
    for claim in (
        lambda: m.bot.getVesting(m.DT.address, m.publisher),
        lambda: m.bot.getAvailableVesting_base(m.DT.address),
    ):
        with pytest.raises(TxReverted) as e:
            claim()
        assert e.value.reason == "Panic(0x11): a number over- or underflowed"


def test_claims_leave_a_residue(chain):
    """Each claim is rounded down, and what is left over is never paid."""
    m = Market()
    DT, vest, paid = m.DT.address, toBase18(1000.0), 0
    while not m.bot.isVestingOver(DT):
        left = m.bot.getvestingEndBlock(DT) - chain.height()
        chain.advance(1, min(9, left - 1) or 1)
        blocks = chain.height() + 1 - m.bot.getvestingLastBlock(DT)
        m.bot.getVesting(DT, m.publisher)
        paid += vest * blocks // VEST_BLOCKS
    assert m.bot.getvestingLastBlock(DT) == m.bot.getvestingEndBlock(DT)
    assert m.DT.balanceOf_base(m.publisher.address) == m.bot.getvestingAmountSoFar_base(DT) == paid
    assert 0 < vest - paid < VEST_BLOCKS
    # Claimed in the very last block, asking for more gives none; it does not revert.
    assert m.bot.getAvailableVesting_base(DT) == 0
    assert m.bot.vested_base(m.bot.getVesting(DT, m.publisher)) == 0


def test_vesting_plays_no_part_in_the_size_of_a_new_pool(chain):
    """A pool may begin with so many DT that the bot cannot pay what vests: it then never does, silently."""
    m = Market(liquidity=9500.0, cap=1000.0, vest=100.0)
    assert m.bot.getDatatokenBalance_base(m.DT.address) == toBase18(50.0)
    chain.advance(1, VEST_BLOCKS)
    assert m.bot.getAvailableVesting_base(m.DT.address) == toBase18(100.0)
    assert m.bot.vested_base(m.bot.getVesting(m.DT.address, m.publisher)) == 0
    assert m.DT.balanceOf_base(m.publisher.address) == 0


def test_consume_market_fee_is_counted_twice(chain):
    """In an exact-in swap the consume market is paid at once, and its fee stays in the pool's books all the same: the
    pool holds that much less than its reserve and the fees that it owes.
    """
    m = Market()
    O = m.OCEAN.address
    m.buy(100.0)
    assert m.slack(O) == 0
    m.buy(100.0, consume_fee=0.1)
    assert m.OCEAN.balanceOf_base(m.consume_market.address) == toBase18(10.0)
    assert m.slack(O) == -toBase18(10.0)
    m.buy(50.0, consume_fee=0.02)
    assert m.slack(O) == -toBase18(11.0)
    assert m.slack(m.DT.address) == 0


def test_exact_out_swap_counts_it_once(chain):
    """An exact-out swap pays all fees out of what comes in, and books a bit less than is left: nobody owns the rest."""
    m = Market()
    O, D = m.OCEAN.address, m.DT.address
    receipt = m.pool.swapExactAmountOut(
        O, HUGEINT, D, toBase18(10.0), HUGEINT, m.trader, m.consume_market.address, toBase18(0.1)
    )
    fees, cost = m.pool.swapFees(receipt), receipt.returned[0]
    assert m.OCEAN.balanceOf_base(m.consume_market.address) == fees.consume_market_fee_base
    assert fees.consume_market_fee_base == pytest.approx(0.1 * cost, rel=1e-12)
    assert m.slack(O) > 0


def test_the_last_to_leave_pays_for_it(chain):
    """The pool pays whoever leaves by its books. When 200 OCEAN of consume-market fees were counted twice, the
    publisher can unstake until the pool has almost none left; who unstakes next, and the publishing market that comes
    for its fees, are refused, though by the books 200 OCEAN is there.
    """
    m = Market()
    for _ in range(10):
        m.buy(200.0, consume_fee=0.1)
    assert m.slack(m.OCEAN.address) == -toBase18(200.0)
    m.stake(20.0)
    staked = m.pool.balanceOf_base(m.staker.address)

    def leave():
        while (bpt := m.pool.balanceOf_base(m.publisher.address)) > toBase18(0.001):
            m.pool.exitswapPoolAmountIn(bpt // 20, 0, m.publisher)

    with pytest.raises(TxReverted, match="ERC20: transfer amount exceeds balance"):
        leave()
    reserve, held = m.pool.getBalance_base(m.OCEAN.address), m.OCEAN.balanceOf_base(m.pool.address)
    fees = m.pool.publishMarketFees_base(m.OCEAN.address)
    assert reserve + fees - held == toBase18(200.0)
    assert m.pool.calcSingleOutPoolIn_base(m.OCEAN.address, staked) > held
    assert fees > held
    with pytest.raises(TxReverted, match="ERC20: transfer amount exceeds balance"):
        m.unstake(staked)
    with pytest.raises(TxReverted, match="ERC20: transfer amount exceeds balance"):
        m.pool.collectMarketFee(m.market)


def test_two_sided_joins_and_exits_pass_the_bot_by(chain):
    """With DT one can stake and unstake both tokens in proportion; the bot neither stakes nor unstakes along, so that
    its share of the pool shrinks, or grows to nearly all of it.
    """
    m = Market()
    m.buy(500.0)
    bot_DT, bot_BPT = m.bot.getDatatokenBalance_base(m.DT.address), m.pool.balanceOf_base(m.bot.address)
    price = m.price()
    m.pool.joinPool(toBase18(10.0), [HUGEINT, HUGEINT], m.trader)
    assert m.pool.balanceOf_base(m.trader.address) == toBase18(10.0)
    assert m.pool.totalSupply_base() == toBase18(110.0)
    assert m.price() == pytest.approx(price, rel=1e-12)

    # The publisher takes DT out that it never paid for: one-sided staking was to prevent just that.
    m.pool.exitPool(toBase18(50.0), [0, 0], m.publisher)
    assert fromBase18(m.DT.balanceOf_base(m.publisher.address)) == pytest.approx(m.inPool(m.DT) * 50 / 60)
    assert m.price() == pytest.approx(price, rel=1e-12)
    assert m.bot.getDatatokenBalance_base(m.DT.address) == bot_DT
    assert m.pool.balanceOf_base(m.bot.address) == bot_BPT


def test_bot_forgets_datatokens(chain):
    """When somebody unstakes, the bot burns as many BPT, and only then asks itself whether it has so many. Where less
    are left than it burnt, it receives the datatokens, but its books do not: it can never use them again.
    """
    m = Market()
    D = m.DT.address
    # Somebody else has so much of the pool that a third of it is out of the publisher's reach.
    m.buy(700.0)
    m.buy(700.0)
    m.pool.joinPool(toBase18(40.0), [HUGEINT, HUGEINT], m.trader)
    for _ in range(8):
        m.pool.exitswapPoolAmountIn(toBase18(5.0), 0, m.publisher)
    before = m.DT.balanceOf_base(m.bot.address)
    assert m.bot.getDatatokenBalance_base(D) == before
    assert m.pool.balanceOf_base(m.bot.address) == toBase18(10.0)

    receipt = m.pool.exitswapPoolAmountIn(toBase18(5.5), 0, m.publisher)
    assert m.pool.botBPT_base(receipt) == toBase18(5.5)
    assert m.DT.balanceOf_base(m.bot.address) > before + toBase18(5.0)
    assert m.bot.getDatatokenBalance_base(D) == before
