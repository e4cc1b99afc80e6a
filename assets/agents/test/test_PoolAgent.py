"""A pool, as other agents see it: its properties, its limits, and the results of trades."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.agents.market.ListingAgent import PoolVolumes
from assets.agents.PoolAgent import PoolAgent
from assets.agents.test.traders import Formulas, published
from engine.AgentBase import AgentBase
from util.base18 import fromBase18, toBase18
from util.errors import ParameterError, TxReverted
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.deployments import addressOf
from web3engine.oceanv3util import Stake, createBPool, createDatatoken


def bound(pool, token, wallet):
    """Puts 5 of `token` into a pool that is not finalized."""
    token.approve(pool.address, toBase18(5.0), wallet)
    pool.bind(token.address, toBase18(5.0), toBase18(5.0), wallet)


def test_a_pool_agent_knows_its_pool_and_its_datatoken(alice, DT, pool):
    """The datatoken is the one of the two tokens that is not OCEAN."""
    agent = PoolAgent("pool1", pool)
    assert agent.name == "pool1"
    assert agent.pool is pool
    assert agent.datatoken == DT
    assert agent.datatoken_address == DT.address


def test_the_order_of_the_tokens_plays_no_part(alice, OCEAN, DT):
    """OCEAN may have been bound first or second."""
    for tokens in ((OCEAN, DT), (DT, OCEAN)):
        bpool = BPool(BFactory().newBPool(alice))
        for token in tokens:
            bound(bpool, token, alice)
        assert PoolAgent("pool1", bpool).datatoken == DT


def test_a_pool_agent_goes_by_the_address_of_its_pool(alice, state, pool):
    """The pool's address leads to its agent; the account that set the pool up is its controller."""
    agent = PoolAgent("pool1", pool)
    state.addAgent(agent)
    assert agent.address == pool.address
    assert agent.controller_address == alice.address
    assert state.agents.agentByAddress(pool.address) is agent


def test_the_controller_is_the_one_at_the_time(alice, bob, OCEAN, DT):
    """A pool that changes hands later keeps the agent's first controller."""
    bpool = BPool(BFactory().newBPool(alice))
    for token in (OCEAN, DT):
        bound(bpool, token, alice)
    agent = PoolAgent("pool1", bpool)
    bpool.setController(bob.address, alice)
    assert agent.controller_address == alice.address


def test_a_pool_agent_is_found_as_a_pool(state, pool):
    """The filter for pools finds it."""
    agent = PoolAgent("pool1", pool)
    state.addAgent(agent)
    assert list(state.agents.filterToPool().values()) == [agent]
    assert state.agents.filterToPublisher() == {}


def test_a_pool_agent_does_nothing_and_holds_nothing(chain, state, pool):
    """A step costs no transaction."""
    agent = PoolAgent("pool1", pool)
    state.addAgent(agent)
    height = chain.height()
    state.runTicks(3)
    assert chain.height() == height
    assert (agent.USD(), agent.OCEAN()) == (0.0, 0.0)


def test_a_pool_needs_OCEAN_and_one_datatoken(alice, OCEAN, DT):
    """Pools with no token, one of them, two datatokens, or three tokens are refused."""
    other = createDatatoken("DT2", toBase18(100.0), alice)
    for tokens in ((), (OCEAN,), (DT,), (DT, other), (OCEAN, DT, other)):
        bpool = BPool(BFactory().newBPool(alice))
        for token in tokens:
            bound(bpool, token, alice)
        with pytest.raises(ParameterError, match="the pool of pool1 cannot be used.*OCEAN and one datatoken"):
            PoolAgent("pool1", bpool)


@pytest.mark.parametrize("wrong", ["0x0000000000000000000000000000000000000001", None])
def test_a_pool_agent_is_made_of_a_pool(chain, wrong):
    """An address is not a pool."""
    with pytest.raises(TypeError):
        PoolAgent("pool1", wrong)


# ---- what it is like


def test_a_pool_agent_tells_what_is_in_its_pool(state, pool):
    """Alice's 200 OCEAN and 20 DT at weights 7 and 3, with 100 shares: 30/7 OCEAN per DT, and the fee of 1e-6."""
    agent = PoolAgent("pool1", pool)
    assert (agent.OCEANreserve(), agent.DTreserve(), agent.BPTsupply()) == (200.0, 20.0, 100.0)
    assert agent.price() == pytest.approx(4.2857185714, rel=1e-10)
    assert agent.publisherAddress() == agent.controller_address


def test_a_price_can_be_asked_before_a_purchase(alice_agent, pool):
    """1 DT costs 4.4452531211 OCEAN, and the pool takes exactly that much, to the wei."""
    agent = PoolAgent("pool1", pool)
    cost = agent.OCEANtoBuyDT(1.0)
    assert cost == pytest.approx(4.4452531211, rel=1e-10)
    assert agent.buyDT(alice_agent, 1.0, max_OCEAN=100.0) == cost


@pytest.mark.parametrize("DT_amt", [6.67, 20.0, 1000.0, 0.0, 1e-19])
def test_what_the_contract_would_not_sell_has_no_price(state, pool, DT_amt):
    """It quotes no price for more than a third of the 20 DT, for more than exist, and for nothing."""
    assert PoolAgent("pool1", pool).OCEANtoBuyDT(DT_amt) is None


