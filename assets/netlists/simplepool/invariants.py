"""What must always hold in simplepool."""

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from assets.agents.market.soundness import invariant_OCEAN_is_minted as invariant_OCEAN_is_minted
from assets.agents.market.soundness import invariant_pools_hold_what_they_owe as invariant_pools_hold_what_they_owe
from assets.agents.market.soundness import invariant_shares_are_issued as invariant_shares_are_issued
from engine.Variation import Amount

FUZZ = {"pub_init_OCEAN": Amount(1.0, 1e6), "DT_stake": Amount(0.01, 1000.0)}
