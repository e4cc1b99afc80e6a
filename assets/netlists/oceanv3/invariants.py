"""What must always hold in oceanv3, and what its traders may do: `tsp fuzz oceanv3`."""

from typing import Annotated, Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from assets.agents.market.soundness import invariant_OCEAN_is_minted as invariant_OCEAN_is_minted
from assets.agents.market.soundness import invariant_pools_hold_what_they_owe as invariant_pools_hold_what_they_owe
from assets.agents.market.soundness import invariant_shares_are_issued as invariant_shares_are_issued
from engine.Variation import Agent, Fraction

Trader = Annotated[Any, Agent["speculator", "stakerspeculator", "publisher"]]
Pool = Annotated[Any, Agent["pool"]]
Part = Annotated[float, Fraction()]


def action_buy(state: Any, who: Trader, pool: Pool, part: Part) -> None:
    """A part of the most datatokens that can be bought at once."""
    pool.buyDT(who, part * pool.maxDTtoBuy(), who.OCEAN())


def action_sell(state: Any, who: Trader, pool: Pool, part: Part) -> None:
    """A part of the datatokens that one has."""
    pool.sellDT(who, part * who.DT(pool.datatoken))


def action_stake(state: Any, who: Trader, pool: Pool, part: Part) -> None:
    """A part of the OCEAN that one has."""
    pool.stake(who, part * who.OCEAN())


def action_unstake(state: Any, who: Trader, pool: Pool, part: Part) -> None:
    """A part of the shares that one has."""
    pool.unstake(who, part * who.BPT(pool.pool))