@given(exponent=st.floats(min_value=-18.0, max_value=0.9))
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_price_is_given_just_where_the_contract_sells(chain, alice_agent, pool, exponent):
    """From a wei to a third of the pool, it sells at the quoted price, or it quotes none and refuses."""
    agent, DT_amt = PoolAgent("pool1", pool), 10.0**exponent
    undo = chain.snapshot()
    cost = agent.OCEANtoBuyDT(DT_amt)
    if cost is None:
        with pytest.raises(TxReverted):
            agent.buyDT(alice_agent, DT_amt, max_OCEAN=500.0)
    else:
        assert agent.buyDT(alice_agent, DT_amt, max_OCEAN=500.0) == cost
    chain.revert(undo)


# ---- trade


def test_trades_come_to_what_balancers_formulas_say(alice_agent, pool):
    """Purchases, sales, stakes and unstakes follow Balancer's formulas to nine digits, one after the other."""
    agent = PoolAgent("pool1", pool)
    for trade, formula, amount in (
        (lambda x: agent.buyDT(alice_agent, x, max_OCEAN=100.0), Formulas.costOf, 3.0),
        (lambda x: agent.sellDT(alice_agent, x), Formulas.bringsOf, 7.0),
        (lambda x: agent.stake(alice_agent, x), Formulas.sharesFor, 50.0),
        (lambda x: agent.unstake(alice_agent, x), Formulas.OCEANfor, 20.0),
    ):
        expected = formula(Formulas(agent), amount)
        assert trade(amount) == pytest.approx(expected, rel=1e-9)
        assert agent.price() == pytest.approx(Formulas(agent).price(), rel=1e-12)


def test_a_pool_agent_counts_what_goes_through(alice_agent, pool):
    """Volumes are in OCEAN, by kind; consumption is counted by consumers."""
    agent = PoolAgent("pool1", pool)
    paid, got = agent.buyDT(alice_agent, 2.0, max_OCEAN=100.0), agent.sellDT(alice_agent, 1.0)
    agent.stake(alice_agent, 30.0)
    price = agent.price() * (1.0 - fromBase18(pool.getSwapFee_base()))
    worth = 10.0 / agent.BPTsupply() * (agent.OCEANreserve() + price * agent.DTreserve())
    unstaked = agent.unstake(alice_agent, 10.0)
    assert agent.volumes == PoolVolumes(30.0, unstaked, agent.volumes.unstaked_worth, paid + got, 0.0)
    assert agent.volumes.unstaked_worth == pytest.approx(worth, rel=1e-12)
    assert unstaked < worth


def test_what_is_refused_is_not_counted(alice_agent, pool):
    """A trade beyond the limits raises the contract's error."""
    agent = PoolAgent("pool1", pool)
    for trade in (
        lambda: agent.buyDT(alice_agent, 10.0, max_OCEAN=500.0),
        lambda: agent.sellDT(alice_agent, 11.0),
        lambda: agent.stake(alice_agent, 101.0),
        lambda: agent.unstake(alice_agent, 50.0),
    ):
        with pytest.raises(TxReverted, match="ERR_MAX_(IN|OUT)_RATIO"):
            trade()
    assert agent.volumes == PoolVolumes()


@pytest.mark.parametrize("weights", [(3.0, 7.0), (5.0, 5.0), (1.0, 49.0), (49.0, 1.0), (9.0, 1.0)], ids=str)
@pytest.mark.parametrize("fee", [1e-6, 0.1])
def test_limits_are_those_of_the_contract(chain, alice, alice_agent, OCEAN, DT, weights, fee):
    """At its limit each trade succeeds; a millionth more is refused, with any weights and fees."""
    stakes = ((DT, 30.0, weights[0]), (OCEAN, 300.0, weights[1]))
    in_base = [Stake(token, toBase18(amount), toBase18(weight)) for token, amount, weight in stakes]
    agent = PoolAgent("pool1", createBPool(in_base, alice, toBase18(fee)))
    trades = [
        (agent.maxDTtoSell(), lambda x: agent.sellDT(alice_agent, x), "IN"),
        (agent.maxOCEANtoStake(), lambda x: agent.stake(alice_agent, x), "IN"),
        (agent.maxBPTtoUnstake(), lambda x: agent.unstake(alice_agent, x), "OUT"),
    ]
    # Where the datatoken has nearly all the weight, a third of it costs more than there is.
    if weights[0] <= 9.0:
        alice_agent.receiveOCEAN(50_000.0)
        trades.append((agent.maxDTtoBuy(), lambda x: agent.buyDT(alice_agent, x, max_OCEAN=50_000.0), "OUT"))
    for most, trade, way in trades:
        undo = chain.snapshot()
        with pytest.raises(TxReverted, match=f"ERR_MAX_{way}_RATIO"):
            trade(most * (1 + 1e-6))
        trade(most)
        chain.revert(undo)


def test_an_order_pays_community_market_and_publisher(chain, state):
    """Of 1 DT, 0.2 % goes to the community, which is also the market; the rest goes to the publisher."""
    agent, publisher = published(state)
    buyer = Idle("buyer", 0.0, 100.0)
    agent.buyDT(buyer, 1.0, max_OCEAN=100.0)
    kept = publisher.DT(agent.datatoken)
    agent.order(buyer)
    assert buyer.DT(agent.datatoken) == 0.0
    assert agent.datatoken.balanceOf_base(addressOf("OPFCommunityFeeCollector")) == toBase18(0.002)
    assert publisher.DT(agent.datatoken) == pytest.approx(kept + 0.998, rel=1e-12)


def test_an_order_needs_a_datatoken(chain, state):
    """An order without a datatoken is refused."""
    agent, _ = published(state)
    with pytest.raises(TxReverted, match="exceeds balance"):
        agent.order(Idle("beggar", 0.0, 100.0))


class Idle(AgentBase):
    """An agent that does only what a test makes it do."""

    def takeStep(self, state):
        pass
