"""Where datatokens are to be had: the listings among a state's agents. Traders and KPIs find them here."""

from typing import Any
from weakref import WeakKeyDictionary

from assets.agents.market.ListingAgent import ListingAgent
from assets.agents.PoolAgent import PoolAgent
from web3engine.bpool import BPool

# Roles of agents that stand for a listing other than a pool.
_OTHER_ROLES = ("fixedprice", "dispenser")


def pools(state: Any) -> list[Any]:
    """The agents of all pools."""
    return [asListing(agent) for agent in state.agents.filterToPool().values()]


def listings(state: Any) -> list[Any]:
    """The agents of all places where datatokens are to be had, pools first."""
    return pools(state) + [agent for role in _OTHER_ROLES for agent in state.agents.filterByRole(role).values()]


# Agent → the PoolAgent that trades for it.
_traders: WeakKeyDictionary[Any, PoolAgent] = WeakKeyDictionary()


def asListing(agent: Any) -> Any:
    """`agent`, or, if it only names a pool, as those of 2021 do, a PoolAgent of its name that trades in that pool."""
    pool = None if isinstance(agent, ListingAgent) else getattr(agent, "pool", None)
    if not isinstance(pool, BPool):
        return agent
    if agent not in _traders:
        _traders[agent] = PoolAgent(agent.name, pool)
    return _traders[agent]
