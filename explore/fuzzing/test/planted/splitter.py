"""Money divided by weight, with each part rounded up."""

from __future__ import annotations

from typing import Annotated

from engine.Variation import Whole
from explore.fuzzing.test.planted import common
from explore.fuzzing.test.planted.common import (
    SimStrategy,
    Someone,
    netlist_createLogData,
    netlist_plotInstructions,
)
from web3engine.contract import Contract

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class SimState(common.SimState):
    """A splitter."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Splitter", self.persons()[0], self.ss.IS_BROKEN)


def action_join(state, who: Someone, weight: Annotated[int, Whole(1, 1000)]):
    """Before anything comes in."""
    state.contract.join(weight, sender=who)


def action_receive(state, value: Annotated[int, Whole(0, 10**21)]):
    """Something comes in."""
    state.contract.receiveSome(value, sender=state.persons()[0])


def action_withdraw(state, who: Someone):
    """What is due."""
    state.contract.withdraw(sender=who)


def invariant_no_more_than_came_in(state):
    """What was paid is no more than what came in."""
    return state.contract.paid() <= state.contract.received()
