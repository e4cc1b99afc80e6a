"""What every agent can do with its money, in pure Python and on a chain."""

import importlib
import math
from typing import Any

import pytest

from engine.AgentBase import AgentBase, AgentBaseAbstract, AgentBaseEvm, AgentBaseNoEvm
from engine.AgentWallet import AgentWallet, AgentWalletNoEvm
from engine.Stream import Stream
from util.base18 import fromBase18
from util.errors import BadAmount, ChainNeeded, InsufficientFunds, WalletError
from web3engine.globaltokens import OCEANtoken


class EvmAgent(AgentBaseEvm):
    """Does only what a test makes it do."""

    def takeStep(self, state):
        pass


class NoEvmAgent(AgentBaseNoEvm):
    """Does only what a test makes it do."""

    def takeStep(self, state):
        pass


@pytest.fixture(params=[EvmAgent, NoEvmAgent])
def Agent(request):
    """Each kind of agent. Only the one on a chain has a chain."""
    if request.param is EvmAgent:
        request.getfixturevalue("chain")
    return request.param


# ---- both kinds


def test_an_agent_starts_with_its_name_and_its_money(Agent):
    """Exactly the money that was given."""
    agent = Agent("agent1", USD=1.1, OCEAN=1.2)
    assert agent.name == "agent1"
    assert agent.USD() == 1.1
    assert agent.OCEAN() == 1.2
    assert type(agent).__name__ in str(agent)
    assert "agent1" in str(agent)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 1, "USD": 0.0, "OCEAN": 0.0},
        {"name": "a", "USD": 0, "OCEAN": 0.0},
        {"name": "a", "USD": 0.0, "OCEAN": "1.0"},
        {"name": "a", "USD": 0.0, "OCEAN": None},
    ],
    ids=str,
)
def test_a_constructor_checks_types(Agent, wrong):
    """Money is a float, also where it is a whole number: 0.0, not 0."""
    with pytest.raises(TypeError):
        Agent(**wrong)


def test_an_agent_receives_and_sends_USD(Agent):
    """13.25 received, 1.10 and 1.00 sent: 11.15 stay. What nobody receives leaves the economy."""
    agent, other = Agent("agent1", 0.0, 0.0), Agent("agent2", 0.0, 3.30)
    agent.receiveUSD(13.25)
    assert agent.USD() == 13.25
    agent._transferUSD(None, 1.10)
    assert agent.USD() == 12.15
    agent._transferUSD(other, 1.00)
    assert (agent.USD(), other.USD()) == (12.15 - 1.00, 1.00)


def test_an_agent_receives_and_sends_OCEAN(Agent):
    """3.30 and 2.01 more, then 0.20 out of the economy and 0.10 to another agent."""
    agent, other = Agent("agent1", 0.0, 0.0), Agent("agent2", 0.0, 3.30)
    other.receiveOCEAN(2.01)
    assert other.OCEAN() == pytest.approx(5.31)
    other._transferOCEAN(None, 0.20)
    assert other.OCEAN() == pytest.approx(5.11)
    other._transferOCEAN(agent, 0.10)
    assert agent.OCEAN() == 0.10
    assert other.OCEAN() == pytest.approx(5.01)


@pytest.mark.parametrize("action", ["_transferUSD", "_transferOCEAN"])
def test_nobody_spends_more_than_it_has(Agent, action):
    """The error names the agent, what it has and what it wants; neither of the two is any richer or poorer."""
    poor, other = Agent("poor", 3.5, 3.5), Agent("other", 0.0, 0.0)
    for receiver in (other, None):
        with pytest.raises(InsufficientFunds, match=r"poor cannot spend 10.0 .*it holds 3.5") as raised:
            getattr(poor, action)(receiver, 10.0)
        assert (raised.value.holder, raised.value.token) == ("poor", action.removeprefix("_transfer"))
        assert (raised.value.have, raised.value.want) == (3.5, 10.0)
    assert (poor.USD(), poor.OCEAN(), other.USD(), other.OCEAN()) == (3.5, 3.5, 0.0, 0.0)


@pytest.mark.parametrize("amount", [-1.0, -1e-30, math.nan, math.inf, -math.inf])
def test_amounts_are_numbers_from_zero_up(Agent, amount):
    """Each verb refuses the others, the constructor as well; nothing moves."""
    agent, other = Agent("agent1", 5.0, 5.0), Agent("agent2", 0.0, 0.0)
    actions = [
        lambda: agent.receiveUSD(amount),
        lambda: agent.receiveOCEAN(amount),
        lambda: agent._transferUSD(None, amount),
        lambda: agent._transferUSD(other, amount),
        lambda: agent._transferOCEAN(None, amount),
        lambda: agent._transferOCEAN(other, amount),
        lambda: Agent("agent3", amount, 0.0),
        lambda: Agent("agent3", 0.0, amount),
    ]
    for action in actions:
        with pytest.raises(BadAmount, match="zero or more") as raised:
            action()
        assert isinstance(raised.value, AssertionError)
        assert isinstance(raised.value, ValueError)
    assert (agent.USD(), agent.OCEAN(), other.USD(), other.OCEAN()) == (5.0, 5.0, 0.0, 0.0)


