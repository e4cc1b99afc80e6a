"""What must always hold in wsloop."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from engine.Variation import Fraction
from util.mathutil import addUp

FUZZ = {"percent_burn": Fraction()}


def invariant_OCEAN_is_conserved(state: Any) -> bool:
    """Agents hold no more OCEAN than treasuries had, and was minted."""
    ss = state.ss
    treasuries = ss.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO + ss.OPF_TREASURY_OCEAN_FOR_OPF_MGMT + ss.BDB_TREASURY_OCEAN
    held = addUp([agent.OCEAN() for agent in state.agents.values()], 0.0)
    return bool(held <= (treasuries + state.totalOCEANminted()) * (1.0 + 1e-9))


def invariant_the_supply_adds_up(state: Any) -> bool:
    """It is the initial one, with what was minted and without what was burned."""
    supply = state.ss.INIT_OCEAN_SUPPLY + state.totalOCEANminted() - state.totalOCEANburned()
    return bool(state.OCEANsupply() == supply > 0.0)
