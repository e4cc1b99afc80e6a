"""Several chains in one simulation: `onChain`, agents that live there, and what is refused between chains."""

import json
import types
from typing import Any, cast

import pytest

from engine.AgentBase import AgentBaseEvm
from engine.Flows import Flows
from engine.KPIsBase import KPIsBase
from engine.Moment import Moment
from engine.pytestplugin import SessionChain
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from util.errors import ChainError, NetlistError, ParameterError, TxReverted, WalletError
from web3engine.btoken import BToken
from web3engine.chain import Chain, currentChain, onChain, openedChains, useChain
from web3engine.chains import openChain
from web3engine.datatoken import Datatoken
from web3engine.globaltokens import OCEAN_address, OCEANtoken
from web3engine.test.fastevm import requireFastEvm
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet


class Payer(AgentBaseEvm):
    """Burns 1 OCEAN per tick, by the token that is OCEAN where it acts."""

    def takeStep(self, state):
        OCEANtoken().transfer("0x" + "11" * 20, 10**18, self.web3wallet)


class SimStrategy(SimStrategyBase):
    L2_FROM = 2

    def __init__(self):
        super().__init__()
        self.setTimeStep(60)
        self.setMaxTicks(5)
        self.setLogInterval(60)


class SimState(SimStateBase):
    """Alice on the main chain; Bob on L2, from tick L2_FROM on."""

    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Payer("alice", 0.0, 100.0))
        self.kpis = KPIsBase(60)

    def takeStep(self):
        if self.tick == self.ss.L2_FROM:
            with onChain("L2"):
                self.addAgent(Payer("bob", 0.0, 100.0))
        super().takeStep()


def createLogData(state):
    bob = state.agents.get("bob")
    return [], ["alice", "bob"], [state.getAgent("alice").OCEAN(), bob.OCEAN() if bob else -1.0]


NETLIST = types.SimpleNamespace(
    __name__="two_chains",
    SimStrategy=SimStrategy,
    SimState=SimState,
    KPIs=KPIsBase,
    netlist_createLogData=createLogData,
    netlist_plotInstructions=lambda header, values: ("Day", [], []),
)


@pytest.fixture
def two():
    """A main chain, with a second one that opens on demand."""
    with useChain(lambda: openChain("embedded", seed=3)) as used:
        yield used


def test_agents_act_on_the_chain_where_they_were_made():
    """Each pays 1 OCEAN per tick with the OCEAN of the chain where it acts; a row is written before they act."""
    with Simulation(NETLIST, seed=1) as simulation:
        simulation.run()
        assert simulation.rows.column("alice") == [100.0, 99.0, 98.0, 97.0, 96.0, 95.0]
        assert simulation.rows.column("bob") == [-1.0, -1.0, -1.0, 99.0, 98.0, 97.0]


def test_chains_share_the_clock():
    """L2, opened in the third tick, has the time of the main chain, and keeps it."""
    with Simulation(NETLIST, seed=1) as simulation:
        while simulation.tick < 4:
            simulation.step()
        main, L2 = simulation.chains.values()
        assert list(simulation.chains) == ["", "L2"]
        assert L2.now() == main.now() == 1_609_459_200 + 4 * 60
        assert openedChains() == {}


def test_run_json_tells_of_both_chains():
    """The main chain stays where it was in it; others are listed only where there are any."""
    with Simulation(NETLIST, seed=1) as simulation:
        assert "chains" not in simulation.facts()
        simulation.run()
    facts = json.loads(json.dumps(simulation.facts()))
    assert facts["chains"] == {"L2": facts["chain"]}


def test_what_contracts_refuse_on_a_further_chain_is_an_event():
    """It is told which agent it was, as on the main chain."""
    with Simulation(NETLIST, seed=1, overrides={"L2_FROM": 0}) as simulation:
        simulation.step()
        bob = simulation.state.getAgent("bob")
        with simulation.inUse(), onChain("L2"), pytest.raises(TxReverted, match="exceeds balance"):
            OCEANtoken().transfer(bob.address, 10**30, bob.web3wallet)
        simulation.step()
    assert [(event.what, event.who) for event in simulation.state.event_log] == [("refused by a contract", "bob")]


def test_a_moment_holds_all_chains():
    """Coming back undoes what happened on each; a chain that was opened later cannot be undone."""
    with Simulation(NETLIST, seed=1, overrides={"L2_FROM": 0}) as simulation:
        simulation.step()
        with simulation.inUse():
            moment = Moment(simulation)
        simulation.step()
        with simulation.inUse():
            moment.restore()
            alice, bob = simulation.state.allAgents()
            assert (alice.OCEAN(), bob.OCEAN()) == (99.0, 99.0)
            currentChain().fund(alice.on("L3").address, 1)
            with pytest.raises(TypeError, match="opened later"):
                moment.restore()


