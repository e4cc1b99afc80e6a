"""BLOCKS = "per_tick": agents submit, searchers watch, an order decides, and one block is mined per tick."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from engine.AgentBase import AgentBase
from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from util.base18 import toBase18
from util.errors import BadAmount, ChainError, InsufficientFunds, NetlistError, ParameterError, TxReverted
from web3engine import globaltokens
from web3engine.bpool import BPool
from web3engine.chain import BLOCK_GAS_LIMIT, GENESIS_TIME, useChain
from web3engine.chains import openChain
from web3engine.contract import Contract
from web3engine.test.board import ABI, deployBoard
from web3engine.test.conformance import EMBEDDED, NODES, openFresh

# What SHA3 over so many bytes costs: more than half of a block.
HEAVY = 3_000_000


class SimStrategy(SimStrategyBase):
    """Each tick a block."""

    BLOCKS = "per_tick"
    ORDER: Any = "arrival"


class Player(AgentBase):
    """Submits what it is told to: tick → (number to play, options of submit)."""

    def __init__(self, name: str, plan: Any):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.plan = plan
        self.sent: list[Any] = []

    def takeStep(self, state: Any) -> None:
        for x, options in self.plan.get(state.tick, ()):
            self.sent.append(self.submit(state.board.play, x, **options))


class SimState(SimStateBase):
    """Players, and a board that tells who came when."""

    def __init__(self, players: list[Player], ss: SimStrategyBase):
        super().__init__(ss)
        for player in players:
            self.addAgent(player)
        self.board = deployBoard()


def netlist(plans: dict[str, Any], watchers: dict[str, Any], **strategy: Any) -> dict[str, Any]:
    """A netlist of players with these plans, and of watchers with these `watch` functions."""

    def state() -> SimState:
        ss = SimStrategy()
        ss.max_ticks = 3
        for name, value in strategy.items():
            setattr(ss, name, value)
        players = [Player(name, plan) for name, plan in plans.items()]
        for name, watch in watchers.items():
            players.append(type("Watcher", (Player,), {"watch": watch})(name, {}))
        return SimState(players, ss)

    return {"SimState": state, "SimStrategy": SimStrategy, "netlist_createLogData": lambda state: ([], [], [])}


def played(
    plans: dict[str, Any], n: int = 1, engine: str = EMBEDDED[-1], watchers: Any = None, **strategy: Any
) -> tuple[Any, list[Any]]:
    """The state after `n` ticks, and their blocks."""
    blocks = []
    with Simulation(
        netlist(plans, watchers or {}, **strategy), 1, chain=lambda: openChain("embedded", engine)
    ) as simulation:
        for _ in range(n):
            simulation.step()
            blocks.append(simulation.state.block)
        return simulation.state, blocks


def names(state: Any, block: Any) -> list[str]:
    """Names of the senders of a block, in its order."""
    by_address = {agent.address: agent.name for agent in state.allAgents()}
    return [by_address[p.sender] for p in block.transactions]


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


# ---- orders


PLANS: dict[str, Any] = {
    "a": {0: [(1, {"tip": 0.001}), (2, {"tip": 0.003})]},
    "b": {0: [(3, {"tip": 0.002})]},
    "c": {0: [(4, {"tip": 0.002}), (5, {})]},
}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("arrival", "aabcc"),
        # a's second, with the highest tip, has to wait for its first; b was there before c.
        ("fees", "bcaac"),
    ],
)
def test_orders(order, expected):
    """By name; each sender's own stay in sequence."""
    state, (block,) = played(PLANS, ORDER=order)
    assert "".join(names(state, block)) == expected


def test_a_function_may_order():
    """Also one that stands in the body of the class, and one that drops some: those wait."""

    def backwards(waiting: list[Any]) -> list[Any]:
        senders = sorted({p.sender for p in waiting}, key=lambda s: [p.sender for p in waiting].index(s), reverse=True)
        return [p for sender in senders for p in waiting if p.sender == sender]

    state, (block,) = played(PLANS, ORDER=backwards)
    assert "".join(names(state, block)) == "ccbaa"

    def censors(waiting: list[Any]) -> list[Any]:
        return [p for p in waiting if p.tip > 0.0005]

    with pytest.raises(NetlistError, match=r"censors\(\) loses 1 of 5 transactions.*censors.drops = True"):
        played(PLANS, ORDER=censors)
    censors.drops = True  # type: ignore[attr-defined]
    state, (first, second) = played(PLANS, 2, ORDER=censors)
    assert "".join(names(state, first)) == "aabcc"[:4]
    assert not second.transactions
    assert [p.args for p in state.queue] == [(5,)]


class FunctionInClass(SimStrategyBase):
    BLOCKS = "per_tick"

    def ORDER(waiting):  # noqa: N805
        return waiting


