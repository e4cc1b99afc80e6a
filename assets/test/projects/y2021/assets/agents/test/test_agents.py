import pytest
from enforce_typing import enforce_types

from assets.agents import MinterAgents
from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.GrantTakingAgent import GrantTakingAgent
from assets.agents.OCEANBurnerAgent import OCEANBurnerAgent
from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.RouterAgent import RouterAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBase
from engine.AgentDict import AgentDict
from util.constants import S_PER_DAY


class MockSS:
    def __init__(self):
        self.time_step = S_PER_DAY
        self.pool_weight_DT = 3.0
        self.pool_weight_OCEAN = 7.0


class MockState:
    def __init__(self):
        self.agents = AgentDict({})
        self.ss = MockSS()

    def addAgent(self, agent):
        self.agents[agent.name] = agent


class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_DAY)


class SimState(SimStateBase.SimStateBase):
    def __init__(self):
        super().__init__()
        self.ss = SimStrategy()
        self._total_OCEAN_minted = self._total_OCEAN_burned = self._total_OCEAN_burned_USD = 0.0

    def OCEANprice(self):
        return 2.0


@enforce_types
class SimpleAgent(AgentBase):
    def takeStep(self, state):
        pass


def testGrantGivingAgent():
    state = SimState()
    state.addAgent(GrantGivingAgent("a1", 0.0, 1.0, "a2", s_between_grants=S_PER_DAY * 3, n_actions=4))
    state.addAgent(SimpleAgent("a2", 0.0, 0.0))
    received = []
    for _ in range(11):
        state.takeStep()
        state.tick += 1
        received.append(state.getAgent("a2").OCEAN())
    assert received == [0.25] * 3 + [0.50] * 3 + [0.75] * 3 + [1.0] * 2
    assert state.getAgent("a1").OCEAN() == 0.0


def testGrantTakingAgent():
    state, a = SimState(), GrantTakingAgent("foo", USD=10.0, OCEAN=20.0)
    assert a._spent_at_tick == 0.0
    a.takeStep(state)
    assert a.OCEAN() == a.USD() == 0.0
    assert a.spentAtTick() == 10.0 + 20.0 * 2.0


def testRouterAgent():
    state = SimState()
    router = RouterAgent("router", 1.0, 10.0, {"a2": lambda: 0.2, "a3": lambda: 0.8})
    a2, a3 = SimpleAgent("a2", 0.0, 0.0), SimpleAgent("a3", 0.0, 0.0)
    for agent in (router, a2, a3):
        state.addAgent(agent)
    router.takeStep(state)
    assert (router.USD(), a2.USD(), a3.USD()) == (0.0, 0.2, 0.8)
    assert (router.OCEAN(), a2.OCEAN(), a3.OCEAN()) == (0.0, 2.0, 8.0)
    assert router.monthlyUSDreceived(state) == 1.0


def testOCEANLinearMinterAgent():
    state = SimState()
    minter = MinterAgents.OCEANLinearMinterAgent(
        "m", "a2", total_OCEAN_to_mint=20.0, s_between_mints=S_PER_DAY, n_mints=2
    )
    state.addAgent(minter)
    state.addAgent(SimpleAgent("a2", 0.0, 0.0))
    for _ in range(5):
        minter.takeStep(state)
        state.tick += 1
    assert state.getAgent("a2").OCEAN() == state._total_OCEAN_minted == 20.0


def testOCEANBurnerAgent():
    state, a = SimState(), OCEANBurnerAgent("foo", USD=10.0, OCEAN=0.0)
    a.takeStep(state)
    assert a.USD() == 0.0
    assert pytest.approx(state._total_OCEAN_burned) == 5.0


def test_PoolAgent(alice_info):
    agent = PoolAgent("pool_agent", alice_info.pool)
    assert agent.pool.address == alice_info.pool.address
    assert agent.datatoken_address == alice_info.DT.address
    agent.takeStep(state=MockState())


def test_createPoolAgent():
    state = MockState()
    pub_agent = PublisherAgent("pub1", USD=0.0, OCEAN=1000.0)
    state.addAgent(pub_agent)
    pool_agent = pub_agent._createPoolAgent(state)
    assert len(state.agents) == 2
    assert id(state.agents[pool_agent.name]) == id(pool_agent)
    assert pub_agent.OCEAN() == 0.0
    assert list(state.agents.filterToPool()) == ["pool0"]


def test_unstakeOCEANsomewhere(alice_info):
    state = MockState()
    pub_agent = PublisherAgent("pub1", USD=0.0, OCEAN=1000.0)
    pub_agent._wallet = alice_info.agent_wallet
    state.addAgent(PoolAgent("pool1", alice_info.pool))
    state.addAgent(pub_agent)
    assert pub_agent.BPT(alice_info.pool) == 100.0
    pub_agent._unstakeOCEANsomewhere(state)
    assert pub_agent.BPT(alice_info.pool) == 90.0


def test_sellDTsomewhere(alice_info):
    state = MockState()
    pub_agent = PublisherAgent("pub1", USD=0.0, OCEAN=1000.0)
    pub_agent._wallet = alice_info.agent_wallet
    state.addAgent(PoolAgent("pool1", alice_info.pool))
    before = pub_agent.DT(alice_info.DT)
    pub_agent._sellDTsomewhere(state, perc_sell=0.01)
    assert pub_agent.DT(alice_info.DT) == before * (1.0 - 0.01)


def test_StakerspeculatorAgent_do(alice_info):
    state, agent = MockState(), StakerspeculatorAgent("agent1", USD=0.0, OCEAN=0.0)
    assert agent._s_since_speculate == 0
    assert agent._s_between_speculates > 0
    assert not agent._doSpeculateAction(state)
    agent._s_since_speculate += agent._s_between_speculates
    assert not agent._doSpeculateAction(state)
    state.agents["pool1"] = PoolAgent("pool1", alice_info.pool)
    assert agent._doSpeculateAction(state)


def test_StakerspeculatorAgent_action(alice_info):
    state, agent = MockState(), StakerspeculatorAgent("agent1", USD=0.0, OCEAN=500.0)
    with pytest.raises(AssertionError):
        agent._speculateAction(state)
    state.agents["pool1"] = PoolAgent("pool1", alice_info.pool)
    assert agent.BPT(alice_info.pool) == 0.0
    agent._speculateAction(state)
    assert agent.OCEAN() < 500.0
    assert agent.BPT(alice_info.pool) > 0.0


def test_DataconsumerAgent(alice_info):
    state, agent = MockState(), DataconsumerAgent("agent1", USD=0.0, OCEAN=1000.0)
    state.addAgent(agent)
    state.addAgent(alice_info.agent)
    state.agents["pool1"] = PoolAgent("pool1", alice_info.pool)
    agent._s_since_buy += agent._s_between_buys
    assert agent._doBuyAndConsumeDT(state)
    before = agent.OCEAN()
    spent = agent._buyAndConsumeDT(state)
    assert spent > 0.0
    assert agent.OCEAN() == pytest.approx(before - spent + spent * (1.0 + agent.profit_margin_on_consume))
    assert agent.DT(alice_info.DT) == 0.0
