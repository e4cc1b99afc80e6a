import pytest

from agents.PoolAgent import PoolAgent
from agents.PublisherAgent import PublisherAgent
from netlists.market import netlist
from netlists.market.KPIs import get_OCEAN_in_BPTs, get_OCEAN_in_DTs
from util.base18 import fromBase18
from util.globaltokens import OCEAN_address


def test_state():
    state = netlist.SimState()
    assert len(state.agents) == 5
    assert isinstance(state.getAgent("maliciousPublisher"), PublisherAgent)
    assert state.rugged_pools == []


def test_strategy():
    ss = netlist.SimStrategy()
    assert ss.publisher_DT_init > ss.publisher_DT_stake > 0.0


@pytest.fixture
def state(alice_info):
    state = netlist.SimState()
    state.addAgent(PoolAgent("pool0", alice_info.pool))
    return state


def test_worth_of_datatokens(state, alice_info):
    price = fromBase18(alice_info.pool.getSpotPrice(OCEAN_address(), alice_info.DT.address))
    assert get_OCEAN_in_DTs(state, alice_info.agent) == pytest.approx(80.0 * price)


def test_worth_of_shares(state, alice_info):
    price = fromBase18(alice_info.pool.getSpotPrice(OCEAN_address(), alice_info.DT.address))
    assert get_OCEAN_in_BPTs(state, alice_info.agent) == pytest.approx(200.0 + 20.0 * price)
    assert get_OCEAN_in_BPTs(state, state.getAgent("consumer")) == 0.0
