"""A bond that can be cancelled after half of it was paid: seven steps, with a week and a keeper's step between."""

from __future__ import annotations

from explore.fuzzing.test.planted import common
from explore.fuzzing.test.planted.common import (
    Money,
    SimStrategy,
    Someone,
    netlist_createLogData,
    netlist_plotInstructions,
)
from util.base18 import toBase18
from web3engine.contract import Contract

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class Keeper(common.Person):
    """Comes by every ten days."""

    role = "keeper"

    def takeStep(self, state):
        """Unlocks bonds that have waited for a week."""
        if state.tick % 10 == 9:
            state.contract.keep(sender=self)


class SimState(common.SimState):
    """Bonds, and their keeper."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Door", self.persons()[0], self.ss.IS_BROKEN)
        self.addAgent(Keeper("keeper", 0.0, 0.0))


def action_register(state, who: Someone):
    """Once each."""
    state.contract.register(sender=who)


def action_bond(state, who: Someone, amount: Money):
    """Pays in."""
    state.contract.bond(toBase18(amount), sender=who)


def action_lock(state, who: Someone):
    """Begins to wait."""
    state.contract.lock(sender=who)


def action_ask(state, who: Someone):
    """Asks for the money."""
    state.contract.ask(sender=who)


def action_take(state, who: Someone):
    """Takes half."""
    state.contract.takeHalf(sender=who)


def action_cancel(state, who: Someone):
    """Takes what is left."""
    state.contract.cancel(sender=who)


def invariant_no_more_than_was_paid_in(state):
    """What was paid out is no more than what was paid in."""
    return state.contract.paidOut() <= state.contract.paidIn()
