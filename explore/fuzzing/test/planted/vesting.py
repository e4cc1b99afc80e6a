"""Grants that vest; a revoked one is paid on after a time."""

from __future__ import annotations

from typing import Annotated

from engine.Variation import Amount
from explore.fuzzing.test.planted import common
from explore.fuzzing.test.planted.common import SimStrategy, Someone, netlist_createLogData, netlist_plotInstructions
from util.base18 import toBase18
from web3engine.contract import Contract

__all__ = ["SimStrategy", "netlist_createLogData", "netlist_plotInstructions"]


class SimState(common.SimState):
    """A contract of grants."""

    def __init__(self, ss=None):
        super().__init__(ss)
        self.contract = Contract.deploy("Vesting", self.persons()[0], self.ss.IS_BROKEN)


def action_grant(state, to: Someone, amount: Annotated[float, Amount(0.0, 1000.0)]):
    """To someone who has none."""
    state.contract.grant(to, toBase18(amount), sender=state.persons()[0])


def action_revoke(state, to: Someone):
    """What has not vested goes back."""
    state.contract.revoke(to, sender=state.persons()[0])


def action_claim(state, who: Someone):
    """What has vested."""
    state.contract.claim(sender=who)


def invariant_no_more_than_was_locked(state):
    """What was paid and what was returned is no more than what was locked."""
    return state.contract.paid() + state.contract.returned() <= state.contract.locked()
