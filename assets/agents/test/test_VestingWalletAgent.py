"""A vesting wallet, as other agents see it."""

import pytest

from assets.agents.VestingWalletAgent import VestingWalletAgent
from util.base18 import toBase18
from web3engine.vestingwallet import VestingWallet


@pytest.fixture
def vesting(chain, alice, bob):
    """Alice's vesting wallet for Bob, over 30 s from now, still empty."""
    return VestingWallet.new(bob.address, chain.now(), 30, alice)


def test_it_knows_its_contract(state, vesting):
    """The agent offers the contract, and has its address."""
    agent = VestingWalletAgent("vw1", vesting)
    state.addAgent(agent)
    assert (agent.name, agent.vesting_wallet, agent.address) == ("vw1", vesting, vesting.address)
    assert state.agents.agentByAddress(vesting.address) is agent


def test_part_vests_in_10_s_and_all_in_30(chain, state, OCEAN, alice, bob, vesting):
    """Bob gets a third, then all, of 100 OCEAN."""
    agent = VestingWalletAgent("vw1", vesting)
    OCEAN.transfer(agent.address, toBase18(100.0), alice)
    for s_passed, part in ((0, 0), (10, toBase18(100.0) // 3), (20, toBase18(100.0))):
        chain.advance(s_passed)
        agent.vesting_wallet.release(OCEAN.address, bob)
        assert OCEAN.balanceOf_base(bob.address) == part


def test_it_does_nothing_and_holds_nothing(chain, state, OCEAN, alice, vesting):
    """A step costs no transaction; what is in the contract belongs to nobody yet."""
    agent = VestingWalletAgent("vw1", vesting)
    state.addAgent(agent)
    OCEAN.transfer(vesting.address, toBase18(100.0), alice)
    height = chain.height()
    state.runTicks(3)
    assert chain.height() == height
    assert (agent.USD(), agent.OCEAN()) == (0.0, 0.0)


def test_it_is_made_of_a_contract(vesting):
    """An address is not a vesting wallet."""
    with pytest.raises(TypeError):
        VestingWalletAgent("vw1", vesting.address)
