"""A market that takes its fee twice for large payments."""

from __future__ import annotations

from typing import Annotated

from engine.Variation import Amount
from explore.fuzzing.test.planted import common
from explore.fuzzing.test.planted.common import (
    Part,
    SimStrategy,
    Someone,
    netlist_createLogData,
    netlist_plotInstructions,
)
from util.base18 import toBase18
from web3engine.contract import Contract

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class SimState(common.SimState):
    """Accounts in a market."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Market", self.persons()[0], self.ss.IS_BROKEN)


def action_top(state, who: Someone, amount: Annotated[float, Amount(0.0, 400.0)]):
    """A little at a time."""
    for left in (amount - 100.0 * n for n in range(4)):
        if left > 0:
            state.contract.top(toBase18(min(left, 100.0)), sender=who)


def action_pay(state, who: Someone, to: Someone, part: Part):
    """A part of what one has."""
    state.contract.pay(to, int(part * state.contract.balanceOf(who)), sender=who)


def invariant_nothing_is_lost(state):
    """Balances and fees come to what was paid in."""
    held = sum(state.contract.balanceOf(person) for person in state.persons())
    return held + state.contract.fees() == state.contract.total()
