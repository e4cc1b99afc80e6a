"""Data marketplaces made of agents: which agents come and leave, what they sell, and what toll is paid on it."""

import random

import pytest

from assets.agents.DataecosystemAgent import DataecosystemAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.SpeculatorAgent import SpeculatorAgent
from engine.AgentBase import AgentBaseNoEvm
from engine.test.fixtures import State
from util.base18 import fromBase18
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from web3engine import globaltokens

KINDS = ("publisher", "stakerspeculator", "speculator", "dataconsumer")
NEVER = 10**9
# All act every hour, and publish every 5 hours.
FAST = {f"s_between_{action}": S_PER_HOUR for action in ("unstake", "sellDT", "stakes", "speculates", "buys")} | {
    "s_between_create": 5 * S_PER_HOUR
}


class TollTaker(AgentBaseNoEvm):
    """An agent that keeps what it gets."""

    def takeStep(self, state):
        pass


class Loop(State):
    """What an ecosystem needs from a loop: a toll of 5 %, an OCEAN price of 0.5 USD, growth as it is set."""

    def __init__(self, time_step=S_PER_HOUR, growth=0.0):
        super().__init__()
        self.ss.setTimeStep(time_step)
        self.ss.annualMktsGrowthRate = lambda ratio: growth * ratio
        self.price = 0.5
        self.kpis = self.Kpis()
        self.addAgent(TollTaker("toll_taker", 0.0, 0.0))

    class Kpis:
        """R&D as large as sales."""

        def mktsRNDToSalesRatio(self):
            return 1.0

        def takeStep(self, state):
            pass

    def marketplacePercentTollToOcean(self):
        return 0.05


@pytest.fixture
def loop(chain, state):
    """A loop on the chain, from seed 0, without growth."""
    return Loop()


def ecosystem(loop, **parameters):
    """An ecosystem of one marketplace, added to that loop."""
    values = {"toll_agent_name": "toll_taker", "time_step": loop.ss.time_step, **parameters}
    agent = DataecosystemAgent("eco", 0.0, 0.0, **values)
    loop.addAgent(agent)
    return agent


def numbers(state):
    """The numbers of publishers, stakers, speculators and consumers."""
    return [len(state.agents.filterByRole(kind)) for kind in KINDS]


# ---- who is there


def test_the_reference_makes_it_of_three_values(chain, state):
    """Without a loop around it, it adds one of each kind in its first step, with 1000 OCEAN each, and no more."""
    agent = DataecosystemAgent("eco", 10.0, 20.0)
    state.addAgent(agent)
    assert agent.numMarketplaces() == 0.0
    state.runTicks(3)
    assert list(state.agents) == ["eco", "publisher0", "stakerspeculator0", "speculator0", "dataconsumer0"]
    assert {state.getAgent(f"{kind}0").OCEAN() for kind in KINDS} == {1000.0}
    assert (agent.USD(), agent.OCEAN(), agent.numMarketplaces(), agent.numAgents()) == (10.0, 20.0, 1.0, 4)
    assert agent.revenuePerMarketplacePerSecond() == 0.0


def test_only_who_is_missing_is_added(loop):
    """A publisher of the netlist counts; names that are taken are left alone."""
    loop.addAgent(PublisherAgent("mine", 0.0, 500.0))
    loop.addAgent(TollTaker("speculator0", 0.0, 0.0))
    ecosystem(loop, n_marketplaces=2.0)
    loop.takeStep()
    assert list(loop.agents.filterToPublisher()) == ["mine", "publisher0"]
    assert list(loop.agents.filterToSpeculator()) == ["speculator1", "speculator2"]
    assert numbers(loop) == [2, 2, 2, 2]


def test_one_of_each_is_the_least(loop):
    """There is at least one of each kind, even with no marketplaces at all."""
    agent = ecosystem(loop, n_marketplaces=0.0)
    loop.takeStep()
    assert numbers(loop) == [1, 1, 1, 1]
    assert agent.numMarketplaces() == 1.0


# ---- growth


