"""Pools behind the seam, and those who trade in them, on Balancer's own contract."""

from __future__ import annotations

import math

import pytest

from assets.agents.amm.ArbitrageurAgent import ArbitrageurAgent
from assets.agents.amm.BalancerAmmPool import BalancerAmmPool
from assets.agents.amm.NoiseTraderAgent import NoiseTraderAgent
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from assets.agents.theory.arbitrage import logFee
from util.base18 import toBase18
from util.constants import HUGEINT, S_PER_DAY
from util.errors import TxReverted
from web3engine.globaltokens import OCEANtoken, mintOCEAN
from web3engine.oceanv3util import Stake, createBPool, createDatatoken

X, Y = 500.0, 1e6
FEE = 0.003


def pooled(alice, weight_x=0.5, fee=FEE):
    """A pool of X x and Y OCEAN; Alice holds as much again of both, many times over."""
    mintOCEAN(alice.address, toBase18(1e9))
    x = createDatatoken("X", toBase18(1e9), alice, cap_base=HUGEINT)
    stakes = [
        Stake(x, toBase18(X), toBase18(50 * weight_x)),
        Stake(OCEANtoken(), toBase18(Y), toBase18(50 - 50 * weight_x)),
    ]
    pool = BalancerAmmPool(createBPool(stakes, alice, toBase18(fee)), x, OCEANtoken())
    pool.approveAll(alice)
    return pool


def trader(cls, alice, pool, *args):
    """One who acts at a price outside, with the purse of an arbitrageur."""
    market = ExternalMarketAgent("external_market", Y / X, 0.05)
    agent = cls("trader", pool, market, 1e9, *args)
    pool.x.transfer(agent.address, toBase18(1e6), alice)
    pool.approveAll(agent.web3wallet)
    return agent, market


def test_what_a_pool_is_like_is_read_from_its_contract(alice):
    """Weights and fee; what it holds, to the wei."""
    pool = pooled(alice, weight_x=0.8, fee=0.01)
    assert (pool.weight_x, pool.fee) == (0.8, 0.01)
    assert pool.reserves() == (X, Y)
    assert pool.reserves_base() == (toBase18(X), toBase18(Y))


@pytest.mark.parametrize("sells_x", [True, False])
def test_a_swap_is_what_the_contract_says(alice, sells_x):
    """What comes out arrives in the wallet, and the reserves that are kept in mind are those of the contract."""
    pool = pooled(alice)
    paid, got = (pool.x, pool.y) if sells_x else (pool.y, pool.x)
    before = [token.balanceOf_base(alice.address) for token in (paid, got)]
    amount = 1.5 if sells_x else 3000.0
    swapped = pool.swapIn(sells_x, amount, alice)
    after = [token.balanceOf_base(alice.address) for token in (paid, got)]
    assert before[0] - after[0] == toBase18(amount) == toBase18(swapped.amount_in)
    assert after[1] - before[1] == toBase18(swapped.amount_out)
    assert pool.reserves_base() == pool.readReserves_base()
    assert swapped.fee == FEE * amount
    # At the price inside, a trader loses the fee and the slippage, and nothing else.
    worth = 3000.0
    assert swapped.cost(Y / X) == pytest.approx(worth * (FEE + worth / Y), rel=0.01)


def test_a_pool_notices_that_somebody_else_traded(alice):
    """Through the contract itself, behind its back."""
    pool = pooled(alice)
    assert pool.reserves()[1] == Y
    pool.pool.swapExactAmountIn(pool.y.address, toBase18(100.0), pool.x.address, 0, HUGEINT, alice)
    assert pool.reserves()[1] == Y + 100.0


@pytest.mark.parametrize("weight_x", [0.02, 0.2, 0.5, 0.8, 0.98])
@pytest.mark.parametrize("sells_x", [True, False])
def test_the_limit_of_a_swap_is_the_contracts(alice, weight_x, sells_x):
    """It takes that much, and refuses a millionth more."""
    pool = pooled(alice, weight_x)
    limit = pool.maxIn(sells_x)
    with pytest.raises(TxReverted):
        pool.swapIn(sells_x, limit * (1 + 1e-6), alice)
    assert pool.swapIn(sells_x, limit, alice).amount_out > 0


