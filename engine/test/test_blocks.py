"""BLOCKS = "per_tick": agents submit, searchers watch, and one block is mined at the end of each tick."""

from __future__ import annotations

from typing import Any

import pytest

from engine.Moment import Moment
from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from engine.test.players import HEAVY, Player, SimState, SimStrategy, names, netlist, played
from util.base18 import toBase18
from util.errors import ChainError, InsufficientFunds, NetlistError, ParameterError, TxReverted
from web3engine.chain import BLOCK_GAS_LIMIT, GENESIS_TIME, useChain
from web3engine.chains import openChain
from web3engine.test.conformance import EMBEDDED, NODES, openFresh


@pytest.mark.parametrize("engine", EMBEDDED)
def test_what_is_submitted_in_a_tick_shares_a_block(engine):
    """One NUMBER and one TIMESTAMP; nothing happens before, and the outcome is known afterwards."""
    plans: dict[str, Any] = {"a": {0: [(7, {})]}, "b": {0: [(8, {}), (9, {})], 1: [(5, {})]}}
    state, (first, second) = played(plans, 2, engine)
    a, b = state.getAgent("a"), state.getAgent("b")
    told = [p.receipt.returned for p in [*a.sent, *b.sent]]
    assert [n for _, _, n in told] == [1, 2, 3, 4]
    assert len({(number, time) for number, time, _ in told[:3]}) == 1
    assert told[0][:2] == (first.number, first.timestamp) == (first.number, GENESIS_TIME)
    assert told[3][:2] == (second.number, second.timestamp) == (second.number, GENESIS_TIME + 3600)
    assert first.gas_used == sum(p.receipt.gas_used for p in first.transactions)
    assert len({p.receipt.hash for p in [*a.sent, *b.sent]}) == 4
    assert not any(p.pending for p in [*a.sent, *b.sent])
    assert len(state.queue) == 0


@pytest.mark.parametrize("engine", EMBEDDED)
def test_one_tick_one_block(engine):
    """Numbers follow each other, and views of a tick see the number of its block, unless something acts at once."""
    heights = []

    def watch(self: Any, state: Any) -> None:
        if state.tick == 3:
            state.board.play(9, sender=self)
        heights.append(self._wallet._chain.height())

    plans: dict[str, Any] = {"a": {tick: [(7, {})] for tick in range(6) if tick != 2}}
    _, blocks = played(plans, 6, engine, {"w": watch}, max_ticks=9)
    numbers = [block.number - blocks[0].number for block in blocks]
    assert numbers == [0, 1, 2, 5, 6, 7]
    assert [block.timestamp - GENESIS_TIME for block in blocks] == [3600 * tick for tick in range(6)]
    assert heights[1:3] + heights[4:] == [block.number for block in [*blocks[1:3], *blocks[4:]]]
    assert [len(block.transactions) for block in blocks] == [1, 1, 0, 1, 1, 1]


def test_nothing_happens_before_the_block():
    """What is submitted waits, for all to see, with its call data, and does not change any more."""
    seen = []

    def watch(self: Any, state: Any) -> None:
        seen.extend(state.queue)
        assert [p.pending for p in state.queue] == [True]
        assert state.board.played() == 0

    state, _ = played({"a": {0: [(7, {"tip": 0.002, "value": 3})]}}, watchers={"w": watch})
    (p,) = seen
    assert (p.sender, p.contract, p.function, p.args) == (state.getAgent("a").address, state.board, "play", (7,))
    assert (p.tip, p.value, p.gas, p.n) == (0.002, 3, None, 0)
    assert p.receipt.returned[2] == 1


def test_watchers_see_what_earlier_watchers_have_submitted():
    """In the order of agents. An agent that is born in this tick watches from the next one on."""
    seen: list[tuple[int, str, int]] = []

    def watch(self: Any, state: Any) -> None:
        seen.append((state.tick, self.name, len(state.queue)))
        if state.tick == 0:
            self.submit(state.board.play, 1)
            if self.name == "v":
                state.addAgent(type(self)("late", {}))

    state, blocks = played({"a": {0: [(7, {})]}}, 2, watchers={"v": watch, "w": watch})
    assert seen == [(0, "v", 1), (0, "w", 2), (1, "v", 0), (1, "w", 0), (1, "late", 0)]
    assert names(state, blocks[0]) == ["a", "v", "w"]


@pytest.mark.parametrize("engine", EMBEDDED)
def test_a_failed_transaction_stays_in_the_block(engine):
    """It costs its tip, raises nothing, and says what the contract said."""
    state, (block,) = played({"a": {0: [(0, {"tip": 0.001}), (7, {})]}}, 1, engine)
    failed, fine = state.getAgent("a").sent
    assert isinstance(failed.error, TxReverted)
    assert "Board.play(x=0) reverted" in str(failed.error)
    assert failed.receipt is None
    assert not failed.pending
    assert fine.receipt.returned[2] == 1
    assert [(event.what, event.who) for event in state.event_log] == [("refused by a contract", "a")]
    assert block.transactions == (failed, fine)
    assert block.gas_used == failed.error.gas_used + fine.receipt.gas_used