@pytest.mark.parametrize("growth", [1.0, 0.415, 0.0, -0.118])
@pytest.mark.parametrize("n_ticks", [73, 365])
def test_growth_is_that_of_marketplaces(chain, growth, n_ticks):
    """Over a year n is that of MarketplacesAgent; publishers number n and their customers n k, to within one agent."""
    loop = Loop(365 * S_PER_DAY // n_ticks, growth)
    agent = ecosystem(loop, n_marketplaces=10.0, s_between_create=NEVER)
    model = MarketplacesAgent("m", 0.0, 0.0, "toll_taker", 10.0, 1.0, loop.ss.time_step)
    for _ in range(n_ticks):
        loop.takeStep()
        there = numbers(loop)
        n, k = model.numMarketplaces(), model.revenuePerMarketplacePerSecond()
        assert [abs(there[0] - n) < 1.0, *(abs(number - n * k) < 1.0 for number in there[1:])] == [True] * 4
        model.takeStep(loop)
        assert agent.wantedMarketplaces() == pytest.approx(model.numMarketplaces(), rel=1e-12)
        loop.tick += 1
    assert agent.wantedMarketplaces() == pytest.approx(10.0 * (1.0 + growth), rel=1e-9)
    loop.takeStep()
    expected = {1.0: [20, 40, 40, 40], 0.415: [14, 20, 20, 20], 0.0: [10] * 4, -0.118: [9, 8, 8, 8]}
    assert numbers(loop) == expected[growth]


def test_the_youngest_leave(chain):
    """Only agents that were added here ever leave, and no name is given twice."""
    loop = Loop(30 * S_PER_DAY, -0.9)
    loop.addAgent(SpeculatorAgent("mine", 0.0, 0.0))
    agent = ecosystem(loop, n_marketplaces=3.0, s_between_create=NEVER, max_agents=8)
    loop.runTicks(24)
    assert list(loop.agents.filterToSpeculator()) == ["mine"]
    assert list(loop.agents.filterToPublisher()) == ["publisher0"]
    loop.ss.annualMktsGrowthRate = lambda ratio: 1e6
    loop.runTicks(6)
    assert numbers(loop) == [agent.numMarketplaces(), 8, 8, 8] == [8] * 4
    publishers = list(loop.agents.filterToPublisher())
    assert publishers[:2] == ["publisher0", "publisher3"]
    assert len(set(loop.agents)) == loop.numAgents()


def test_numbers_do_not_flicker(loop):
    """When n goes up and down around a whole number, no agent comes or leaves."""
    ecosystem(loop, n_marketplaces=2.0, s_between_create=NEVER)
    loop.takeStep()
    before = list(loop.agents)
    for tick in range(20):
        loop.ss.annualMktsGrowthRate = lambda ratio, sign=(-1) ** tick: -0.2 if sign > 0 else 0.2
        loop.takeStep()
    assert list(loop.agents) == before


# ---- the cap


def test_a_cap_on_agents_and_pools(loop):
    """At most 3 of each kind exist, including pools; the cut-off number is reported; the toll is on what exists."""
    agent = ecosystem(loop, n_marketplaces=5.0, max_agents=3, **FAST)
    most = 0
    for _ in range(40):
        loop.runTicks(1)
        most = max(most, len(loop.agents.filterToPool()))
    assert numbers(loop) == [3, 3, 3, 3]
    assert (agent.numMarketplaces(), agent.wantedMarketplaces(), agent.numCutOff()) == (3.0, 5.0, 4 * 2)
    assert most == 3
    assert agent.OCEANswapped() > 0.0


def test_the_last_room_for_a_pool_is_for_the_youngest(loop):
    """Of two publishers that could both publish, the one that has not yet does so, although its turn comes later."""
    ecosystem(loop, n_marketplaces=1.95, max_agents=2, **FAST)
    loop.runTicks(7)
    loop.ss.annualMktsGrowthRate = lambda ratio: 1e300 if loop.tick == 7 else 0.0
    loop.runTicks(10)
    publishers = loop.agents.filterToPublisher().values()
    assert [publisher.pools for publisher in publishers] == [["pool0"], ["pool1"]]


def test_no_agents_are_too_few(chain):
    """A maximum below one is refused."""
    with pytest.raises(ParameterError, match="eco cannot have 0 agents of each kind"):
        DataecosystemAgent("eco", 0.0, 0.0, max_agents=0)


# ---- sales and toll


def traded(loop, kind):
    """OCEAN since the start, as counted by the pools."""
    return sum(getattr(pool.volumes, kind) for pool in loop.agents.filterToPool().values())


@pytest.mark.parametrize(("count_swaps", "kind"), [(True, "swapped"), (False, "consumed")])
def test_the_toll_is_a_percentage_of_sales(loop, count_swaps, kind):
    """Each tick pays 5 % of the previous tick's trades, at the present price, as the KPIs are told."""
    agent, taker = ecosystem(loop, n_marketplaces=2.0, count_swaps=count_swaps, **FAST), loop.getAgent("toll_taker")
    n_sales = 0
    for _ in range(48):
        loop.price *= 1.01
        before, USD = traded(loop, kind), taker.USD()
        known = agent.OCEANswapped() if count_swaps else agent.OCEANconsumed()
        loop.runTicks(1)
        toll = taker.USD() - USD
        assert toll == pytest.approx(0.05 * (before - known) * loop.price, rel=1e-9, abs=1e-9)
        told = agent.numMarketplaces() * agent.revenuePerMarketplacePerSecond() * loop.ss.time_step
        assert toll == pytest.approx(0.05 * told, rel=1e-9, abs=1e-9)
        consumed = agent.numMarketplaces() * agent.consumeSalesPerMarketplacePerSecond()
        assert consumed == pytest.approx(told / loop.ss.time_step) if not count_swaps else consumed >= 0.0
        n_sales += toll > 0.0
    assert n_sales > 30
    assert 0.0 < agent.OCEANconsumed() < agent.OCEANswapped()


def test_no_sales_no_toll(loop):
    """Without pools nobody gets anything, but the marketplaces exist."""
    agent = ecosystem(loop, s_between_create=NEVER)
    loop.runTicks(10)
    assert (agent.revenuePerMarketplacePerSecond(), loop.getAgent("toll_taker").USD()) == (0.0, 0.0)
    assert agent.numMarketplaces() == 1.0


def test_sales_are_in_proportion_to_what_newcomers_get(chain):
    """With a hundred times as much OCEAN, all actions are a hundred times as large."""
    sold = []
    for init_OCEAN in (1e3, 1e5):
        random.seed(3)
        loop = Loop()
        agent = ecosystem(loop, init_OCEAN=init_OCEAN, **FAST)
        loop.runTicks(30)
        sold.append(agent.OCEANswapped())
    assert sold[1] == pytest.approx(100.0 * sold[0], rel=1e-6)


def test_OCEAN_are_conserved(loop):
    """The supply on chain grows by what was minted for these agents, and all of it is in wallets and pools."""
    before = globaltokens.OCEANtoken().totalSupply_base()
    agent = ecosystem(loop, n_marketplaces=3.0, profit_margin_on_consume=0.3, **FAST)
    loop.runTicks(40)
    born = fromBase18(globaltokens.OCEANtoken().totalSupply_base() - before)
    agent.takeStep(loop)
    assert agent.OCEANborn() == pytest.approx(born, rel=1e-9)
    assert agent.OCEANborn() > 12 * 1000.0
    held = sum(loop.getAgent(name).OCEAN() for kind in KINDS for name in loop.agents.filterByRole(kind))
    in_pools = sum(pool.OCEANreserve() for pool in loop.agents.filterToPool().values())
    assert held + in_pools == pytest.approx(born, rel=1e-9)


def test_refusals_do_not_stop_it(loop, monkeypatch):
    """A staker that does not check limits is refused repeatedly; the others trade and pay toll as usual."""
    monkeypatch.setattr(PoolAgent, "maxOCEANtoStake", lambda pool: 1e9)
    agent = ecosystem(loop, **FAST)
    loop.runTicks(5)
    loop.getAgent("stakerspeculator0").receiveOCEAN(1e6)
    loop.runTicks(35)
    assert loop.n_reverts > 10
    assert sum(pool.volumes.staked for pool in loop.agents.filterToPool().values()) < 1000.0
    assert agent.OCEANconsumed() > 0.0
    assert loop.getAgent("toll_taker").USD() == pytest.approx(0.05 * 0.5 * agent.OCEANswapped(), rel=1e-9)