@pytest.mark.parametrize("receiver", ["agent2", 5, object()], ids=["name", "number", "object"])
def test_money_goes_to_agents(Agent, receiver):
    """To nothing else: a name is not an agent."""
    agent = Agent("agent1", 5.0, 5.0)
    for action in (agent._transferUSD, agent._transferOCEAN):
        with pytest.raises(WalletError, match="is not an agent.*Try: pass an agent"):
            action(receiver, 1.0)
    assert (agent.USD(), agent.OCEAN()) == (5.0, 5.0)


def test_paying_oneself_changes_nothing(Agent):
    """The money leaves and arrives."""
    agent = Agent("agent1", 5.0, 5.0)
    agent._transferUSD(agent, 2.0)
    agent._transferOCEAN(agent, 2.0)
    assert (agent.USD(), agent.OCEAN()) == (5.0, 5.0)


def test_nothing_can_be_sent_by_who_has_nothing(Agent):
    """Zero moves without complaint, so that agents need not ask."""
    agent, other = Agent("agent1", 0.0, 0.0), Agent("agent2", 0.0, 0.0)
    for receiver in (other, None):
        agent._transferUSD(receiver, 0.0)
        agent._transferOCEAN(receiver, 0.0)
    assert (agent.USD(), agent.OCEAN(), other.USD(), other.OCEAN()) == (0.0, 0.0, 0.0, 0.0)


def test_an_agent_must_say_what_it_does_in_a_step():
    """A class without takeStep makes no agents."""

    Idler = type("Idler", (AgentBaseNoEvm,), {})
    with pytest.raises(TypeError, match="takeStep"):
        Idler("idler", 0.0, 0.0)


# ---- the two kinds together


@pytest.mark.parametrize(("Sender", "Receiver"), [(EvmAgent, NoEvmAgent), (NoEvmAgent, EvmAgent)])
def test_USD_can(chain, Sender, Receiver):
    """USD are floats everywhere."""
    sender, receiver = Sender("sender", 7.0, 0.0), Receiver("receiver", 0.0, 0.0)
    sender._transferUSD(receiver, 1.0)
    assert (sender.USD(), receiver.USD()) == (6.0, 1.0)


def test_AgentBase_is_the_agent_on_a_chain():
    """The reference's name; the other two say which kind they are."""
    assert AgentBase is AgentBaseEvm
    assert issubclass(AgentBaseEvm, AgentBaseAbstract)
    assert issubclass(AgentBaseNoEvm, AgentBaseAbstract)
    assert not issubclass(AgentBaseNoEvm, AgentBaseEvm)


def test_an_agent_on_a_chain_needs_one():
    """The error says who needs it. A pure-Python agent needs none."""
    with pytest.raises(ChainNeeded, match="the wallet of agent1"):
        EvmAgent("agent1", 0.0, 1.0)
    assert NoEvmAgent("agent1", 0.0, 1.0).OCEAN() == 1.0


def test_each_kind_has_its_wallet(chain):
    """Agents on a chain have an address on it, and no two the same."""
    first, second = EvmAgent("a", 0.0, 0.0), EvmAgent("b", 0.0, 0.0)
    assert isinstance(first._wallet, AgentWallet)
    assert first.address.startswith("0x")
    assert first.address != second.address
    assert isinstance(NoEvmAgent("c", 0.0, 0.0)._wallet, AgentWalletNoEvm)


# ---- datatokens and pools


def test_an_agent_knows_its_datatokens(alice_agent, DT, pool):
    """Alice has put 20 of her 100 into the pool."""
    assert alice_agent.DT(DT) == 80.0


def test_an_agent_knows_its_share_of_a_pool(alice_agent, pool):
    """Who starts a pool gets 100 BPT."""
    assert alice_agent.BPT(pool) == 100.0


def test_an_agent_stakes_OCEAN(alice_agent, pool):
    """20 OCEAN go in, and bring the BPT that the formula says."""
    before = alice_agent.OCEAN()
    got = alice_agent.stakeOCEAN(20.0, pool)
    assert alice_agent.OCEAN() == before - 20.0
    assert alice_agent.BPT(pool) == pytest.approx(100.0 + got)
    assert got == pytest.approx(6.8993024508)


