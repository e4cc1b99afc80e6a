import pytest
from enforce_typing import enforce_types

from engine.AgentBase import *
from engine.test.conftest import _DT_INIT, _DT_STAKE


@enforce_types
class MyTestAgent(AgentBase):
    def takeStep(self, state):
        pass


def testInit():
    agent = MyTestAgent("agent1", USD=1.1, OCEAN=1.2)
    assert agent.name == "agent1"
    assert agent.USD() == 1.1
    assert agent.OCEAN() == 1.2
    assert "MyTestAgent" in str(agent)


def testInitWithWrongTypes():
    with pytest.raises(TypeError):
        MyTestAgent("agent1", USD=1, OCEAN=1.2)


def testReceiveAndSend():
    agent, agent2 = MyTestAgent("agent1", USD=0.0, OCEAN=3.30), MyTestAgent("agent2", USD=0.0, OCEAN=3.30)
    agent.receiveUSD(13.25)
    agent._transferUSD(None, 1.10)
    agent._transferUSD(agent2, 1.00)
    assert pytest.approx(agent.USD()) == 11.15
    assert pytest.approx(agent2.USD()) == 1.00
    agent.receiveOCEAN(2.01)
    agent._transferOCEAN(None, 0.20)
    agent._transferOCEAN(agent2, 0.10)
    assert pytest.approx(agent.OCEAN()) == 5.01
    assert pytest.approx(agent2.OCEAN()) == 3.40


def test_DT_and_BPT(alice_info):
    assert alice_info.agent.DT(alice_info.DT) == _DT_INIT - _DT_STAKE
    assert alice_info.agent.BPT(alice_info.pool) == 100.0


def test_stakeOCEAN(alice_info):
    agent, pool = alice_info.agent, alice_info.pool
    OCEAN_before, BPT_before = agent.OCEAN(), agent.BPT(pool)
    agent.stakeOCEAN(OCEAN_stake=20.0, pool=pool)
    assert agent.OCEAN() == OCEAN_before - 20.0
    assert agent.BPT(pool) > BPT_before
