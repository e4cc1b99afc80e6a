"""The funder creates one vesting wallet, fills it, and is done."""

import pytest

from assets.agents.VestingFunderAgent import VestingFunderAgent
from assets.agents.VestingWalletAgent import VestingWalletAgent
from util.base18 import toBase18
from util.errors import NetlistError, ParameterError, UnknownAgent


def funder(state, OCEAN=100.0, beneficiary="alice", start=1_700_000_000, duration=30):
    """A funder in `state`, whose vesting wallet will be called vw1."""
    agent = VestingFunderAgent("funder1", 0.0, OCEAN, "vw1", beneficiary, start, duration)
    state.addAgent(agent)
    return agent


def test_its_first_step_creates_and_fills_a_vesting_wallet(state, alice_agent, OCEAN):
    """The wallet is for that beneficiary, from that start, for that long, with all its OCEAN."""
    state.addAgent(alice_agent)
    agent = funder(state, OCEAN=100.1)
    assert (agent.OCEAN(), list(state.agents)) == (100.1, ["alice", "funder1"])
    state.runTicks(1)
    assert list(state.agents) == ["alice", "funder1", "vw1"]
    assert isinstance(state.getAgent("vw1"), VestingWalletAgent)
    wallet = state.getAgent("vw1").vesting_wallet
    assert (wallet.beneficiary(), wallet.start(), wallet.duration()) == (alice_agent.address, 1_700_000_000, 30)
    assert agent.OCEAN() == 0.0
    assert OCEAN.balanceOf_base(wallet.address) == toBase18(100.1)


def test_it_acts_once(chain, state, alice_agent):
    """Later steps create no wallet and no transaction, even if it has OCEAN again."""
    state.addAgent(alice_agent)
    agent = funder(state)
    state.runTicks(1)
    agent.receiveOCEAN(7.0)
    height = chain.height()
    state.runTicks(3)
    assert chain.height() == height
    assert (agent.OCEAN(), state.numAgents()) == (7.0, 3)


def test_the_beneficiary_may_come_after_the_funder(state, alice_agent):
    """The funder looks the beneficiary up when it acts, not when it is created."""
    funder(state)
    state.addAgent(alice_agent)
    state.runTicks(1)
    assert state.getAgent("vw1").vesting_wallet.beneficiary() == alice_agent.address


def test_without_OCEAN_there_is_still_a_wallet(state, alice_agent, OCEAN):
    """A funder without OCEAN creates an empty wallet, which others may fill."""
    state.addAgent(alice_agent)
    funder(state, OCEAN=0.0)
    state.runTicks(1)
    assert OCEAN.balanceOf_base(state.getAgent("vw1").address) == 0


def test_a_beneficiary_that_does_not_exist(chain, state):
    """An unknown beneficiary is named in the error."""
    agent = funder(state, beneficiary="nobody")
    with pytest.raises(UnknownAgent, match="no agent is named 'nobody'"):
        state.runTicks(1)
    assert agent.OCEAN() == 100.0


def test_a_name_that_is_taken(state, alice_agent):
    """Two funders need two names for their wallets."""
    state.addAgent(alice_agent)
    funder(state)
    state.addAgent(VestingFunderAgent("funder2", 0.0, 1.0, "vw1", "alice", 0, 0))
    with pytest.raises(NetlistError, match="two agents are named 'vw1'"):
        state.runTicks(1)


@pytest.mark.parametrize("seconds", [-1, 2**64])
def test_times_that_no_contract_takes(chain, state, seconds):
    """Impossible times are refused before anything runs, by name and value."""
    with pytest.raises(ParameterError, match=f"funder1 cannot vest with start_timestamp {seconds}"):
        funder(state, start=seconds)
    with pytest.raises(ParameterError, match=f"funder1 cannot vest with duration_seconds {seconds}"):
        funder(state, duration=seconds)
