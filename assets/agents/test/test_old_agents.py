"""Agents as they were written in 2021 and 2022, among ours: in the same pools, by the same clocks."""

import random
from types import SimpleNamespace

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.test.traders import published
from engine.AgentBase import AgentBase
from engine.AgentDict import AgentDict
from util.constants import S_PER_DAY, S_PER_HOUR
from web3engine import datatoken, globaltokens

pytestmark = pytest.mark.usefixtures("chain")


class PoolAgent(AgentBase):
    """Names a pool, says no role, and has only what pool agents of 2021 had."""

    def __init__(self, name, pool):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._pool = pool
        tokens = [address for address in pool.getCurrentTokens() if address != globaltokens.OCEAN_address()]
        self._dt = datatoken.Datatoken(tokens[0])

    @property
    def pool(self):
        return self._pool

    @property
    def datatoken(self):
        return self._dt

    @property
    def datatoken_address(self):
        return self._dt.address

    def takeStep(self, state):
        pass


@pytest.fixture
def old_pool(state):
    """A pool with 200 OCEAN and 20 DT, for which an agent of 2021 stands, and its publisher."""
    pool_agent, publisher = published(state)
    del state.agents[pool_agent.name]
    state.addAgent(PoolAgent(pool_agent.name, pool_agent.pool))
    return state.getAgent(pool_agent.name), publisher


def test_ours_trade_in_a_pool_of_which_an_old_agent_tells(state, old_pool):
    """They stake, speculate and consume there as they do with a pool agent of ours."""
    agent, publisher = old_pool
    state.addAgent(StakerspeculatorAgent("staker", 0.0, 100.0))
    state.addAgent(SpeculatorAgent("speculator", 0.0, 100.0))
    state.addAgent(DataconsumerAgent("consumer", 0.0, 100.0))
    state.runTicks(73)
    assert state.getAgent("staker").BPT(agent.pool) > 0.0
    assert state.getAgent("consumer").OCEAN() > 100.0
    assert publisher.DT(agent.datatoken) > 980.0
    assert state.n_reverts == 0


def test_a_publisher_of_ours_lives_on_such_a_pool(state, old_pool):
    """It unstakes a tenth of its shares, and sells a hundredth of its datatokens."""
    agent, publisher = old_pool
    publisher._unstakeOCEANsomewhere(state)
    assert publisher.BPT(agent.pool) == 90.0
    publisher._sellDTsomewhere(state)
    assert publisher.DT(agent.datatoken) == pytest.approx(0.99 * 980.0)


# ---- clocks, as subclasses set and read them


def test_a_publishers_clocks_have_their_old_names(state):
    """They can be read, wound on and given another period."""

    class Hasty(PublisherAgent):
        def __init__(self, name, USD, OCEAN):
            super().__init__(name, USD, OCEAN)
            self._s_between_create = 2 * S_PER_DAY

    agent = Hasty("hasty", 0.0, 300.0)
    state.addAgent(agent)
    assert (agent._s_since_create, agent._s_since_unstake, agent._s_since_sellDT) == (0, 0, 0)
    assert (agent._s_between_unstake, agent._s_between_sellDT) == (3 * S_PER_DAY, 15 * S_PER_DAY)
    agent._s_since_create += 2 * S_PER_DAY - 2 * S_PER_HOUR
    state.runTicks(1)
    assert (agent._s_since_create, len(state.agents.filterToPool())) == (2 * S_PER_DAY - S_PER_HOUR, 0)
    state.runTicks(1)
    assert (agent._s_since_create, len(state.agents.filterToPool())) == (0, 1)


@pytest.mark.parametrize("kind", [StakerspeculatorAgent, SpeculatorAgent])
def test_a_speculators_clock_has_its_old_name(state, kind):
    """It acts when `_s_since_speculate` reaches `_s_between_speculates`, if there is a pool."""
    agent = kind("a", 0.0, 0.0)
    assert agent._s_since_speculate == 0
    assert not agent._doSpeculateAction(state)
    agent._s_since_speculate += agent._s_between_speculates
    assert not agent._doSpeculateAction(state)
    published(state)
    assert agent._doSpeculateAction(state)


def test_a_consumers_clock_and_margin_have_their_old_names(state):
    """`_s_since_buy`, `_s_between_buys` and, without underscore, `profit_margin_on_consume`."""
    agent = DataconsumerAgent("a", 0.0, 1000.0)
    published(state)
    assert not agent._doBuyAndConsumeDT(state)
    agent._s_since_buy = agent._s_between_buys
    assert agent._doBuyAndConsumeDT(state)
    agent.profit_margin_on_consume = 0.5
    spent = agent._buyAndConsumeDT(state)
    assert agent.OCEAN() == pytest.approx(1000.0 + 0.5 * spent)


# ---- states that tests of 2021 made up


def test_agents_do_with_a_state_that_has_only_agents_and_a_strategy():
    """No stream, no count of reverts: draws come from the module random."""
    random.seed(0)
    ss = SimpleNamespace(time_step=S_PER_DAY, pool_weight_DT=3.0, pool_weight_OCEAN=7.0)
    state = SimpleNamespace(agents=AgentDict(), ss=ss, tick=0)
    state.addAgent = lambda agent: state.agents.update({agent.name: agent})
    state.getAgent = state.agents.__getitem__
    publisher = PublisherAgent("pub1", 0.0, 1000.0)
    staker, consumer = StakerspeculatorAgent("s", 0.0, 500.0), DataconsumerAgent("c", 0.0, 500.0)
    for agent in (publisher, staker, consumer):
        state.addAgent(agent)
    for _ in range(20):
        for agent in list(state.agents.values()):
            agent.takeStep(state)
    assert len(state.agents.filterToPool()) == 2
    assert staker.OCEAN() != 500.0
    assert consumer.OCEAN() > 500.0