class MethodInClass(FunctionInClass):
    def ORDER(self, waiting):  # type: ignore[override]
        return waiting


@pytest.mark.parametrize("cls", [FunctionInClass, MethodInClass])
def test_an_order_in_the_body_of_a_strategy(cls):
    """As a function of what waits, or as a method."""
    with useChain(openFresh(EMBEDDED[-1])):
        player = Player("a", {0: [(7, {})]})
        state = SimState([player], cls())
        state.takeStep()
        assert player.sent[0].receipt.returned[2] == 1


def _without(waiting: list[Any]) -> list[Any]:
    return waiting[:-1]


def _twice(waiting: list[Any]) -> list[Any]:
    return [*waiting, waiting[-1]]


def _swapped(waiting: list[Any]) -> list[Any]:
    return [waiting[1], waiting[0], *waiting[2:]]


def _gap(waiting: list[Any]) -> list[Any]:
    return waiting[1:]


_kept: list[Any] = []


def _added(waiting: list[Any]) -> list[Any]:
    _kept.extend(waiting)
    return [*waiting, _kept[0]] if waiting[0] is not _kept[0] else waiting


@pytest.mark.parametrize(
    ("order", "match"),
    [
        (_without, r"_without\(\) loses 1 of 5 transactions"),
        (_twice, "it takes a transaction twice"),
        (_swapped, r"_swapped\(\) puts transactions of 0x.* into another sequence"),
        (_gap, "it leaves out a transaction of 0x.* and takes a later one"),
        (lambda waiting: None, "returned None.*a list"),
        (lambda waiting: ["x"], r"returned \['x'\].*a list"),
        (lambda waiting: sorted(waiting, key=lambda p: -p.tip), "another sequence"),
        ("fee", "ORDER cannot be 'fee'.*Try: arrival, random, fees, or a function"),
        (3, "ORDER cannot be 3"),
    ],
)
def test_orders_that_make_no_sense_are_refused(order, match):
    """Nothing is lost, added or re-sequenced without a word."""
    with pytest.raises(NetlistError, match=match):
        played(PLANS, ORDER=order)


def test_an_order_cannot_bring_back_what_is_done():
    """A transaction that has been in a block does not come into another one."""
    _kept.clear()
    plans: dict[str, Any] = {"a": {0: [(1, {})], 1: [(2, {})]}}
    with pytest.raises(NetlistError, match="it adds a transaction that does not wait"):
        played(plans, 2, ORDER=_added)


def test_the_same_seed_gives_the_same_blocks():
    """Over three hash seeds; and chance has its way with other seeds."""
    told = [_inProcess(hash_seed, 1) for hash_seed in (0, 1, 2)]
    assert told[0] == told[1] == told[2]
    assert _inProcess(0, 2) != told[0]


def _inProcess(hash_seed: int, seed: int) -> str:
    code = f"from engine.test.test_blocks import shuffled; print(shuffled({seed}))"
    env = {"PYTHONHASHSEED": str(hash_seed), "PATH": ""}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout


def shuffled(seed: int) -> str:
    """Who came when in three blocks that are ordered at random."""
    plan: dict[int, Any] = {tick: [(n + 1, {}) for n in range(3)] for tick in range(3)}
    with Simulation(netlist(dict.fromkeys("abcdef", plan), {}, ORDER="random"), seed) as simulation:
        told = []
        for _ in range(3):
            simulation.step()
            told.append("".join(names(simulation.state, simulation.state.block)))
        return f"{told} {simulation.state.block}"


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
    """A transaction that is not submitted is executed in a block of its own, before the tick's."""

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


# ---- what cannot be honoured


def submitting(function: Any, *args: Any, **options: Any) -> Any:
    """What comes of an agent that submits that, given as a function of state and agent."""

    class Wrong(Player):
        def takeStep(self, state: Any) -> None:
            self.submit(function(state, self), *args, **options)

    with useChain(openFresh(EMBEDDED[-1])):
        state = SimState([Wrong("a", {})], SimStrategy())
        state.takeStep()


