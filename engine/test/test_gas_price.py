"""Gas that costs ETH: who pays, how much, and what happens to those who cannot."""

from __future__ import annotations

from typing import Any

import pytest

from engine.SimStrategyBase import SimStrategyBase
from engine.test.players import GWEI, HEAVY, Player, SimState, SimStrategy, played
from util.base18 import toBase18
from util.errors import InsufficientFunds, ParameterError, TxReverted
from web3engine.chain import BLOCK_GAS_LIMIT, useChain
from web3engine.test.conformance import EMBEDDED, openFresh


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
    with pytest.raises(ParameterError, match=f"{name} cannot be .*it is the price of a unit of gas in ETH, 0 to 1"):
        played({}, **{name: wrong})


@pytest.mark.parametrize("engine", EMBEDDED)
def test_what_is_not_even_begun_costs_nothing(engine):
    """Too little gas for a transaction at all, or more than a block has: no block takes it."""
    ss = SimStrategy()
    ss.base_fee_per_gas = GWEI
    with useChain(openFresh(engine)) as used:
        player = Player("a", {0: [(7, {"gas": 21_100, "tip": 0.001}), (8, {})]})
        state = SimState([player], ss)
        chain = used.opened()
        before = chain.height(), player.ETH()
        for gas in (21_100, BLOCK_GAS_LIMIT + 1):
            with pytest.raises(TxReverted, match="out of gas|block gas limit"):
                state.board.play(7, sender=player, gas=gas)
        assert (chain.height(), player.ETH()) == before
        state.takeStep()
        assert state.block is not None
        assert [p.args for p in state.block.transactions] == [(8,)]
        assert "out of gas" in str(player.sent[0].error)
        assert player.paidForGas() == pytest.approx(state.block.gas_used * GWEI, rel=1e-12)