@pytest.mark.parametrize("engine", EMBEDDED)
def test_tips_are_ETH_that_goes_to_the_coinbase(engine):
    """To the wei; nothing else is paid, and no ETH comes from nowhere."""
    plans: dict[str, Any] = {"a": {0: [(0, {"tip": 0.001}), (7, {"tip": 0.0005})]}, "b": {0: [(8, {})]}}
    with Simulation(netlist(plans, {}), 1, chain=lambda: openChain("embedded", engine)) as simulation:
        a, b = simulation.state.allAgents()
        with simulation.inUse():
            assert (a.ETH(), a.paidForGas()) == (0.01, 0.0)
        simulation.step()
        with simulation.inUse():
            assert (a.ETH(), a.paidForGas(), b.ETH(), b.paidForGas()) == (0.0085, 0.0015, 0.01, 0.0)
            assert simulation.chain is not None
            assert simulation.chain.balance("0x" + 40 * "0") == toBase18(0.0015)


# ---- room


@pytest.mark.parametrize("engine", EMBEDDED)
def test_what_does_not_fit_into_a_block_waits(engine):
    """With the later ones of its sender; others that fit are taken. Gas of failed ones counts."""
    plans: dict[str, Any] = {"a": {0: [(HEAVY, {}), (HEAVY, {}), (1, {})]}, "b": {0: [(0, {}), (2, {})]}}
    state, (first, second) = played(plans, 2, engine)
    a, b = (state.getAgent(name).sent for name in "ab")
    assert list(first.transactions) == [a[0], *b]
    assert list(second.transactions) == a[1:]
    assert first.gas_used + a[1].receipt.gas_used > BLOCK_GAS_LIMIT > first.gas_used


@pytest.mark.parametrize("engine", EMBEDDED)
def test_a_limit_of_gas_must_fit_whole(engine):
    """As on a real chain; without one, a transaction counts as what it uses."""
    plans: dict[str, Any] = {
        "a": {0: [(HEAVY, {})]},
        "b": {0: [(2, {"gas": 15_000_000})]},
        "c": {0: [(3, {"gas": 60_000})]},
    }
    state, (first, second) = played(plans, 2, engine)
    assert "".join(names(state, first)) == "ac"
    assert "".join(names(state, second)) == "b"


@pytest.mark.parametrize("engine", EMBEDDED)
def test_what_uses_all_gas_fails_alone_in_its_block(engine):
    """It would need more than any block has."""
    plans: dict[str, Any] = {"a": {0: [(2, {})]}, "b": {0: [(2**200, {})]}, "c": {0: [(3, {})]}}
    state, (first, second) = played(plans, 2, engine)
    assert ("".join(names(state, first)), "".join(names(state, second))) == ("ac", "b")
    assert "out of gas" in str(second.transactions[0].error)
    assert second.gas_used == BLOCK_GAS_LIMIT


# ---- with time, and with what acts at once


def test_what_acts_at_once_still_does():
    """A transaction that is not submitted has its own block, before the tick's."""

    class Now(Player):
        def takeStep(self, state: Any) -> None:
            super().takeStep(state)
            self.done = state.board.play(9, sender=self)

    with useChain(openFresh(EMBEDDED[-1])):
        player = Now("a", {0: [(7, {})]})
        state = SimState([player], SimStrategy())
        state.takeStep()
        assert player.done.returned[2] == 1
        assert player.sent[0].receipt.returned == (player.done.block + 1, GENESIS_TIME, 2)


def test_blocks_by_the_clock_and_per_tick():
    """The tick's block has the number of its time; more than a tick per block makes no sense."""
    plans: dict[str, Any] = {"a": {0: [(7, {})], 1: [(8, {})]}}
    _, (first, second) = played(plans, 2, s_per_block=12)
    assert second.number - first.number == 300
    with pytest.raises(
        ParameterError, match="s_per_block is 3601.*two ticks would share a block.*Try: s_per_block=3600"
    ):
        played(plans, s_per_block=3601)


def test_a_snapshot_brings_back_what_waits():
    """As though no block had come since."""
    with useChain(openFresh(EMBEDDED[-1])) as used:
        player = Player("a", {0: [(7, {"tip": 0.001})]})
        state = SimState([player], SimStrategy())
        player.takeStep(state)
        chain = used.opened()
        before = chain.snapshot()
        for _ in range(2):
            chain.mine(list(state.queue))
            assert (player.sent[0].receipt.returned[2], len(state.queue), player.paidForGas()) == (1, 0, 0.001)
            chain.revert(before)
            assert (player.sent[0].pending, list(state.queue), player.paidForGas()) == (True, player.sent, 0.0)
            before = chain.snapshot()