def test_payments_are_told_apart_by_chain():
    """OCEAN has one address on both chains, and is two tokens all the same."""
    with Flows() as flows, Simulation(NETLIST, seed=1, overrides={"L2_FROM": 0}) as simulation:
        simulation.step()
        simulation.step()
        paid = [(flow.token, flow.payer, flow.amount) for flow in flows.table(simulation) if flow.n == 2]
    assert paid == [("OCEAN", "alice", 2.0), ("OCEAN on L2", "bob", 2.0)]


def test_a_key_has_one_address_and_keys_do_not_repeat(two):
    """Wallets of all chains draw from one generator; an agent's wallet elsewhere has the agent's key."""
    first = randomWeb3Wallet()
    with onChain("L2"):
        second = randomWeb3Wallet()
    third = randomWeb3Wallet()
    assert len({first.address, second.address, third.address}) == 3
    agent = Payer("a", 5.0, 1.0)
    there = agent.on("L2")
    assert there is agent.on("L2")
    assert agent.on("") is agent._wallet
    assert (there.address, there.OCEAN()) == (agent.address, 0.0)
    there.depositOCEAN(2.0)
    assert (there.OCEAN(), agent.OCEAN()) == (2.0, 1.0)


def test_the_same_seed_gives_the_same_keys_with_and_without_a_second_chain():
    """Wallets of a netlist keep their addresses when it opens a second chain."""
    found = []
    for opens in (False, True):
        with useChain(lambda: openChain("embedded", seed=3)):
            if opens:
                with onChain("L2"):
                    currentChain()
            found.append(randomWeb3Wallet().address)
    assert found[0] == found[1]


def test_dollars_are_on_no_chain(two):
    """An agent has one purse of USD and of named tokens, wherever it looks from."""
    agent = Payer("a", 5.0, 0.0)
    there = agent.on("L2")
    agent.receiveUSD(2.0)
    there.withdrawUSD(1.0)
    there.receive("DAI", 4.0)
    assert agent.USD() == there.USD() == 6.0
    assert agent._wallet.totalUSDin() == there.totalUSDin() == 7.0
    assert agent.balance("DAI") == there.balance("DAI") == 4.0


def test_OCEAN_that_is_received_is_minted_where_the_receiver_lives(two):
    """The chain in use does not matter: the wallet is on its own."""
    with onChain("L2"):
        bob = Payer("bob", 0.0, 1.0)
        minted = OCEANtoken().totalSupply_base()
    bob.receiveOCEAN(2.0)
    with onChain("L2"):
        assert bob.OCEAN() == 3.0
        assert OCEANtoken().totalSupply_base() == minted + 2 * 10**18


def test_nothing_goes_from_chain_to_chain_without_a_bridge(two):
    """Tokens, receivers, spenders and senders of different chains are refused, and nothing has moved."""
    alice = Payer("alice", 0.0, 10.0)
    here = OCEANtoken()
    with onChain("L2"):
        bob = Payer("bob", 0.0, 10.0)
        there = Datatoken(OCEAN_address())
        randomWeb3Wallet()
    # The same address, as in the real world: deployed by the same key as its first contract.
    assert there.address == here.address
    assert there != here
    for attempt in (
        lambda: alice.balance(there),
        lambda: alice.balances([there]),
        lambda: alice.balance(there, 1),
        lambda: alice.transfer(there, alice, 1.0),
        lambda: alice.transfer(here, bob, 1.0),
        lambda: alice._transferOCEAN(bob, 1.0),
        lambda: alice.approve(there, alice, 1.0),
        lambda: alice.approve(here, bob, 1.0),
        lambda: there.transfer(bob.address, 1, alice.web3wallet),
        lambda: there.transfer(bob.address, 1, Web3Wallet(bob.web3wallet.private_key)),
        lambda: Datatoken.deploy(bob.web3wallet, "", "", bob.address, 1, "", bob.address),
    ):
        with pytest.raises(WalletError, match="the main chain") as e:
            attempt()
        assert "'L2'" in str(e.value)
    assert (alice.OCEAN(), bob.OCEAN()) == (10.0, 10.0)
    alice.on("L2").depositOCEAN(1.0)
    alice.on("L2").transfer(there, bob, 1.0)
    assert bob.OCEAN() == 11.0


