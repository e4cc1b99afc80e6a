"""`KPIs` of oceanv3: what agents hold, what pools are worth, and what the issues of Ocean V3 come to.

Values of tokens are in OCEAN, at the pools' prices of the moment. To value the tokens of several agents, read the pools
once, by `poolWorths`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

from assets.agents.market.ListingAgent import PoolVolumes
from assets.agents.market.listings import listings, pools, poolTokens
from engine import KPIsBase
from util.mathutil import addUp


class PoolWorth(NamedTuple):
    """A pool at one moment.

    Attributes:
        agent: its agent.
        price: OCEAN per DT at which holdings are valued.
        OCEAN, DT: how many are in it.
        TVL: what is in it, datatokens at that price included, OCEAN ("total value locked").
        BPT: shares that there are.
    """

    agent: Any
    price: float
    OCEAN: float
    DT: float
    TVL: float
    BPT: float


class Holdings(NamedTuple):
    """What an agent holds at one moment, in the order of the pools.

    Attributes:
        agent: the agent.
        DTs: datatokens of each pool.
        BPTs: shares of each pool.
    """

    agent: Any
    DTs: Sequence[float]
    BPTs: Sequence[float]


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off agents and pools, by the functions below."""


def poolWorth(agent: Any) -> PoolWorth:
    """The pool of that agent, now."""
    worth: PoolWorth = agent.remembered("worth", _poolWorth, agent)
    return worth


def _poolWorth(agent: Any) -> PoolWorth:
    price, OCEAN, DT = agent.spotPrice(), agent.OCEANreserve(), agent.DTreserve()
    return PoolWorth(agent, price, OCEAN, DT, OCEAN + price * DT, agent.BPTsupply())


def poolWorths(state: Any) -> list[PoolWorth]:
    """All pools, now."""
    return [poolWorth(agent) for agent in pools(state)]


def get_OCEAN_in_DTs(state: Any, agent: Any) -> float:
    """What the agent's datatokens are worth, OCEAN."""
    return OCEANinDTs(agent, poolWorths(state))


def get_OCEAN_in_BPTs(state: Any, agent: Any) -> float:
    """What the agent's shares of pools are worth, OCEAN."""
    return OCEANinBPTs(agent, poolWorths(state))


def OCEANinDTs(agent: Any, pools: list[PoolWorth]) -> float:
    """The same, given the pools."""
    return worthOfDTs(_amounts(agent, agent.DT, [pool.agent.datatoken for pool in pools]), pools)


def OCEANinBPTs(agent: Any, pools: list[PoolWorth]) -> float:
    """The same, given the pools."""
    return worthOfBPTs(_amounts(agent, agent.BPT, [pool.agent.pool for pool in pools]), pools)


def worthOfDTs(DTs: Sequence[float], pools: list[PoolWorth]) -> float:
    """What that many of each pool's datatokens are worth, OCEAN."""
    return addUp([amt * pool.price for amt, pool in compress(zip(DTs, pools), DTs)], 0.0)


def worthOfBPTs(BPTs: Sequence[float], pools: list[PoolWorth]) -> float:
    """What that many shares of each pool are worth, OCEAN."""
    return addUp([amt / pool.BPT * pool.TVL for amt, pool in compress(zip(BPTs, pools), BPTs)], 0.0)


def OCEANofBPTs(BPTs: Sequence[float], pools: list[PoolWorth]) -> float:
    """The part of the OCEAN in pools that belongs to that many shares: their worth if datatokens are worth nothing."""
    return addUp([amt / pool.BPT * pool.OCEAN for amt, pool in compress(zip(BPTs, pools), BPTs)], 0.0)


def holdingsOf(state: Any, names: Iterable[str]) -> dict[str, Holdings]:
    """Name → what the agent of that name holds of the tokens of all pools."""
    DTs, BPTs = poolTokens(state)
    agents = map(state.getAgent, names)
    return {a.name: Holdings(a, _amounts(a, a.DT, DTs), _amounts(a, a.BPT, BPTs)) for a in agents}


def _amounts(agent: Any, amount: Callable[[Any], float], tokens: Sequence[Any]) -> list[float]:
    """What an agent holds of each of the tokens: all at once if it can tell, otherwise one by one."""
    return agent.balances(tokens) if hasattr(agent, "balances") else [amount(token) for token in tokens]


def totalVolumes(state: Any) -> PoolVolumes:
    """What has gone through all pools, and other places where data is sold, since the start, OCEAN."""
    staked = unstaked = unstaked_worth = swapped = consumed = 0.0
    for agent in listings(state):
        volumes = agent.volumes
        staked += volumes.staked
        unstaked += volumes.unstaked
        unstaked_worth += volumes.unstaked_worth
        swapped += volumes.swapped
        consumed += volumes.consumed
    return PoolVolumes(staked, unstaked, unstaked_worth, swapped, consumed)
