"""A pool of Ocean V4, as other agents see it: prices, trades, the bot, vesting, fees."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.agents.market.ListingAgent import PoolVolumes
from assets.agents.oceanv4.PoolAgentV4 import PoolAgentV4
from assets.agents.test.tradersV4 import Accounts, communityTakes, person, publishedV4
from util.errors import InsufficientFunds, ParameterError, TxReverted
from web3engine.bpool import BPool as BPoolV3
from web3engine.deployments import addressOf
from web3engine.globaltokens import OCEANtoken
from web3engine.v4.sidestaking import SideStaking


@pytest.fixture
def pool(chain, state):
    """A pool of 4999 OCEAN and 499.9 DT, with a cap of 1000 of which 100 vests; fees of 3 % and 1 %."""
    return publishedV4(state)[0]


# ---- what it is like


def test_it_knows_its_pool_its_datatoken_and_who_is_who(chain, state, pool):
    """The controller is the bot; the publisher owns the data NFT."""
    publisher = state.getAgent("pub1")
    assert (pool.name, pool.role, pool.address) == ("pool0", "pool", pool.pool.address)
    assert pool.datatoken.address == pool.datatoken_address == pool.pool.getDatatokenAddress()
    assert pool.controller_address == SideStaking().address
    assert pool.minter_address == pool.publisherAddress() == publisher.address
    assert state.agents.filterByNonzeroStake(publisher) == {"pool0": pool}


def test_it_tells_what_is_in_it(chain, pool):
    """10 OCEAN per DT, and 10/0.96 with fees; the bot holds half of the shares, and the other datatokens."""
    assert (pool.OCEANreserve(), pool.DTreserve(), pool.BPTsupply()) == (4999.0, 499.9, 100.0)
    assert pool.spotPrice() == pytest.approx(10.0, rel=1e-12)
    assert pool.price() == pytest.approx(10.0 / 0.96, rel=1e-12)
    assert pool.TVL() == pytest.approx(9998.0, rel=1e-12)
    assert (pool.botDT(), pool.botBPT(), pool.circulatingDT()) == (500.1, 50.0, 499.9)
    assert (pool.vestedDT(), pool.unvestedDT(), pool.missingDT()) == (0.0, 100.0, 0.0)


def test_it_does_nothing_and_holds_nothing(chain, state, pool):
    """A step costs no transaction."""
    height = chain.height()
    pool.takeStep(state)
    assert (chain.height(), pool.USD(), pool.OCEAN()) == (height, 0.0, 0.0)


def test_other_pools_are_refused(chain, pool):
    """A pool of V3 is not one of V4, nor is an address."""
    wrong: Any
    for wrong in (BPoolV3(pool.address), pool.address):
        with pytest.raises(TypeError):
            PoolAgentV4("pool1", wrong)


def test_a_pool_without_tokens_is_refused(chain, pool):
    """A pool without tokens is refused, such as the contract that pools are clones of."""
    with pytest.raises(ParameterError, match="OCEAN and one datatoken"):
        PoolAgentV4("pool1", type(pool.pool)(addressOf("v4/BPool")))


# ---- what trades come to


def test_stake_and_unstake(chain, pool):
    """500 OCEAN brings 4.810291 BPT; the bot adds 47.6538 DT; the price hardly moves. Leaving brings 464.94 OCEAN."""
    agent = person()
    shares = pool.stake(agent, 500.0)
    assert shares == pytest.approx(4.810291, rel=1e-6)
    assert 500.1 - pool.botDT() == pytest.approx(47.6538, rel=1e-6)
    assert pool.spotPrice() == pytest.approx(10.0428, rel=1e-5)
    assert agent.BPT(pool.pool) == shares
    worth = shares / pool.BPTsupply() * pool.TVL()
    got = pool.unstake(agent, shares)
    assert got == pytest.approx(464.94, rel=1e-5)
    assert agent.BPT(pool.pool) == 0.0
    assert agent.OCEAN() == pytest.approx(4500.0 + got, rel=1e-12)
    assert pool.volumes == PoolVolumes(500.0, got, worth, 0.0, 0.0)


def test_a_publisher_who_leaves_takes_little_of_a_stakers_stake(chain, state, pool):
    """After 25 times a tenth of the publisher's shares, 500 staked OCEAN brings 473, in two slices, since a pool pays
    out at most a third of its OCEAN at once.
    """
    agent, publisher = person(), state.getAgent("pub1")
    pool.stake(agent, 500.0)
    for _ in range(25):
        pool.unstake(publisher, 0.1 * publisher.BPT(pool.pool))
    got = []
    while (BPT := agent.BPT(pool.pool)) > 0.0:
        got.append(pool.unstake(agent, min(BPT, pool.maxBPTtoUnstake())))
    assert len(got) == 2
    assert sum(got) == pytest.approx(473.2, rel=1e-3)
    assert pool.spotPrice() == pytest.approx(12.87, rel=2e-3)


def test_a_purchase_costs_what_was_asked_for(chain, pool):
    """A purchase costs R (D / (D - x) - 1) / (1 - fees), to the wei."""
    agent, cost = person(), pool.OCEANtoBuyDT(5.0)
    assert cost == pytest.approx(4999.0 * (499.9 / 494.9 - 1) / 0.96, rel=1e-9)
    assert pool.buyDT(agent, 5.0, max_OCEAN=100.0) == cost
    assert agent.DT(pool.datatoken) == 5.0
    assert agent.OCEAN() == pytest.approx(5000.0 - cost, rel=1e-15)
    assert pool.volumes.swapped == cost


def test_a_sale(chain, pool):
    """A sale brings R (1 - D / (D + x (1 - fees))); everything held can be sold, despite float noise."""
    agent = person()
    pool.buyDT(agent, 5.0, max_OCEAN=100.0)
    R, D = pool.OCEANreserve(), pool.DTreserve()
    got = pool.sellDT(agent, 5.0 * (1 + 1e-14))
    assert got == pytest.approx(R * (1 - D / (D + 5.0 * 0.96)), rel=1e-9)
    assert agent.DT(pool.datatoken) == 0.0


def test_nobody_spends_what_he_does_not_have(chain, pool):
    """Spending more than one has is refused with the reason, and nothing happens."""
    agent = person(OCEAN=10.0)
    for trade, token in (
        (lambda: pool.buyDT(agent, 1.0, max_OCEAN=11.0), "OCEAN"),
        (lambda: pool.stake(agent, 11.0), "OCEAN"),
        (lambda: pool.sellDT(agent, 1.0), "datatokens"),
        (lambda: pool.unstake(agent, 1.0), "BPT"),
    ):
        with pytest.raises(InsufficientFunds, match=token):
            trade()
    assert (agent.OCEAN(), pool.volumes) == (10.0, PoolVolumes())


@given(exponent=st.floats(min_value=-18.0, max_value=2.3))
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_price_is_given_just_where_the_contract_sells(chain, pool, exponent):
    """From a wei to more than a third of the pool, it sells at the quoted price, or it quotes none and refuses."""
    agent, DT_amt = person(), 10.0**exponent
    undo = chain.snapshot()
    cost = pool.OCEANtoBuyDT(DT_amt)
    if cost is None:
        with pytest.raises(TxReverted):
            pool.buyDT(agent, DT_amt, max_OCEAN=5000.0)
    else:
        assert pool.buyDT(agent, DT_amt, max_OCEAN=5000.0) == cost
    chain.revert(undo)


@pytest.mark.parametrize("LP_swap_fee", [0.0001, 0.03, 0.1])
def test_limits_are_just_what_the_contract_allows(chain, state, LP_swap_fee):
    """A trade within the limit succeeds; a thousandth of a percent more is refused."""
    pool, publisher = publishedV4(state, LP_swap_fee=LP_swap_fee)
    agent = person(OCEAN=50_000.0)
    pool.buyDT(agent, 160.0, max_OCEAN=50_000.0)
    pool.stake(agent, 2000.0)
    for trade, most in (
        (lambda x: pool.stake(agent, x), pool.maxOCEANtoStake()),
        (lambda x: pool.buyDT(agent, x, max_OCEAN=40_000.0), pool.maxDTtoBuy()),
        (lambda x: pool.unstake(publisher, x), pool.maxBPTtoUnstake()),
    ):
        undo = chain.snapshot()
        trade(most)
        chain.revert(undo)
        with pytest.raises(TxReverted, match="ERR_MAX_(IN|OUT)_RATIO"):
            trade(most * 1.00001)
    assert pool.maxDTtoSell() == pytest.approx(pool.DTreserve() / 2, rel=1e-10)


# ---- vesting


def test_vesting_is_paid_out_by_block_and_ends(chain, state, pool):
    """A sixth of a DT per block goes to the publisher, whoever claims; at the end claiming does nothing and is free."""
    publisher, anybody = state.getAgent("pub1"), person()
    height = SideStaking().getvestingLastBlock(pool.datatoken_address)
    chain.advance(1, 60)
    paid = pool.claimVesting(anybody)
    assert paid == pytest.approx((chain.height() - height) / 6, rel=1e-12)
    assert (publisher.DT(pool.datatoken), anybody.DT(pool.datatoken)) == (paid, 0.0)
    assert (pool.vestedDT(), pool.unvestedDT()) == (paid, 100.0 - paid)
    chain.advance(1, 1000)
    pool.claimVesting(anybody)
    assert pool.vestedDT() == pytest.approx(100.0, rel=1e-12)
    height = chain.height()
    assert [pool.claimVesting(anybody) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert chain.height() == height
    assert pool.circulatingDT() == pytest.approx(599.9, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_claims_at_any_block_are_never_refused(chain, state, pool, seed):
    """Claims work in the block in which vesting ends, and around it; together they pay nearly everything."""
    rng, agent = random.Random(seed), person()
    end = SideStaking().getvestingEndBlock(pool.datatoken_address)
    while chain.height() < end + 20:
        near = abs(end - chain.height()) < 5
        chain.advance(1, 1 if near else rng.randint(1, max(1, min(90, abs(end - 3 - chain.height())))))
        pool.claimVesting(agent)
    assert pool.vestedDT() == pytest.approx(100.0, rel=1e-12)


def test_without_vesting_there_is_nothing_to_claim(chain, state):
    """A publisher may choose to have nothing vest."""
    pool, publisher = publishedV4(state, vested_amount=0.0)
    chain.advance(1, 100)
    assert (pool.claimVesting(publisher), pool.unvestedDT()) == (0.0, 0.0)


# ---- fees


def test_who_is_paid_by_a_purchase(chain, state):
    """Of the cost, 3 % goes to the liquidity providers, 1 % to the market, 0.1 % to the consume market, and 0.2 % to
    the community. The consume market is paid at once, the others when somebody collects.
    """
    communityTakes(of_swaps=0.002)
    accounts = Accounts(consume_swap_fee=0.001)
    pool, _ = publishedV4(state, fees=accounts.fees, publish_market=accounts.market.address)
    agent = person()
    assert pool.price() == pytest.approx(10.0 / (1 - 0.043), rel=1e-12)
    cost = pool.buyDT(agent, 5.0, max_OCEAN=100.0)
    paid = pool.fees_paid
    assert [paid.LP, paid.publish_market, paid.consume_market, paid.community] == pytest.approx(
        [f * cost for f in (0.03, 0.01, 0.001, 0.002)], rel=1e-9
    )
    assert accounts.OCEAN() == [0.0, paid.consume_market, 0.0]
    pool.collectFees(agent)
    assert accounts.OCEAN() == pytest.approx([paid.publish_market, paid.consume_market, 0.0], rel=1e-12)
    collector = addressOf("v4/OPFCommunityFeeCollector")
    assert OCEANtoken().balanceOf_base(collector) / 1e18 == pytest.approx(paid.community, rel=1e-12)
    height = chain.height()
    pool.collectFees(agent)
    assert chain.height() == height


def test_who_sells_pays_in_datatokens(chain, state):
    """Fees of sales count at the present price; the consume market gets none unless it asks for it."""
    accounts = Accounts(consume_swap_fee=0.001)
    pool, _ = publishedV4(state, fees=accounts.fees, publish_market=accounts.market.address)
    agent = person()
    pool.buyDT(agent, 5.0, max_OCEAN=100.0)
    before, price = pool.fees_paid.LP, pool.spotPrice()
    pool.sellDT(agent, 5.0)
    assert pool.fees_paid.LP - before == pytest.approx(0.03 * 5.0 * price, rel=1e-9)
    pool.collectFees(agent)
    assert accounts.market.DT(pool.datatoken) == 0.05
    assert accounts.consume_market.DT(pool.datatoken) == 0.0
    assert pool.missingDT() == 0.0


def test_fees_on_sales_are_counted_twice_by_the_contract(chain, state):
    """With fees on sales, the pool owes datatokens that it does not hold: exactly what the consume market got."""
    accounts = Accounts(consume_swap_fee=0.1, consume_fee_on_sales=True)
    pool, _ = publishedV4(state, fees=accounts.fees)
    agent = person()
    pool.buyDT(agent, 50.0, max_OCEAN=1000.0)
    pool.sellDT(agent, 50.0)
    assert accounts.consume_market.DT(pool.datatoken) == pytest.approx(5.0, rel=1e-12)
    assert pool.missingDT() == pytest.approx(5.0, rel=1e-9)


def test_an_order_costs_a_datatoken_and_three_fees(chain, state):
    """The publisher gets the datatoken; market, consume market and provider get OCEAN, of which the community takes 1 %
    and 10 %.
    """
    communityTakes(of_markets=0.01, of_providers=0.1)
    accounts = Accounts(consume_order_fee=3.0, provider_order_fee=4.0)
    pool, publisher = publishedV4(
        state, fees=accounts.fees, publish_market=accounts.market.address, publish_order_fee=2.0
    )
    agent = person()
    pool.buyDT(agent, 1.0, max_OCEAN=100.0)
    before = agent.OCEAN()
    assert pool.OCEANtoOrder() == 9.0
    pool.order(agent)
    assert before - agent.OCEAN() == pytest.approx(9.0, rel=1e-12)
    assert (agent.DT(pool.datatoken), publisher.DT(pool.datatoken)) == (0.0, 1.0)
    assert accounts.OCEAN() == [1.98, 2.97, 3.6]
    paid = pool.fees_paid
    assert (paid.provider, pool.n_orders) == (3.6, 1)
    assert paid.community == pytest.approx(0.45, rel=1e-12)


def test_an_order_without_fees(chain, pool):
    """A use costs only the datatoken; without one it is refused, and not counted."""
    agent = person()
    with pytest.raises(TxReverted, match="Not enough datatokens"):
        pool.order(agent)
    assert pool.n_orders == 0
    pool.buyDT(agent, 1.0, max_OCEAN=100.0)
    before = agent.OCEAN()
    pool.order(agent)
    assert (agent.OCEAN(), pool.OCEANtoOrder(), pool.n_orders) == (before, 0.0, 1)
