"""`DataecosystemAgent`: data marketplaces made of agents that trade on chain, in place of a MarketplacesAgent."""

from dataclasses import replace
from math import ceil, floor

from assets.agents.market.DataconsumerAgent import DataconsumerAgent
from assets.agents.market.listings import pools
from assets.agents.market.SpeculatorAgent import SpeculatorAgent
from assets.agents.market.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from engine.AgentBase import AgentBaseEvm
from util.constants import INF, S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from util.mathutil import addUp
from util.types import enforce_types

# Newcomers are added in this order, after existing agents.
_KINDS = ("publisher", "stakerspeculator", "speculator", "dataconsumer")
# A number of agents that is whole except for float noise counts as whole.
_NOISE = 1e-9


@enforce_types
class DataecosystemAgent(MarketplacesAgent):
    """Maintains the population of publishers, stakers, speculators and consumers, and pays a toll on their sales.

    A marketplace is a publisher with everything it publishes. In MarketplacesAgent the number of marketplaces n and the
    sales of each grow by the same law; here n grows by that law, and so does k, the number of customers of each kind
    per marketplace, which is 1 at the start. There are floor(n) publishers, and floor(n k) stakers, speculators and
    consumers each: fractions accumulate until they make a whole agent. There is at least one agent of each kind, and
    at most `max_agents`. When n shrinks, the youngest leave as soon as there are more than ceil(n). Agents that the
    netlist has added count too, but never leave.

    Sales are measured: what has gone through all pools since the previous step, in OCEAN, at the loop's present OCEAN
    price. Since the others act after this agent, these are the sales of the previous tick.

    What is conserved: OCEAN on chain is tokens; it is minted for newcomers (`init_OCEAN` each) and as the value of data
    to consumers, and otherwise only changes hands. Agents that leave take their OCEAN along. What is not conserved:
    this OCEAN is separate from the supply that the loop counts in floats, and does not move its price. The toll comes
    from outside, in USD, and the toll agent receives it, as with MarketplacesAgent: nobody in a pool pays it.

    Needs what MarketplacesAgent does, and `state.OCEANprice()`; without a `toll_agent_name` it needs none of these, but
    then nothing grows and no sales are measured.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start; it stays there.
        toll_agent_name: the agent that receives the toll, in USD; "" for none.
        n_marketplaces: n at the start; need not be whole.
        time_step: seconds per tick.
        init_OCEAN: what each newcomer gets. Sales are in proportion to it.
        perc_to_create: a publisher publishes again when it holds that fraction of `init_OCEAN`.
        s_between_create, s_between_unstake, s_between_sellDT: publishers: time between two pools, unstakings, sales.
        s_between_stakes: stakers: seconds from one action to the next.
        s_between_speculates: speculators: seconds from one action to the next.
        s_between_buys: consumers: seconds from one purchase to the next.
        profit_margin_on_consume: consumers: profit as a fraction of what they spent.
        max_agents: maximum number of agents of each kind, including pools; at that many pools, publishing stops.
        count_swaps: True counts everything paid for datatokens as sales, False only what consumers use.
    """

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        toll_agent_name: str = "",
        n_marketplaces: float = 1.0,
        time_step: int = S_PER_HOUR,
        init_OCEAN: float = 1000.0,
        perc_to_create: float = 0.20,
        s_between_create: int = 7 * S_PER_DAY,
        s_between_unstake: int = 3 * S_PER_DAY,
        s_between_sellDT: int = 15 * S_PER_DAY,
        s_between_stakes: int = 8 * S_PER_HOUR,
        s_between_speculates: int = S_PER_DAY,
        s_between_buys: int = 3 * S_PER_DAY,
        profit_margin_on_consume: float = 0.2,
        max_agents: int = 50,
        count_swaps: bool = True,
    ):
        super().__init__(name, USD, OCEAN, toll_agent_name, n_marketplaces, 0.0, time_step)
        if max_agents < 1:
            raise ParameterError(f"{name} cannot have {max_agents} agents of each kind", "it needs at least one")
        self._init_OCEAN = init_OCEAN
        self._min_OCEAN_to_create = perc_to_create * init_OCEAN
        self._publisher_ss = PublisherStrategy(
            s_between_create=s_between_create, s_between_unstake=s_between_unstake, s_between_sellDT=s_between_sellDT
        )
        self._s_between_stakes = s_between_stakes
        self._s_between_speculates = s_between_speculates
        self._s_between_buys = s_between_buys
        self._profit_margin_on_consume = profit_margin_on_consume
        self._max_agents = max_agents
        self._count_swaps = count_swaps
        self._customers_per_marketplace = 1.0
        # Of each kind: their number, and those that were added here, the oldest first.
        self._n_there = dict.fromkeys(_KINDS, 0)
        self._own: dict[str, list[AgentBaseEvm]] = {kind: [] for kind in _KINDS}
        # The strategy of each publisher, by its name.
        self._strategies: dict[str, PublisherStrategy] = {}
        self._n_born = dict.fromkeys(_KINDS, 0)
        self._consumed = self._swapped = 0.0
        self._consumed_USD = self._sales_USD = 0.0

    # ---- what KPIs ask for

    def numMarketplaces(self) -> float:
        """Number of publishers; 0 before its first step."""
        return float(self._n_there["publisher"])

    def revenuePerMarketplacePerSecond(self) -> float:
        """Sales of the tick per publisher and second, USD."""
        return self._revenue_per_marketplace_per_s

    def consumeSalesPerMarketplacePerSecond(self) -> float:
        """What consumers paid during the tick for data that they used, per publisher and second, USD."""
        return self._perMarketplacePerSecond(self._consumed_USD)

    def wantedMarketplaces(self) -> float:
        """n: their number, not rounded and without `max_agents`."""
        return self._n_marketplaces

    def numAgents(self) -> int:
        """Number of publishers, stakers, speculators and consumers."""
        return addUp(self._n_there.values())

    def numCutOff(self) -> int:
        """How many more of them there would be without `max_agents`."""
        return addUp(max(0, self._whole(kind) - self._max_agents) for kind in _KINDS)

    def OCEANconsumed(self) -> float:
        """OCEAN that consumers have paid since the start for data that they used."""
        return self._consumed

    def OCEANswapped(self) -> float:
        """OCEAN that has been paid for datatokens since the start, including those consumed."""
        return self._swapped

    def OCEANborn(self) -> float:
        """OCEAN that was minted for these agents: for newcomers, and as the value of data."""
        return addUp(self._n_born.values()) * self._init_OCEAN + self._consumed * (1.0 + self._profit_margin_on_consume)

    # ---- a step

    def takeStep(self, state) -> None:
        for kind in _KINDS:
            self._populate(state, kind)
        self._limitPools(state)
        if self._toll_agent_name:
            self._measure(state)
            self._payToll(state)
            # Last, so that it begins with the number of marketplaces that it was given.
            growth = self._growthInTick(state)
            self._n_marketplaces *= growth
            self._customers_per_marketplace *= growth

    def _populate(self, state, kind: str) -> None:
        """Adds missing agents of that kind, and removes surplus ones."""
        least = min(self._whole(kind), self._max_agents)
        most = max(1, min(ceil(self._wanted(kind) - _NOISE), self._max_agents))
        n = len(state.agents.filterByRole(kind))
        while n < least:
            self._addNewcomer(state, kind)
            n += 1
        while n > most and self._own[kind]:
            name = self._own[kind].pop().name
            self._strategies.pop(name, None)
            del state.agents[name]
            n -= 1
        self._n_there[kind] = n

    def _wanted(self, kind: str) -> float:
        return self._n_marketplaces * (1.0 if kind == "publisher" else self._customers_per_marketplace)

    def _whole(self, kind: str) -> int:
        return max(1, floor(self._wanted(kind) + _NOISE))

    def _limitPools(self, state) -> None:
        """Allows as many publishers to publish as there may be more pools: the youngest, who have none yet, first."""
        room = self._max_agents - len(state.agents.filterToPool())
        for i, publisher in enumerate(reversed(self._own["publisher"])):
            self._strategies[publisher.name].min_OCEAN_to_create = self._min_OCEAN_to_create if i < room else INF

    # ---- newcomers

    def _addNewcomer(self, state, kind: str) -> None:
        # The names of agents that have left are not used again.
        i = self._n_born[kind]
        while f"{kind}{i}" in state.agents:
            i += 1
        agent = self._newcomer(kind, f"{kind}{i}")
        state.addAgent(agent)
        self._own[kind].append(agent)
        self._n_born[kind] += 1

    def _newcomer(self, kind: str, name: str) -> AgentBaseEvm:
        if kind == "publisher":
            # Each has its own strategy, which says whether it may publish.
            self._strategies[name] = replace(self._publisher_ss)
            return PublisherAgent(name, 0.0, self._init_OCEAN, self._strategies[name])
        if kind == "stakerspeculator":
            return StakerspeculatorAgent(name, 0.0, self._init_OCEAN, self._s_between_stakes)
        if kind == "speculator":
            return SpeculatorAgent(name, 0.0, self._init_OCEAN, self._s_between_speculates)
        return DataconsumerAgent(name, 0.0, self._init_OCEAN, self._s_between_buys, self._profit_margin_on_consume)

    # ---- sales

    def _measure(self, state) -> None:
        volumes = [pool.volumes for pool in pools(state)]
        consumed = addUp([volume.consumed for volume in volumes], 0.0)
        swapped = addUp([volume.swapped for volume in volumes], 0.0)
        price = state.OCEANprice()
        self._consumed_USD = (consumed - self._consumed) * price
        self._sales_USD = (swapped - self._swapped) * price if self._count_swaps else self._consumed_USD
        self._consumed, self._swapped = consumed, swapped
        self._revenue_per_marketplace_per_s = self._perMarketplacePerSecond(self._sales_USD)

    def _perMarketplacePerSecond(self, USD: float) -> float:
        return USD / (max(1, self._n_there["publisher"]) * self._time_step)

    def _salesPerTick(self) -> float:
        return self._sales_USD