def test_a_sender_that_cannot_pay_any_more_is_left_out():
    """Its ETH was there when it submitted, and has gone since."""

    class Spends(Player):
        def takeStep(self, state: Any) -> None:
            super().takeStep(state)
            self.web3wallet.sendEth(state.board.address, toBase18(0.0095))

    with useChain(openFresh(EMBEDDED[-1])):
        player = Spends("a", {0: [(7, {"tip": 0.001})]})
        state = SimState([player], SimStrategy())
        state.takeStep()
        assert isinstance(player.sent[0].error, InsufficientFunds)
        assert state.block is not None
        assert (list(state.block.transactions), list(state.queue)) == ([], [])


@pytest.mark.parametrize("wrong", ["per_tik", "PER_TICK", ""])
def test_misspelt_blocks_are_refused(wrong):
    """Before the run begins."""
    with pytest.raises(NetlistError, match="BLOCKS cannot be .*Try: 'per_transaction' or 'per_tick'"):
        played({}, BLOCKS=wrong)


def test_a_parameter_of_that_name_may_mean_something_else():
    """A number, or among the netlist's choices: netlists had them before."""

    class Own(SimStrategyBase):
        BLOCKS = parameter("poisson", "", "time between blocks", choices=("poisson", "fixed"))

    class Number(SimStrategyBase):
        BLOCKS = 7

    for cls in (Own, Number):
        assert SimStateBase(cls())._blocks is None


def test_a_state_that_mines_nothing_is_refused():
    """One that is not derived from SimStateBase."""

    class Plain:
        def __init__(self) -> None:
            self.ss, self.tick = SimStrategy(), 0

        def takeStep(self) -> None:
            """Does nothing."""

    made = {"SimState": Plain, "SimStrategy": SimStrategy, "netlist_createLogData": lambda state: ([], [], [])}
    with pytest.raises(NetlistError, match='BLOCKS = "per_tick" has no effect'):
        Simulation(made, 1)


@pytest.mark.node
@pytest.mark.parametrize("name", NODES)
def test_a_node_mines_each_transaction_by_itself(name):
    """So neither a queue nor a price of gas can be had there."""
    chain = openFresh(name)
    with useChain(chain):
        for use in (lambda: chain.mine([]), lambda: SimStateBase(SimStrategy())):
            with pytest.raises(ChainError, match="mines each transaction by itself.*Try: --network embedded"):
                use()
        with pytest.raises(ChainError, match="gas is free in"):
            chain.setGasPrice(1, 0)
    chain.close()


# ---- moments, perturbations, and states that mine nothing


def test_a_moment_brings_back_the_queue():
    """A simulation that comes back to a moment goes on as before: what waited is settled for its agent."""
    plans: dict[str, Any] = {"a": {0: [(HEAVY, {}), (HEAVY, {})], 1: [(3, {})], 2: [(0, {}), (4, {})]}}
    with Simulation(netlist(plans, {}), 1) as simulation:
        simulation.step()
        with simulation.inUse():
            moment = Moment(simulation)
        told = []
        for _ in range(3):
            with simulation.inUse():
                moment.restore()
                assert len(simulation.state.queue) == 1
            for _ in range(2):
                simulation.step()
            sent = simulation.state.getAgent("a").sent
            assert not any(p.pending for p in sent)
            told.append([(p.n, p.receipt and p.receipt.returned, str(p.error)) for p in sent])
        assert told[0] == told[1] == told[2]
        assert len(told[0]) == 5


def test_watchers_take_their_turns_as_agents_do():
    """`tsp robust` changes the order of agents, to see what depends on it."""
    seen: list[str] = []

    def watch(self: Any, state: Any) -> None:
        seen.append(self.name)

    with Simulation(netlist({"a": {}}, {"v": watch, "w": watch}), 1) as simulation:
        simulation.state.agents.arrange = lambda agents: agents[::-1]
        simulation.step()
    assert seen == ["w", "v"]


def test_a_takeStep_of_its_own_that_mines_nothing_is_refused():
    """At the end, if something waits and nothing was ever mined."""

    class Other(SimState):
        def takeStep(self) -> None:
            for agent in self.allAgents():
                agent.takeStep(self)

    made = {
        "SimState": lambda: Other([Player("a", {0: [(7, {})]})], SimStrategy()),
        "SimStrategy": SimStrategy,
        "netlist_createLogData": lambda state: ([], [], []),
    }
    with Simulation(made, 1) as simulation, pytest.raises(NetlistError, match=r"has come into a block.*takeStep\(\)"):
        simulation.run()
