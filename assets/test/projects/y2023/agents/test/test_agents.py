from brownie.network import chain

from agents.DataconsumerAgent import DataconsumerAgent
from agents.FundingAgent import FundingAgent
from agents.HeirAgent import HeirAgent
from agents.MarketplacesAgent import MarketplacesAgent
from agents.PoolAgent import PoolAgent
from agents.PoolMakerAgent import PoolMakerAgent
from agents.SpeculatorAgent import SpeculatorAgent, StakerspeculatorAgent
from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_DAY


class MockStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_DAY)
        self.pool_weight_DT = 3.0
        self.pool_weight_OCEAN = 7.0


class MockState(SimStateBase.SimStateBase):
    def __init__(self):
        super().__init__(ss=MockStrategy())
        self.rugged_pools = []

    def marketplacePercentTollToOcean(self):
        return 0.05


def _run(state, n):
    for _ in range(n):
        for agent in list(state.agents.values()):
            agent.takeStep(state)
        state.tick += 1
        chain.mine(blocks=1, timedelta=state.ss.time_step)


def test_pool(alice_info):
    agent = PoolAgent("pool0", alice_info.pool)
    assert agent.pool == alice_info.pool
    assert agent.datatoken_address == alice_info.DT.address


def test_publisher():
    state = MockState()
    publisher = PoolMakerAgent("pub1", USD=0.0, OCEAN=500.0)
    state.addAgent(publisher)
    _run(state, 6)
    assert len(state.agents.filterToPool()) == 0
    _run(state, 1)
    assert len(state.agents.filterToPool()) == 1
    pool = state.getAgent("pool0").pool
    assert publisher.BPT(pool) == 90.0
    _run(state, 8)
    assert publisher.DT(state.getAgent("pool0").datatoken) < 980.0


def test_traders(alice_info):
    state = MockState()
    state.addAgent(PoolAgent("pool0", alice_info.pool))
    consumer = DataconsumerAgent("c", USD=0.0, OCEAN=500.0)
    speculator = SpeculatorAgent("s", USD=0.0, OCEAN=500.0)
    staker = StakerspeculatorAgent("t", USD=0.0, OCEAN=50.0)
    for agent in (alice_info.agent, consumer, speculator, staker):
        state.addAgent(agent)
    _run(state, 1)
    assert speculator.DT(alice_info.DT) == 1.0
    assert staker.BPT(alice_info.pool) > 0.0
    _run(state, 2)
    assert consumer.OCEAN() > 500.0


def test_rugged_pools(alice_info):
    state = MockState()
    state.addAgent(PoolAgent("pool0", alice_info.pool))
    speculator = SpeculatorAgent("s", USD=0.0, OCEAN=500.0)
    assert len(speculator._poolsForSpeculate(state)) == 1
    state.rugged_pools.append("pool0")
    assert len(speculator._poolsForSpeculate(state)) == 0
    assert not speculator._doSpeculateAction(state)


def test_marketplaces():
    class Toll(AgentBaseNoEvm):
        def takeStep(self, state):
            pass

    class Markets(MarketplacesAgent):
        def _growthRatePerTick(self, g_per_year):
            return 0.25

    class KPIs:
        def mktsRNDToSalesRatio(self):
            return 0.0

    state = MockState()
    state.kpis = KPIs()
    state.ss.annualMktsGrowthRate = lambda ratio: 0.25
    state.addAgent(Toll("opc", 3.0, 0.0))
    markets = Markets("mkts", 0.0, 0.0, "opc", n_marketplaces=10.0, sales_per_marketplace_per_s=0.1, time_step=100)
    state.addAgent(markets)
    assert markets._consumeSalesPerTick() == 100.0
    markets.takeStep(state)
    assert markets.numMarketplaces() == 12.5
    assert markets.consumeSalesPerMarketplacePerSecond() == 0.125
    assert state.getAgent("opc").USD() == 3.0 + 0.05 * 12.5 * 0.125 * 100


def test_lock():
    state = MockState()
    start = chain[-1].timestamp
    state.addAgent(FundingAgent("f", 0.0, 5.0, "lock", "h", start, 10 * S_PER_DAY))
    state.addAgent(HeirAgent("h", 0.0, 0.0, "lock"))
    _run(state, 1)
    assert (state.getAgent("f").OCEAN(), state.getAgent("h").OCEAN()) == (0.0, 0.0)
    _run(state, 5)
    assert state.getAgent("h").OCEAN() == 2.5
    _run(state, 10)
    assert state.getAgent("h").OCEAN() == 5.0
