"""The beneficiary collects OCEAN as it vests, and waits where there is nothing yet."""

import pytest

from assets.agents.VestingBeneficiaryAgent import VestingBeneficiaryAgent
from assets.agents.VestingFunderAgent import VestingFunderAgent
from assets.agents.VestingWalletAgent import VestingWalletAgent
from engine.test.fixtures import State
from util.base18 import toBase18
from util.constants import S_PER_HOUR
from web3engine.vestingwallet import VestingWallet


def beneficiary(OCEAN=0.0):
    """A beneficiary of the vesting wallet vw1."""
    return VestingBeneficiaryAgent("beneficiary1", 0.0, OCEAN, "vw1")


def test_it_gets_what_has_vested(chain, state, OCEAN, alice):
    """All 100 OCEAN arrive on top of the 3 that it had; then nothing more comes."""
    agent = beneficiary(OCEAN=3.0)
    wallet = VestingWallet.new(agent.address, chain.now(), 0, alice)
    OCEAN.transfer(wallet.address, toBase18(100.0), alice)
    state.addAgent(VestingWalletAgent("vw1", wallet))
    state.addAgent(agent)
    assert agent.OCEAN() == 3.0
    for _ in range(2):
        state.runTicks(1)
        assert agent.OCEAN() == 103.0
    assert wallet.released_base(OCEAN.address) == toBase18(100.0)


def test_it_waits_for_the_wallet(chain, state):
    """Without a wallet its steps do nothing."""
    state.addAgent(beneficiary(OCEAN=3.0))
    height = chain.height()
    state.runTicks(2)
    assert chain.height() == height
    assert state.getAgent("beneficiary1").OCEAN() == 3.0


@pytest.mark.parametrize("funder_first", [True, False])
def test_any_order_of_agents_will_do(chain, funder_first):
    """From the tick on in which it first finds the wallet, it gets a quarter of 8 OCEAN per tick."""
    state = State()
    start = chain.now() - S_PER_HOUR
    agents = [VestingFunderAgent("funder1", 0.0, 8.0, "vw1", "beneficiary1", start, 4 * S_PER_HOUR), beneficiary()]
    for agent in agents if funder_first else reversed(agents):
        state.addAgent(agent)
    collected = []
    for _ in range(5):
        state.runTicks(1)
        collected.append(agents[1].OCEAN())
        chain.advance(S_PER_HOUR)
    assert collected == [2.0 if funder_first else 0.0, 4.0, 6.0, 8.0, 8.0]