@pytest.mark.parametrize(
    ("function", "args", "match"),
    [
        (
            lambda state, a: a.stakeOCEAN,
            (1.0, None),
            "stakeOCEAN cannot be submitted.*the pool's own function, and app",
        ),
        (lambda state, a: a._wallet.sellDT, (None, None, 1.0), "sellDT cannot be submitted.*approve before"),
        (
            lambda state, a: BPool.swapExactAmountIn,
            (),
            "swapExactAmountIn cannot be submitted.*no function of a contra",
        ),
        (lambda state, a: BPool.deploy, (), "deploy cannot be submitted"),
        (lambda state, a: state.board.played, (), "played cannot be submitted.*it sends no transaction"),
        (lambda state, a: 7, (), "7 cannot be submitted: it is no function"),
        (lambda state, a: print, ("x",), "print cannot be submitted"),
        (lambda state, a: a.web3wallet.sendEth, ("0x" + 40 * "1", 1), "sendEth cannot be submitted"),
        (lambda state, a: state.board.play, (-1,), "x.*-1"),
        (lambda state, a: state.board.play, (), "play"),
    ],
)
def test_what_cannot_be_submitted(function, args, match):
    """Verbs of wallets, functions of no contract, views, wrong arguments."""
    with pytest.raises((ParameterError, ChainError), match=match):
        submitting(function, *args)


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"tip": 0.011}, InsufficientFunds, "a cannot spend 0.011 ETH: it holds 0.01"),
        ({"tip": -1.0}, BadAmount, "a was asked to move -1.0 ETH"),
        ({"tip": float("nan")}, BadAmount, "nan ETH"),
        ({"tip": "2"}, BadAmount, "2 ETH"),
        ({"value": 10**17}, InsufficientFunds, "a cannot spend 0.1 ETH"),
        ({"value": -1}, ParameterError, "-1 wei cannot be sent"),
        ({"gas": 0.5}, ParameterError, "cannot have 0.5 gas"),
        ({"gas": BLOCK_GAS_LIMIT + 1}, ParameterError, "cannot have 30,000,001 gas.*the most is 30,000,000"),
        ({"sender": "somebody"}, Exception, "somebody"),
    ],
)
def test_options_that_make_no_sense(options, error, match):
    """They are refused when they are submitted."""
    with pytest.raises(error, match=match):
        submitting(lambda state, a: state.board.play, 7, **options)


def test_tips_add_up():
    """What already waits is not there for another tip."""
    with pytest.raises(InsufficientFunds, match=r"a cannot spend 0.006 ETH.*it holds 0.004"):
        played({"a": {0: [(7, {"tip": 0.006}), (8, {"tip": 0.006})]}})


def test_nobody_submits_for_another():
    """A wrapper that is given another wallet."""

    class Other(Player):
        def takeStep(self, state: Any) -> None:
            self.submit(state.board.play, 7, sender=state.getAgent("b"))

    with useChain(openFresh(EMBEDDED[-1])):
        state = SimState([Other("a", {}), Player("b", {})], SimStrategy())
        with pytest.raises(ParameterError, match="a cannot submit this transaction: it would be sent by 0x"):
            state.takeStep()


def test_wrappers_that_do_more_than_one_transaction():
    """Two of them, or one whose receipt is read at once; nothing of it has happened, and nothing waits."""

    class Wrapper(Contract):
        def twice(self, from_wallet: Any) -> Any:
            self._send("play", from_wallet, 1)
            return self._send("play", from_wallet, 2)

        def nth(self, from_wallet: Any) -> Any:
            return self._send("play", from_wallet, 1).returned[2]

        def swallowed(self, from_wallet: Any) -> None:
            self._send("play", from_wallet, 1)

        def creates(self, from_wallet: Any) -> Any:
            self._chain.transact(from_wallet.account, None, b"")

    with useChain(openFresh(EMBEDDED[-1])):
        state = SimState([Player("a", {})], SimStrategy())
        board, a = Wrapper(ABI, state.board.address), state.getAgent("a")
        for function in (board.twice, board.nth, board.swallowed, board.creates):
            with pytest.raises(ParameterError, match="cannot be submitted"):
                a.submit(function)
        assert board.played() == 0
        assert not state.queue
        assert a.submit(board.play, 1).pending


def test_without_blocks_nobody_submits():
    """The error says what to write."""
    ss = SimStrategyBase()
    with useChain(openFresh(EMBEDDED[-1])):
        state = SimState([Player("a", {0: [(7, {})]})], ss)
        with pytest.raises(
            NetlistError, match='a cannot submit.*each transaction.*Try: BLOCKS = "per_tick" in SimStrat'
        ):
            state.takeStep()


def test_a_contract_on_another_chain():
    """It cannot come into this chain's block."""
    with useChain(openFresh(EMBEDDED[-1])):
        elsewhere = deployBoard()
    with useChain(openFresh(EMBEDDED[-1])):
        state = SimState([Player("a", {})], SimStrategy())
        with pytest.raises(ParameterError, match="its contract is on another chain"):
            state.getAgent("a").submit(elsewhere.play, 1)


@pytest.mark.parametrize("wrong", ["per_tik", "PER_TICK", ""])
def test_misspelt_blocks_are_refused(wrong):
    """Before the run begins."""
    with pytest.raises(NetlistError, match="BLOCKS cannot be .*Try: 'per_transaction' or 'per_tick'"):
        played({}, BLOCKS=wrong)


def test_a_parameter_of_that_name_may_mean_something_else():
    """A number, or one of choices of its own: netlists had them before."""

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


