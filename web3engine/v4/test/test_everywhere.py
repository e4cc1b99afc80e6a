"""One story of Ocean V4 on every chain there is: the same numbers to the wei, the same logs, the same gas."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.chain import Chain
from web3engine.test import conformance
from web3engine.test.conformance import facts
from web3engine.v4.fixedrateexchange import FixedRateExchange
from web3engine.v4.oceanv4util import (
    createDispenserFromDatatoken,
    createNftWithErc20WithPool,
    datatokenData,
    fixedData,
    poolData,
)
from web3engine.v4.structs import ConsumeMarketFee, NftData, signedProviderFee
from web3engine.v4.test.market import VEST_BLOCKS, Market, datatoken

both, twins = conformance.both, conformance.twins


def _story(chain: Chain):
    """Publishing in all ways, trading, staking, vesting, ordering, collecting; each step with its books."""
    m = Market()
    pool, O, D, consume = m.pool, m.OCEAN.address, m.DT.address, m.consume_market.address
    fee = ConsumeMarketFee(consume, O, toBase18(0.5))
    signed = signedProviderFee(m.market, O, toBase18(0.25), valid_until=10**10, data=b"{}")
    sold, free, exchange = datatoken(m.publisher), datatoken(m.publisher), FixedRateExchange()
    id = sold.createFixedRate(fixedData(toBase18(2.0), m.publisher, toBase18(0.01)), m.publisher)
    dispenser = createDispenserFromDatatoken(free, m.publisher)
    for spender in (exchange.address, D):
        m.OCEAN.approve(spender, HUGEINT, m.trader)
    steps = [
        lambda: pool.swapExactAmountIn(O, toBase18(33.3), D, 0, HUGEINT, m.trader, consume, toBase18(0.02)),
        lambda: pool.swapExactAmountOut(O, HUGEINT, D, toBase18(1.7), HUGEINT, m.trader, consume, toBase18(0.1)),
        lambda: pool.swapExactAmountIn(D, toBase18(0.9), O, 0, HUGEINT, m.trader),
        lambda: pool.joinswapExternAmountIn(toBase18(123.4), 0, m.staker),
        lambda: pool.exitswapPoolAmountIn(toBase18(1.1), 0, m.staker),
        lambda: pool.joinPool(toBase18(0.3), [HUGEINT, HUGEINT], m.trader),
        lambda: pool.exitPool(toBase18(0.2), [0, 0], m.trader),
        lambda: m.bot.getVesting(D, m.staker),
        lambda: m.DT.startOrder(m.trader.address, 3, signed, m.trader, fee),
        lambda: m.DT.reuseOrder(bytes(32), signed, m.trader),
        lambda: exchange.buyDT(id, toBase18(4.0), HUGEINT, m.trader),
        lambda: dispenser.dispense(free.address, toBase18(1.0), m.trader.address, m.trader),
        lambda: pool.collectMarketFee(m.staker),
    ]
    seen = []
    for step in steps:
        receipt = step()
        chain.advance(60)
        books = [token.balanceOf_base(who) for token in (m.OCEAN, m.DT, pool) for who in m.everybody()]
        seen.append((facts(receipt), receipt.returned, pool.getSpotPrice_base(O, D), books))
    with pytest.raises(TxReverted) as e:
        pool.exitswapPoolAmountIn(toBase18(45.0), 0, m.publisher)
    pool_data = poolData(m.publisher, toBase18(100.0), DT_vest_num_blocks=VEST_BLOCKS)
    erc = datatokenData("token", "DT", toBase18(10000.0), m.publisher)
    made = createNftWithErc20WithPool(NftData("data", "DATA"), erc, pool_data, m.publisher)
    return seen, e.value.reason, [contract.address for contract in made], chain.height()


def test_V4_is_the_same_everywhere(twins):
    """On both embedded engines, Ganache and Anvil each step gives the same, logs the same, and uses the same gas."""
    seen, reason, made, _ = twins.same(_story)
    assert reason == "ERR_MAX_OUT_RATIO"
    assert len(set(made)) == 3
    # No chain's word is taken for it: 33.3 OCEAN less 6 % into 2000 OCEAN and 200 DT.
    assert seen[0][1][0] == pytest.approx(200e18 * (1 - 2000 / (2000 + 33.3 * 0.94)), rel=1e-9)
