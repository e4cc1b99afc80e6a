"""A token that doubles what its owner sends to himself."""

from __future__ import annotations

from explore.fuzzing.test.planted import common
from explore.fuzzing.test.planted.common import (
    Part,
    SimStrategy,
    Someone,
    netlist_createLogData,
    netlist_plotInstructions,
)
from web3engine.contract import Contract

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class SimState(common.SimState):
    """A token."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Doubling", self.persons()[0], 10**24, self.ss.IS_BROKEN)


def action_transfer(state, who: Someone, to: Someone, part: Part):
    """A part of what one has."""
    state.contract.transfer(to, int(part * state.contract.balanceOf(who)), sender=who)


def invariant_supply_is_conserved(state):
    """All balances come to the supply."""
    return sum(state.contract.balanceOf(person) for person in state.persons()) == state.contract.totalSupply()