def test_a_pool_that_is_submitted_to():
    """With a typed wrapper, the agent need not name its wallet; it may."""
    with useChain(openFresh(EMBEDDED[-1])):
        player = Player("a", {})
        state = SimState([player], SimStrategy())
        OCEAN = globaltokens.OCEANtoken()
        sent = [
            player.submit(OCEAN.approve, state.board.address, 5),
            player.submit(OCEAN.approve, player.address, 6, player),
        ]
        assert [p.args for p in sent] == [(state.board.address, 5), (player.address, 6)]
        state.takeStep()
        assert OCEAN.allowance_base(player.address, state.board.address) == 5


# ---- what gas costs

GWEI = 1e-9


@pytest.mark.parametrize("engine", EMBEDDED)
def test_gas_may_cost_ETH(engine):
    """For what acts at once and for what is submitted, whether it fails or not; the base fee is burned."""

    class Now(Player):
        def takeStep(self, state: Any) -> None:
            super().takeStep(state)
            sent = self.web3wallet.sendEth(state.board.address, 5)
            with pytest.raises(TxReverted) as e:
                state.board.play(0, sender=self)
            self.gas = sent.gas_used + e.value.gas_used

    ss = SimStrategy()
    ss.base_fee_per_gas, ss.tip_per_gas = 20 * GWEI, 1.5 * GWEI
    with useChain(openFresh(engine)) as used:
        player = Now("a", {0: [(7, {"tip": 0.001}), (0, {})]})
        state = SimState([player], ss)
        chain = used.opened()
        before, height = player._wallet._ETH_base(), chain.height()
        state.takeStep()
        assert state.block is not None
        gas = player.gas + state.block.gas_used
        assert player.paidForGas() == (gas * 21_500_000_000 + 10**15) / 10**18
        assert before - player._wallet._ETH_base() == gas * 21_500_000_000 + 10**15 + 5
        assert chain.balance("0x" + 40 * "0") == gas * 1_500_000_000 + 10**15
        # A transaction that fails is in a block as well: its sender has paid for that.
        assert chain.height() == height + 3
        # Those who set up the economy pay nothing.
        assert chain.paid(chain.god.address) == 0


@pytest.mark.parametrize("engine", EMBEDDED)
def test_what_cannot_be_paid_for_does_not_happen(engine):
    """Neither at once nor in a block; up to the last unit of gas that the ETH is enough for."""
    ss = SimStrategy()
    ss.base_fee_per_gas = 1e-7
    with useChain(openFresh(engine)) as used:
        player = Player("a", {0: [(7, {})]})
        state = SimState([player], ss)
        chain = used.opened()
        heavy = state.board._method("play")
        before = chain.height(), player.ETH()
        with pytest.raises(InsufficientFunds, match="cannot pay for the gas.*holds 0.01 ETH.*enough for 100,000 gas"):
            heavy(HEAVY, sender=player)
        assert (chain.height(), player.ETH(), state.board.played()) == (*before, 0)
        player.receiveETH(0.01)
        state.takeStep()
        used_gas = player.sent[0].receipt.gas_used
        assert player.ETH() == pytest.approx(0.02 - used_gas * 1e-7)
        # What is left is not enough for another transaction, whatever it does.
        first = player.web3wallet.sendEth(state.board.address, 1).gas_used
        player.web3wallet.sendEth(state.board.address, player._wallet._ETH_base() - 10**11 * (first + 20_000))
        assert player._wallet._ETH_base() == 10**11 * 20_000
        sent = player.submit(state.board.play, 7)
        state.takeStep()
        assert "which is enough for 20,000 gas" in str(sent.error)


def test_a_price_of_gas_follows_snapshots_and_dumps():
    """What was paid is known again after a revert, and in another process."""
    with useChain(openFresh(EMBEDDED[-1])) as used:
        ss = SimStrategyBase()
        ss.tip_per_gas = GWEI
        state = SimState([Player("a", {})], ss)
        chain, a = used.opened(), state.getAgent("a")
        before = chain.snapshot()
        state.board.play(7, sender=a)
        paid = a.paidForGas()
        dumped = chain.dump()
        chain.revert(before)
        assert a.paidForGas() == 0 < paid
        other = openFresh(EMBEDDED[-1])
        other.load(dumped)
        assert other.paid(a.address) == toBase18(paid)


@pytest.mark.parametrize("wrong", [-1e-9, float("nan"), "20 gwei", 2, float("inf"), True])
@pytest.mark.parametrize("name", ["base_fee_per_gas", "tip_per_gas"])
def test_a_price_of_gas_that_makes_no_sense_is_refused(name, wrong):
    """ETH for one unit of gas, and little of it."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*ETH for a unit of gas are needed, 0 to 1"):
        played({}, **{name: wrong})
