"""Consumers buy a datatoken, use the data, and make a profit."""

import random

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.test.traders import Formulas, published
from util.base18 import toBase18
from util.constants import S_PER_HOUR
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.deployments import addressOf


def added(state, OCEAN=1000.0, **how):
    """A consumer in `state`."""
    agent = DataconsumerAgent("consumer1", 0.0, OCEAN, **how)
    state.addAgent(agent)
    return agent


def refusing(patch, pool_agent, function):
    """Makes the contract of that pool, or of its datatoken, refuse `function`."""

    def refuse(*_, **__):
        raise TxReverted("it", function, "", "ERR_NOT_TODAY")

    token = pool_agent.pool if hasattr(pool_agent.pool, function) and function != "transfer" else pool_agent.datatoken
    patch.setattr(token, function, refuse)


def test_a_consumer_starts_with_its_money(chain, state):
    """A consumer starts with its money, and is found by the filter for consumers."""
    agent = added(state, OCEAN=12.5)
    assert (agent.USD(), agent.OCEAN()) == (0.0, 12.5)
    assert list(state.agents.filterToDataconsumer().values()) == [agent]


@pytest.mark.parametrize("margin", [0.2, 0.0, 0.5])
def test_it_buys_uses_and_gains(chain, state, margin):
    """It pays for 1 DT, which the publisher gets, and then has what it paid plus the margin on it."""
    pool_agent, publisher = published(state)
    agent = added(state, profit_margin_on_consume=margin)
    cost, kept = Formulas(pool_agent).costOf(1.0), publisher.DT(pool_agent.datatoken)
    spent = agent._buyAndConsumeDT(state)
    assert spent == pytest.approx(cost, rel=1e-9)
    assert agent.OCEAN() == pytest.approx(1000.0 - spent + spent * (1 + margin), rel=1e-12)
    assert agent.DT(pool_agent.datatoken) == 0.0
    assert publisher.DT(pool_agent.datatoken) == kept + 1.0
    assert pool_agent.volumes.swapped == pool_agent.volumes.consumed == spent


def test_the_gain_comes_from_outside(chain, state):
    """Exactly as much OCEAN is minted as the data was worth."""
    published(state)
    agent = added(state)
    supply = globaltokens.OCEANtoken().totalSupply_base()
    spent = agent._buyAndConsumeDT(state)
    assert globaltokens.OCEANtoken().totalSupply_base() - supply == toBase18(spent * 1.2)


def test_use_by_order_pays_the_network(chain, state):
    """Community and market keep 0.2 %, the publisher gets the rest; nothing else changes for the consumer."""
    pool_agent, publisher = published(state)
    agent = added(state, consume_by_order=True)
    kept = publisher.DT(pool_agent.datatoken)
    spent = agent._buyAndConsumeDT(state)
    assert publisher.DT(pool_agent.datatoken) == pytest.approx(kept + 0.998, rel=1e-12)
    assert pool_agent.datatoken.balanceOf_base(addressOf("OPFCommunityFeeCollector")) == toBase18(0.002)
    assert agent.DT(pool_agent.datatoken) == 0.0
    assert agent.OCEAN() == pytest.approx(1000.0 + 0.2 * spent, rel=1e-12)


def test_it_buys_every_three_days(chain, state):
    """The first purchase comes at the end of the third day; the period can be set."""
    pool_agent, _ = published(state)
    added(state)
    bought = []
    for tick in range(150):
        before = pool_agent.DTreserve()
        state.runTicks(1)
        if pool_agent.DTreserve() < before:
            bought.append(tick)
    assert bought == [71, 143]
    other = DataconsumerAgent("consumer2", 0.0, 100.0, 2 * S_PER_HOUR)
    state.addAgent(other)
    state.runTicks(1)
    assert other.OCEAN() == 100.0
    state.runTicks(1)
    assert other.OCEAN() > 100.0


def test_it_waits_until_it_can_buy(chain, state):
    """It does not buy without pools, nor 1 DT for 4.4453 OCEAN when it has 4.44; it buys as soon as it can pay."""
    agent = added(state, OCEAN=4.44)
    state.runTicks(100)
    pool_agent, _ = published(state)
    state.runTicks(2)
    assert not agent._doBuyAndConsumeDT(state)
    assert agent.OCEAN() == 4.44
    agent.receiveOCEAN(0.01)
    assert agent._doBuyAndConsumeDT(state)
    state.runTicks(1)
    assert agent.OCEAN() == pytest.approx(4.45 + 0.2 * 4.4452531211, rel=1e-9)