def test_a_wrapper_on_the_wrong_chain_is_refused(two):
    """An address at which there is nothing on the chain in use, but something on another, is that one's."""
    with onChain("L2"):
        OCEAN_address()
        there = Datatoken.deploy(
            Payer("bob", 0.0, 0.0).web3wallet, "T", "T", currentChain().god.address, 1, "", OCEAN_address()
        )
        assert BToken(there.address) == BToken(there.address)
    forms: list[Any] = [there.address, there]
    for given in forms:
        with pytest.raises(ChainError) as e:
            BToken(given)
        assert e.value.why == "it is on the chain 'L2'"
        assert e.value.cure == "with onChain('L2'): …"


def test_a_chain_opened_behind_the_simulations_back_is_refused():
    """Its clock would stand still, and run.json would not tell of it."""

    class Astray(SimState):
        def takeStep(self):
            with useChain(openChain("embedded", seed=2)):
                stranger = Payer("stranger", 0.0, 1.0)
            self.addAgent(stranger)

    netlist = types.SimpleNamespace(**{**vars(NETLIST), "SimState": Astray})
    with Simulation(netlist, seed=1) as simulation, pytest.raises(NetlistError, match="stranger cannot take part"):
        simulation.step()


def test_what_cannot_be_several_says_so(two):
    """A node is one chain; transactions that wait for a block are on one chain; and a name is a text."""
    with pytest.raises(ParameterError), onChain(" L2"):
        pass

    class Together(SimStrategy):
        BLOCKS = "per_tick"
        L2_FROM = 0

    class TogetherState(SimState):
        def __init__(self, ss=None):
            super().__init__(Together())

    said = {"SimStrategy": Together, "SimState": TogetherState}
    netlist = types.SimpleNamespace(**{**vars(NETLIST), **said})
    with Simulation(netlist, seed=1) as simulation, pytest.raises(NetlistError, match="the chain 'L2'"):
        simulation.step()
    with pytest.raises(ChainError, match="a node is one chain"):
        Chain.another(cast("Chain", types.SimpleNamespace(name="anvil")))


def test_what_a_test_does_on_further_chains_is_undone():
    """A chain that it opens is gone after it; one that its module has opened is as it was."""
    session, module = SessionChain(), "0x" + "22" * 20
    session.start()
    try:
        with session.undone():
            with onChain("L2"):
                currentChain().fund(module, 1)
            with session.undone():
                with onChain("L3"):
                    currentChain().fund(module, 2)
                with onChain("L2"):
                    currentChain().fund(module, 4)
            assert list(openedChains()) == ["", "L2"]
            with onChain("L2"):
                assert currentChain().balance(module) == 1
            with onChain("L3"):
                assert currentChain().balance(module) == 0
        assert list(openedChains()) == [""]
    finally:
        session.end()


def test_next_to_a_fork_a_chain_begins_empty():
    """At the time of the fork; what is there is not on the second chain."""
    requireFastEvm()
    from web3engine.test.forks import embedded, forkedChain, forkOf

    with useChain(embedded()) as far:
        there = OCEANtoken()
        far.opened().advance(1000)
        fork = forkOf(far.opened()._engine)  # type: ignore[attr-defined]
    with useChain(forkedChain("revm", fork)):
        assert currentChain().code(there.address) != b""
        with onChain("L2"):
            assert currentChain().code(there.address) == b""
            assert currentChain().now() == 1_609_459_200 + 1000
            assert OCEANtoken().totalSupply_base() == 0


def test_invariants_are_asked_when_only_a_further_chain_has_changed():
    """Bob alone acts; what he does is seen in each tick."""
    seen = []

    class OnlyBob(SimState):
        def __init__(self, ss=None):
            SimStateBase.__init__(self, ss or SimStrategy())
            with onChain("L2"):
                self.addAgent(Payer("bob", 0.0, 100.0))

        def takeStep(self):
            SimStateBase.takeStep(self)

    def invariant_seen(state):
        seen.append(state.getAgent("bob").OCEAN())

    def createNothing(state):
        return [], ["x"], [0.0]

    said = {"SimState": OnlyBob, "invariant_seen": invariant_seen, "netlist_createLogData": createNothing}
    netlist = types.SimpleNamespace(**{**vars(NETLIST), **said})
    with Simulation(netlist, seed=1, check="tick") as simulation:
        simulation.run()
    assert sorted(set(seen), reverse=True) == [100.0, 99.0, 98.0, 97.0, 96.0, 95.0, 94.0]
