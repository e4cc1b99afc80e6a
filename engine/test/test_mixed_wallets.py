"""Agents with a wallet on a chain, as all had in 2021, next to agents without one: they pay each other to the unit."""

import pytest

from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.MinterAgents import OCEANLinearMinterAgent
from assets.agents.OCEANBurnerAgent import OCEANBurnerAgent
from assets.agents.RouterAgent import RouterAgent
from engine.AgentBase import AgentBase, AgentBaseNoEvm
from engine.AgentWallet import AgentWallet, AgentWalletEvm, AgentWalletNoEvm, BurnWallet
from engine.AgentWalletBase18 import AgentWalletBase18
from engine.BurnWallet import OFF_CHAIN_ADDRESS
from util.errors import InsufficientFunds, WalletError

pytestmark = pytest.mark.usefixtures("chain")


class Holder(AgentBase):
    """An agent of 2021 that waits."""

    def takeStep(self, state):
        pass


class Payer(AgentBase):
    """An agent of 2021 that pays 1 OCEAN and 2 USD to somebody at each step."""

    def __init__(self, name, USD, OCEAN, to):
        super().__init__(name, USD, OCEAN)
        self._to = to

    def takeStep(self, state):
        self._transferOCEAN(state.getAgent(self._to), 1.0)
        self._transferUSD(state.getAgent(self._to), 2.0)


@pytest.mark.parametrize("kind", [AgentWalletNoEvm, AgentWalletBase18])
def test_OCEAN_goes_to_a_wallet_on_a_chain_and_comes_back(OCEAN, kind):
    """What one has less, the other has more, and on the chain it is there."""
    off, on = kind(OCEAN=10.0), AgentWallet(OCEAN=1.0)
    off.transferOCEAN(on, 2.5)
    assert (off.OCEAN(), on.OCEAN(), OCEAN.balanceOf_base(on.address)) == (7.5, 3.5, 35 * 10**17)
    on.transferOCEAN(off, 3.25)
    assert (off.OCEAN(), on.OCEAN(), OCEAN.balanceOf_base(on.address)) == (10.75, 0.25, 25 * 10**16)
    assert (off.totalOCEANin(), on.totalOCEANin()) == (13.25, 3.5)
    off.transferUSD(on, 0.0)


def test_what_leaves_the_chain_is_counted_apart_from_what_is_burned(OCEAN):
    """Supply less what is off the chain is what wallets on the chain hold."""
    off, on = AgentWalletBase18(OCEAN=0.0), AgentWallet(OCEAN=5.0)
    supply = OCEAN.totalSupply_base()
    on.transferOCEAN(off, 2.0)
    assert OCEAN.balanceOf_base(OFF_CHAIN_ADDRESS) == 2 * 10**18
    assert OCEAN.balanceOf_base(BurnWallet().address) == 0
    off.transferOCEAN(on, 1.0)
    assert OCEAN.totalSupply_base() == supply + 10**18


def test_not_a_unit_is_lost_on_the_way():
    """All that a wallet on a chain holds arrives at one that counts units, and returns."""
    off, on = AgentWalletBase18(), AgentWallet(OCEAN=0.1)
    for amount in (1 / 3, 1e-18, 0.07):
        on.depositOCEAN(amount)
    held = on._OCEAN_base()
    on.transferOCEAN(off, on.OCEAN())
    assert (on._OCEAN_base(), off.OCEAN_base()) == (0, held)
    off.transferOCEAN(on, off.OCEAN())
    assert (on._OCEAN_base(), off.OCEAN_base()) == (held, 0)


def test_one_cannot_send_what_one_does_not_have():
    """In neither direction, and then nothing has moved."""
    off, on = AgentWalletNoEvm(OCEAN=1.0), AgentWalletEvm(OCEAN=1.0)
    for payer, receiver in ((off, on), (on, off)):
        with pytest.raises(InsufficientFunds):
            payer.transferOCEAN(receiver, 2.0)
    assert (off.OCEAN(), on.OCEAN()) == (1.0, 1.0)
    with pytest.raises(WalletError, match="cannot send OCEAN to 7: it is not a wallet"):
        off.transferOCEAN(7, 0.5)


def test_datatokens_stay_on_the_chain(DT, alice_agent):
    """A wallet without chain has no place for them."""
    with pytest.raises(WalletError, match="can only go to a wallet on it.*Try: derive the receiver from AgentBase"):
        alice_agent._wallet.transferDT(AgentWalletNoEvm(), DT, 1.0)


def test_a_wallet_without_chain_has_no_key():
    """It takes the argument, as in 2023, and refuses a value."""
    assert AgentWalletNoEvm(USD=1.0, OCEAN=2.0, private_key=None).OCEAN() == 2.0
    with pytest.raises(WalletError, match="cannot have a private key"):
        AgentWalletNoEvm(private_key="0x" + 64 * "1")


# ---- agents


def test_stock_agents_pay_an_agent_of_2021_and_are_paid_by_it(state):
    """Grants, routed money and minted OCEAN reach it; what it pays, they pass on. Nothing is lost between the two."""
    state._total_OCEAN_minted = state._total_OCEAN_burned = state._total_OCEAN_burned_USD = 0.0
    state.addAgent(Payer("payer", 8.0, 4.0, to="router"))
    state.addAgent(RouterAgent("router", 0.0, 0.0, {"holder": lambda: 0.75, "burner": lambda: 0.25}))
    state.addAgent(GrantGivingAgent("granter", 2.0, 1.0, "holder", 3600, 4))
    state.addAgent(OCEANLinearMinterAgent("minter", "holder", 20.0, 3600, 2))
    state.addAgent(OCEANBurnerAgent("burner", 0.0, 0.0))
    state.addAgent(Holder("holder", 0.0, 0.0))
    state.runTicks(4)
    held = {agent.name: (agent.USD(), agent.OCEAN()) for agent in state.allAgents()}
    assert held["holder"] == (0.75 * 8 + 2, 0.75 * 4 + 1 + 20)
    assert held["burner"] == (0.0, 0.25 * 4)
    assert held["payer"] == held["router"] == held["granter"] == held["minter"] == (0.0, 0.0)
    assert state._total_OCEAN_burned_USD == pytest.approx(0.25 * 8)


@pytest.mark.parametrize("first", [AgentBase, AgentBaseNoEvm])
def test_agents_with_and_without_chain_pay_each_other(first):
    """Through the verbs that all agents have."""
    second = AgentBaseNoEvm if first is AgentBase else AgentBase
    a, b = (type("Agent", (base,), {"takeStep": None})(base.__name__, USD=1.0, OCEAN=5.0) for base in (first, second))
    a._transferOCEAN(b, 2.0)
    a._transferUSD(b, 1.0)
    b._transferOCEAN(a, b.OCEAN())
    assert (a.OCEAN(), b.OCEAN(), a.USD(), b.USD()) == (10.0, 0.0, 0.0, 2.0)
