"""What an agent can submit, and what is refused when it does."""

from __future__ import annotations

from typing import Any

import pytest

from engine.SimStrategyBase import SimStrategyBase
from engine.test.players import Player, SimState, SimStrategy, played
from util.errors import BadAmount, ChainError, InsufficientFunds, NetlistError, ParameterError
from web3engine import globaltokens
from web3engine.bpool import BPool
from web3engine.chain import BLOCK_GAS_LIMIT, useChain
from web3engine.contract import Contract
from web3engine.test.board import ABI, deployBoard
from web3engine.test.conformance import EMBEDDED, openFresh


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
            "swapExactAmountIn cannot be submitted.*not a function of a contra",
        ),
        (lambda state, a: BPool.deploy, (), "deploy cannot be submitted"),
        (lambda state, a: state.board.played, (), "played cannot be submitted.*it sends no transaction"),
        (lambda state, a: 7, (), "7 cannot be submitted: it is not a function"),
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


def test_a_sender_as_Brownie_writes_it():
    """With the value and the gas that it names."""
    with useChain(openFresh(EMBEDDED[-1])):
        player = Player("a", {})
        state = SimState([player], SimStrategy())
        sent = player.submit(state.board.play, 7, {"from": player, "value": 5, "gas_limit": 70_000})
        assert (sent.sender, sent.value, sent.gas, sent.args) == (player.address, 5, 70_000, (7,))
        state.takeStep()
        assert sent.receipt is not None
        assert sent.receipt.returned[2] == 1
