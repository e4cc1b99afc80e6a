"""Known numbers of a V4 pool, on chain: staking, unstaking, a publisher who leaves, a publisher who dumps what vested.

Every number is held twice: at the digits that are known, and to 1e-6 against the model in exact integers.
"""

from __future__ import annotations

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.v4.test import market
from web3engine.v4.test.market import VEST_BLOCKS, Market
from web3engine.v4.test.model import PoolModel

engine, chain = market.engine, market.chain

CLOSE = 1e-6


def _market():
    """4999 OCEAN and 499.9 DT of 1000, of which 100 vest; 500 OCEAN is staked. Gives its model and the BPT, too."""
    m = Market(liquidity=4999.0, cap=1000.0, vest=100.0)
    model = PoolModel(*[toBase18(x) for x in (4999.0, 499.9, 1000.0, 100.0, 0.03, 0.01)])
    bpt = m.stake(500.0)
    assert model.join(toBase18(500.0)) == pytest.approx(bpt, rel=CLOSE)
    return m, model, bpt


def _agree(m, model):
    """Books of pool and bot are the model's."""
    assert m.pool.getBalance_base(m.OCEAN.address) == pytest.approx(model.books["O"], rel=CLOSE)
    assert m.pool.getBalance_base(m.DT.address) == pytest.approx(model.books["D"], rel=CLOSE)
    assert m.pool.totalSupply_base() == pytest.approx(model.supply, rel=CLOSE)
    assert m.bot.getDatatokenBalance_base(m.DT.address) == pytest.approx(model.bot_DT, rel=CLOSE)
    assert m.pool.balanceOf_base(m.bot.address) == pytest.approx(model.bot_BPT, rel=CLOSE)


def test_stake(chain):
    """500 OCEAN into 4999 give 4.810291 BPT; the bot adds 47.6538 DT; the price goes from 10.000 to 10.0428."""
    m, model, bpt = _market()
    assert fromBase18(bpt) == pytest.approx(4.810291, abs=5e-7)
    assert m.inPool(m.DT) - 499.9 == pytest.approx(47.6538, abs=5e-5)
    assert m.price() == pytest.approx(10.0428, abs=5e-5)
    assert m.price() == pytest.approx(model.price(), rel=CLOSE)
    _agree(m, model)


def test_unstake_at_once(chain):
    """Who unstakes at once gets 464.94 of the 500 OCEAN: the fee alone takes 7 %."""
    m, model, bpt = _market()
    out = m.unstake(bpt)
    assert fromBase18(out) == pytest.approx(464.94, abs=5e-3)
    assert out == pytest.approx(model.exit(bpt), rel=CLOSE)
    _agree(m, model)


def test_publisher_leaves(chain):
    """The publisher unstakes 10 % of what it has left, 25 times. The staker's 4.81 BPT are then worth more than a third
    of the reserve, so the pool refuses all of them at once. Asking for all that is left, and for a tenth less each time
    that is refused, it gets 473.20 OCEAN, a loss of 26.80; the price is then 12.86.
    """
    m, model, bpt = _market()
    for _ in range(25):
        part = m.pool.balanceOf_base(m.publisher.address) // 10
        out = m.pool.exitswapPoolAmountIn(part, 0, m.publisher).returned
        assert out == pytest.approx(model.exit(part), rel=CLOSE)
    with pytest.raises(TxReverted, match="ERR_MAX_OUT_RATIO"):
        m.unstake(bpt)

    got = n_exits = 0
    while bpt:
        part = bpt
        while 3 * m.pool.calcSingleOutPoolIn_base(m.OCEAN.address, part) > m.pool.getBalance_base(m.OCEAN.address):
            part = part * 9 // 10
        out = m.unstake(part)
        assert out == pytest.approx(model.exit(part), rel=CLOSE)
        got, n_exits, bpt = got + out, n_exits + 1, bpt - part
    assert n_exits == 2
    assert fromBase18(got) == pytest.approx(473.20, abs=5e-3)
    assert m.price() == pytest.approx(12.86, abs=5e-3)
    _agree(m, model)


def test_publisher_dumps_what_vested(chain):
    """100 DT that vested, sold at once, give the publisher 820.3 OCEAN; the price falls to 7.24, and the staker gets
    395.6 of the 500 OCEAN.
    """
    m, model, bpt = _market()
    chain.advance(1, VEST_BLOCKS)
    vested = m.bot.vested_base(m.bot.getVesting(m.DT.address, m.publisher))
    assert vested == toBase18(100.0) == m.DT.balanceOf_base(m.publisher.address)
    model.vest(vested)

    receipt = m.pool.swapExactAmountIn(m.DT.address, vested, m.OCEAN.address, 0, HUGEINT, m.publisher)
    out = receipt.returned[0]
    assert fromBase18(out) == pytest.approx(820.3, abs=0.05)
    assert out == pytest.approx(model.swapIn("D", vested), rel=CLOSE)
    assert m.price() == pytest.approx(7.24, abs=5e-3)
    assert m.pool.swapFees(receipt)[:4] == (toBase18(3.0), 0, toBase18(1.0), 0)

    got = m.unstake(bpt)
    assert fromBase18(got) == pytest.approx(395.6, abs=0.05)
    assert got == pytest.approx(model.exit(bpt), rel=CLOSE)
    _agree(m, model)


def test_staking_is_not_quite_neutral(chain):
    """100 OCEAN into 2000 give 2.432905 BPT and bring 9.759701 DT: the price drifts from 10.0 to 10.01146, because the
    bot's share is computed when the staker's is in the supply already.
    """
    m = Market(liquidity=2000.0)
    assert m.price() == 10.0
    bpt = m.stake(100.0)
    assert fromBase18(bpt) == pytest.approx(2.432905, abs=5e-7)
    assert m.inPool(m.DT) - 200.0 == pytest.approx(9.759701, abs=5e-7)
    assert m.price() == pytest.approx(10.01146, abs=5e-6)
    model = PoolModel(*[toBase18(x) for x in (2000.0, 200.0, 10000.0, 1000.0, 0.03, 0.01)])
    assert model.join(toBase18(100.0)) == pytest.approx(bpt, rel=CLOSE)
    _agree(m, model)