def test_candidates_sell_a_whole_datatoken(chain, state):
    """A pool of 2.9 DT cannot sell 1 DT, one of 3.1 can; pools that are too expensive or rugged are no candidates."""
    for DT_stake, OCEAN in ((2.9, 20.0), (3.1, 20.0), (20.0, 99_000.0), (20.0, 200.0)):
        published(state, OCEAN=OCEAN, DT_stake=DT_stake, name=f"pub{DT_stake}, {OCEAN}")
    agent = added(state, OCEAN=1000.0)
    assert [pool.name for pool in agent._candPoolAgents(state)] == ["pool1", "pool3"]
    state.rugged_pools.append("pool1")
    assert [pool.name for pool in agent._candPoolAgents(state)] == ["pool3"]
    del state.rugged_pools
    assert [pool.name for pool in agent._candPoolAgents(state)] == ["pool1", "pool3"]


def test_without_candidates_nothing_is_spent(chain, state):
    """It buys nothing without candidates, even if asked to buy."""
    agent = added(state, OCEAN=1.0)
    published(state)
    assert agent._buyAndConsumeDT(state) == 0.0
    assert (agent.OCEAN(), state.n_reverts) == (1.0, 0)


def test_one_draw_chooses_the_pool(chain, state):
    """The same seed draws the same pools as in the reference, so runs are comparable."""
    pools = [published(state, name=name)[0] for name in ("pub1", "pub2", "pub3")]
    agent = added(state)
    random.seed(3)
    chosen = random.choice(pools)
    after = random.getstate()
    random.seed(3)
    agent._buyAndConsumeDT(state)
    assert random.getstate() == after
    assert [pool.name for pool in pools if pool.volumes.consumed] == [chosen.name]


def test_where_one_pool_refuses_it_tries_the_next(chain, state, monkeypatch):
    """It tries pools until one sells, or none is left. Each refusal is counted."""
    pools = [published(state, name=name)[0] for name in ("pub1", "pub2", "pub3")]
    agent = added(state)
    refusing(monkeypatch, pools[0], "swapExactAmountOut")
    refusing(monkeypatch, pools[1], "swapExactAmountOut")
    for _ in range(10):
        assert agent._buyAndConsumeDT(state) > 0.0
    assert [pool.volumes.consumed > 0.0 for pool in pools] == [False, False, True]
    assert 0 < state.n_reverts <= 20
    refusing(monkeypatch, pools[2], "swapExactAmountOut")
    before = state.n_reverts
    assert agent._buyAndConsumeDT(state) == 0.0
    assert state.n_reverts == before + 3


def test_no_use_no_gain(chain, state, monkeypatch):
    """A datatoken that cannot be handed over stays with the consumer, which has paid for it."""
    pool_agent, _ = published(state)
    agent = added(state)
    refusing(monkeypatch, pool_agent, "transfer")
    spent = agent._buyAndConsumeDT(state)
    assert agent.DT(pool_agent.datatoken) == 1.0
    assert agent.OCEAN() == pytest.approx(1000.0 - spent, rel=1e-12)
    assert (state.n_reverts, pool_agent.volumes.consumed) == (1, 0.0)


def test_the_publisher_need_not_be_an_agent(chain, state):
    """The account that set up the pool gets the datatoken, whether or not it is an agent."""
    pool_agent, publisher = published(state)
    del state.agents[publisher.name]
    agent = added(state)
    kept = publisher.DT(pool_agent.datatoken)
    assert agent._buyAndConsumeDT(state) > 0.0
    assert publisher.DT(pool_agent.datatoken) == kept + 1.0


@pytest.mark.parametrize("wrong", [{"OCEAN": 1000}, {"s_between_buys": 1.5}, {"consume_by_order": "yes"}], ids=str)
def test_types_are_checked(chain, wrong):
    """Money is a float, a period is whole seconds."""
    with pytest.raises(TypeError):
        DataconsumerAgent("consumer1", **{"USD": 0.0, "OCEAN": 1000.0, **wrong})