@pytest.mark.parametrize("weight_x", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("push", [-0.3, -0.02, 0.02, 0.3])
def test_an_arbitrageur_leaves_no_profit(alice, state, weight_x, push):
    """One swap moves the pool to the edge of what its fee protects; a second look finds nothing to do."""
    pool = pooled(alice, weight_x)
    arbitrageur, market = trader(ArbitrageurAgent, alice, pool)
    market.price = pricedAt(pool, push)
    arbitrageur.takeStep(state)
    assert arbitrageur.n_trades == 1
    z = pool.mispricing(market.price)
    # The fee stays in the pool and carries its price a little further.
    assert logFee(FEE) - FEE * abs(push) <= abs(z) <= logFee(FEE) + 1e-9
    assert arbitrageur.profit > 0.0
    assert arbitrageur.fees == pytest.approx(FEE * arbitrageur.volume, rel=1e-12)
    arbitrageur.takeStep(state)
    assert (arbitrageur.n_trades, state.n_reverts) == (1, 0)


def pricedAt(pool, z):
    """The price outside at which the pool's mispricing is `z`."""
    x, y = pool.reserves()
    return y * pool.weight_x / (x * (1.0 - pool.weight_x)) * math.exp(z)


@pytest.mark.parametrize("push", [-5.0, 5.0])
def test_what_a_pool_refuses_at_once_it_gets_in_slices(alice, state, push):
    """After a price change by a factor of 148, still nothing is left, and nothing was refused."""
    pool = pooled(alice)
    arbitrageur, market = trader(ArbitrageurAgent, alice, pool)
    market.price = pricedAt(pool, push)
    arbitrageur.takeStep(state)
    assert abs(pool.mispricing(market.price)) <= logFee(FEE) + 1e-9
    assert (arbitrageur.n_trades, state.n_reverts) == (1, 0)
    assert pool.reserves_base() == pool.readReserves_base()


def test_gas_keeps_an_arbitrageur_from_small_trades(alice, state):
    """It trades if the profit exceeds what the transaction costs, and keeps separate books of it."""
    pool = pooled(alice)
    arbitrageur, market = trader(ArbitrageurAgent, alice, pool)
    market.price = pricedAt(pool, 0.01)
    arbitrageur.takeStep(state)
    profit = arbitrageur.profit
    assert profit > 0.0

    for gas_cost, n_trades in ((1.001 * profit, 0), (0.999 * profit, 1)):
        pool = pooled(alice)
        arbitrageur, market = trader(ArbitrageurAgent, alice, pool, gas_cost)
        market.price = pricedAt(pool, 0.01)
        arbitrageur.takeStep(state)
        assert arbitrageur.n_trades == n_trades
        assert arbitrageur.gas_spent == n_trades * gas_cost
        assert arbitrageur.profit == pytest.approx(n_trades * profit, rel=1e-9)


def test_noise_traders_bring_the_volume_that_is_asked_for(alice, state):
    """On average; both ways alike; they pay the fee, and slippage in addition."""
    pool = pooled(alice)
    noise, market = trader(NoiseTraderAgent, alice, pool, 40_000.0, 200.0)
    market.dt_days = 0.05
    for _ in range(100):
        noise.takeStep(state)
        market.price = pricedAt(pool, 0.0)
    # A compound Poisson sum over 5 days: 1000 trades, whose squares have the mean 2 * 200^2.
    assert noise.volume == pytest.approx(200_000.0, abs=4 * math.sqrt(1000 * 2) * 200.0)
    assert noise.fees == pytest.approx(FEE * noise.volume, rel=1e-12)
    assert noise.cost > noise.fees
    assert noise.cost_rel == pytest.approx(noise.cost / (2 * Y), rel=0.1)
    assert state.n_reverts == 0


def test_without_volume_nothing_is_drawn(alice, state):
    """So that prices do not depend on whether noise traders are there."""
    pool = pooled(alice)
    noise, market = trader(NoiseTraderAgent, alice, pool, 0.0, 200.0)
    market.dt_days = S_PER_DAY
    before = state.rng.getstate()
    noise.takeStep(state)
    assert state.rng.getstate() == before
    assert noise.volume == 0.0


def test_a_noise_trade_above_the_limit_is_reduced_to_it(alice, state):
    """Rather than refused."""
    pool = pooled(alice)
    noise, market = trader(NoiseTraderAgent, alice, pool, 1e8, 1e8)
    market.dt_days = 3.0
    noise.takeStep(state)
    assert noise.volume > 0.0
    assert state.n_reverts == 0
