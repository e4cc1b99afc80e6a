"""Where datatokens are to be had: the listings among a state's agents. Traders and KPIs find them here."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from assets.agents.market.ListingAgent import ListingAgent
from assets.agents.PoolAgent import PoolAgent
from engine.AgentDict import AgentDict
from web3engine.bpool import BPool
from web3engine.btoken import Basket, BToken

# Roles of agents that stand for a listing other than a pool.
_OTHER_ROLES = ("fixedprice", "dispenser")


class _Pools(NamedTuple):
    """All pools, and what is found by the address of their datatoken. Made anew when an agent is added or removed."""

    agents: list[Any]
    datatokens: dict[str, BToken]
    by_datatoken: dict[str, list[Any]]


def pools(state: Any) -> list[Any]:
    """The agents of all pools."""
    return list(_pools(state).agents)


def poolsBut(state: Any, names: Iterable[str]) -> list[Any]:
    """The agents of all pools but those of these names."""
    but = tuple(names)
    found: list[Any] = state.agents.remembered(
        ("pools but", but), lambda _: [pool for pool in _pools(state).agents if pool.name not in but]
    )
    return list(found)


def poolsWith(state: Any, DT: BToken) -> list[Any]:
    """The agents of the pools that trade that datatoken."""
    return list(_pools(state).by_datatoken.get(DT.address, ()))


def datatokens(state: Any) -> Basket:
    """The datatokens of all pools, each once."""
    found: Basket = state.agents.remembered("datatokens", lambda _: Basket(_pools(state).datatokens.values()))
    return found


def poolTokens(state: Any) -> tuple[Basket, Basket]:
    """The datatokens of all pools, and their shares, each in the order of `pools`."""
    found: tuple[Basket, Basket] = state.agents.remembered("pool tokens", lambda _: _tokens(pools(state)))
    return found


def _tokens(pools: list[Any]) -> tuple[Basket, Basket]:
    return Basket([pool.datatoken for pool in pools]), Basket([pool.pool for pool in pools])


def _pools(state: Any) -> _Pools:
    found: _Pools = state.agents.remembered("pools", _indexed)
    return found


def _indexed(agents: AgentDict) -> _Pools:
    index = _Pools([asListing(agent) for agent in agents.filterToPool().values()], {}, {})
    for pool in index.agents:
        # Of two wrappers of one datatoken, the later pool's is taken.
        index.datatokens[pool.datatoken_address] = pool.datatoken
        index.by_datatoken.setdefault(pool.datatoken_address, []).append(pool)
    return index


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
