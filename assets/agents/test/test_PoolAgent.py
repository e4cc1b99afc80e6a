"""A pool, as other agents find it."""

import pytest

from assets.agents.PoolAgent import PoolAgent
from util.base18 import toBase18
from util.errors import ParameterError
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory


def bound(pool, token, wallet):
    """Puts 5 of `token` into a pool that is not finalized."""
    token.approve(pool.address, toBase18(5.0), wallet)
    pool.bind(token.address, toBase18(5.0), toBase18(5.0), wallet)


def newDT(symbol, wallet):
    """A datatoken, 100 of which are held."""
    DT = Datatoken(DTFactory().createToken("", symbol, symbol, toBase18(100.0), wallet))
    DT.mint(wallet.address, toBase18(100.0), wallet)
    return DT


def test_a_pool_agent_knows_its_pool_and_its_datatoken(alice, DT, pool):
    """The datatoken is the one of the two tokens that is not OCEAN."""
    agent = PoolAgent("pool1", pool)
    assert agent.name == "pool1"
    assert agent.pool is pool
    assert agent.datatoken == DT
    assert agent.datatoken_address == DT.address


def test_the_order_of_the_tokens_plays_no_part(alice, OCEAN, DT):
    """OCEAN may have been bound first."""
    for tokens in ((OCEAN, DT), (DT, OCEAN)):
        bpool = BPool(BFactory().newBPool(alice))
        for token in tokens:
            bound(bpool, token, alice)
        assert PoolAgent("pool1", bpool).datatoken == DT


def test_a_pool_agent_goes_by_the_address_of_its_pool(alice, state, pool):
    """So that who holds the address finds the agent; the one who set the pool up is its controller."""
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
    """By the filter that all others use."""
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
    """None, one of them, two datatokens, and three tokens are refused."""
    other = newDT("DT2", alice)
    for tokens in ((), (OCEAN,), (DT,), (DT, other), (OCEAN, DT, other)):
        bpool = BPool(BFactory().newBPool(alice))
        for token in tokens:
            bound(bpool, token, alice)
        with pytest.raises(ParameterError, match="the pool of pool1 cannot be used.*OCEAN and one datatoken"):
            PoolAgent("pool1", bpool)


@pytest.mark.parametrize("wrong", ["0x0000000000000000000000000000000000000001", None])
def test_a_pool_agent_is_made_of_a_pool(chain, wrong):
    """An address is not enough."""
    with pytest.raises(TypeError):
        PoolAgent("pool1", wrong)
