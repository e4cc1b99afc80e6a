"""What the logs of a pair tell, and when they cannot be played. What they tell rightly, test_replay.py plays."""

from __future__ import annotations

import pytest

from assets.agents.replay.History import EXIT, FEE, JOIN, SWAP
from assets.agents.replay.test.wildmarket import DECIMALS, WildMarket
from assets.agents.replay.uniswapv2logs import historyOf
from assets.agents.replay.UniswapV2Replay import UniswapV2Replay
from util.errors import ParameterError
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE


@pytest.fixture
def market(chain):
    """With nothing in it but what it began with."""
    requirePackage(PACKAGE)
    return WildMarket(3)


def test_shares_are_those_of_the_events(market):
    """What a join made, and what an exit burned."""
    before = market.pair.totalSupply_base()
    market.join(10**9, 10**18)
    made = market.pair.totalSupply_base() - before
    market.exit()
    burned = before + made - market.pair.totalSupply_base()
    joined, left = market.history().events
    assert (joined.kind, joined.shares, joined.paid_in) == (JOIN, made, (10**9, 10**18))
    assert (left.kind, left.shares, left.paid_in) == (EXIT, burned, (0, 0))


def test_a_gift_before_a_swap_is_part_of_it(market):
    """A pair counts all that it finds."""
    before = market.pair.getReserves()[:2]
    market.pay(5, 7)
    market.pay(10**9, 0)
    market.note(market.pair.swap(0, 10**17, market.wallet.address, market.wallet))
    (swap,) = market.history().events
    assert (swap.kind, swap.paid_in, swap.paid_out) == (SWAP, (10**9 + 5, 7), (0, 10**17))
    assert swap.reserves == (before[0] + 10**9 + 5, before[1] + 7 - 10**17)


def test_the_protocols_own_fee_is_told_and_not_for_new_pairs(market):
    """It makes shares from a product of reserves that only the pair itself knows."""
    market.factory.setFeeTo(market.wallet.address, market.wallet)
    market.join(10**9, 10**18)
    market.pay(10**12, 0)
    market.note(market.pair.swap(0, 10**20, market.wallet.address, market.wallet))
    before = market.pair.totalSupply_base()
    market.exit()
    history = market.history()
    *_, fee, left = history.events
    assert [event.kind for event in history.events] == [JOIN, SWAP, FEE, EXIT]
    assert market.pair.totalSupply_base() - before == fee.shares - left.shares
    with pytest.raises(ParameterError, match="the protocol's own fee was on.*Try: a fork"):
        UniswapV2Replay.begin(history, market.wallet)


def test_logs_that_are_missing_are_noticed(market):
    """An event without its Sync; and reserves that fell for no reason, as where the first events are left out."""
    market.swap()
    market.swapBoth()
    without_sync = [log for log in market.logs if len(log.data) != 64]
    with pytest.raises(ParameterError, match="they have no Sync before it.*Try: all logs"):
        historyOf(market.opening, DECIMALS, market.pair.address, without_sync)
    more = market.opening._replace(reserves=tuple(2 * reserve for reserve in market.opening.reserves))
    with pytest.raises(ParameterError, match="the pair had less than it should"):
        historyOf(more, DECIMALS, market.pair.address, market.logs)
