"""A vault whose first depositor can make everyone else's deposits round to nothing."""

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
from web3engine.globaltokens import OCEAN_address, OCEANtoken

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class SimState(common.SimState):
    """A vault of OCEAN."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Vaulted", self.persons()[0], OCEAN_address(), self.ss.IS_BROKEN)
        self.given = dict.fromkeys(common.NAMES, 0)
        for person in self.persons():
            person.approve(OCEANtoken(), self.contract.address, 1e9)


def action_deposit(state, who: Someone, amount: Money):
    """Some units, or much of what the person has."""
    before = state.contract.worthOf(who)
    state.contract.deposit(toBase18(amount), sender=who)
    state.given[who.name] = (before + toBase18(amount), state.contract.worthOf(who))


def action_donate(state, who: Someone, amount: Money):
    """Simply sends OCEAN there."""
    OCEANtoken().transfer(state.contract.address, toBase18(amount), who.web3wallet)


def action_leave(state, who: Someone):
    """Takes everything out."""
    state.contract.leave(sender=who)


def invariant_deposits_are_worth_what_was_paid(state):
    """A deposit is worth nearly what was paid for it at once."""
    for paid, worth in filter(None, state.given.values()):
        assert worth >= paid * 0.9 - 1000