def test_an_agent_unstakes_OCEAN(alice_agent, pool):
    """20 BPT go back, and bring OCEAN."""
    before = alice_agent.OCEAN()
    got = alice_agent.unstakeOCEAN(20.0, pool)
    assert alice_agent.BPT(pool) == 80.0
    assert alice_agent.OCEAN() == pytest.approx(before + got)
    assert got == pytest.approx(54.5923790658)


def test_staking_does_not_touch_datatokens(alice_agent, OCEAN, DT, pool):
    """Single-sided: only OCEAN and BPT change hands."""
    held = OCEAN.balanceOf_base(pool.address)
    alice_agent.stakeOCEAN(20.0, pool)
    assert alice_agent.DT(DT) == 80.0
    assert fromBase18(OCEAN.balanceOf_base(pool.address) - held) == 20.0


def test_an_agent_trades_datatokens(alice_agent, pool, DT):
    """It buys one for 4.4452531211 OCEAN, sells nine, and knows its own key for all else."""
    assert alice_agent.buyDT(pool, DT, 1.0, 100.0) == pytest.approx(4.4452531211, rel=1e-9)
    assert alice_agent.DT(DT) == 81.0
    got = alice_agent.sellDT(pool, DT, 9.0, min_OCEAN_amt=30.0)
    assert (alice_agent.DT(DT), alice_agent.OCEAN()) == (72.0, pytest.approx(800.0 - 4.4452531211 + got, rel=1e-12))
    assert alice_agent.web3wallet.address == alice_agent.address


# ---- in sets


@pytest.mark.parametrize("n", [2, 12, 100])
def test_agents_leave_a_set_in_the_order_in_which_they_entered(n):
    """Wherever they are in memory, in each simulation anew: netlists of 2021 wire them up in sets."""
    agents = [NoEvmAgent(f"agent{i}", 0.0, 0.0) for i in range(n)]
    for entering in (agents[::-1], agents):
        with Stream(1):
            copies = [NoEvmAgent(agent.name, 0.0, 0.0) for agent in reversed(entering)][::-1]
            together = set()
            for agent in copies:
                together.add(agent)
            assert [agent.name for agent in together] == [agent.name for agent in entering]
            assert all(agent in together for agent in copies)


def test_simulations_that_are_stepped_in_turn_count_their_agents_apart():
    """As they draw apart."""
    first, second = Stream(1), Stream(1)
    serials = []
    for stream in (first, second, first, second):
        with stream:
            serials.append(hash(NoEvmAgent("a", 0.0, 0.0)))
    assert serials == [0, 0, 1, 1]


# ---- names of 2023


def test_an_agent_on_a_chain_has_an_account(chain):
    """Its wallet, too; the key is that with which it signs."""
    agent = EvmAgent("a", 0.0, 0.0)
    assert agent.account.address == agent.address == agent._wallet._account.address
    assert agent._wallet.account.private_key == agent._wallet.private_key == agent.web3wallet.private_key
    assert agent._wallet.private_key not in str(agent)


def test_the_account_of_an_agent_signs_in_the_way_of_Brownie(chain):
    """{"from": account} follows the arguments of any wrapper's function, and the account sends ETH."""
    agent, other = EvmAgent("a", 0.0, 3.0), EvmAgent("b", 0.0, 0.0)
    OCEAN: Any = OCEANtoken()
    OCEAN.transfer(other.account, 10**18, {"from": agent._wallet._account})
    assert (agent.OCEAN(), other.OCEAN()) == (2.0, 1.0)
    account: Any = agent.account
    before = account.balance()
    account.transfer(other.account, "0.001 ether")
    assert account.balance() == before - 10**15


def test_verbs_for_pools_of_V4_have_their_old_names():
    """They are those for any pool."""
    assert AgentBase.joinPoolAddOCEAN is AgentBase.stakeOCEAN
    assert AgentWallet.joinPoolAddOCEAN is AgentWallet.stakeOCEAN
    assert (AgentWallet.buyDTV4, AgentWallet.sellDTV4) == (AgentWallet.buyDT, AgentWallet.sellDT)


# ---- names that `import *` gave in 2021


@pytest.mark.parametrize("module", ["AgentBase", "AgentWallet"])
def test_an_import_of_everything_gives_what_it_gave(module):
    """Modules among it; a name that no version had is an AttributeError."""
    names: dict[str, Any] = {}
    exec(f"from engine.{module} import *", names)
    assert {"AgentWallet", "bpool", "datatoken", "globaltokens", "constants", "web3util", "web3wallet"} <= set(names)
    assert names["constants"].BURN_ADDRESS.endswith("dEaD")
    with pytest.raises(AttributeError, match=f"engine.{module}' has no attribute 'nothing'"):
        importlib.import_module(f"engine.{module}").nothing  # noqa: B018
