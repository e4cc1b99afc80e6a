"""simplepool: its values, its wiring, and what its first two weeks must come to."""

import numpy
import pytest

from assets.agents.PublisherAgent import PublisherAgent
from assets.netlists.simplepool import netlist
from assets.test.runs import ran, rowsOf
from util.base18 import fromBase18
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ChainNeeded, ParameterError
from web3engine import globaltokens

# OCEAN of the publisher after its first unstakings, from the pool's formulas in floats; then nothing is left, as all
# of it goes into the second pool. What comes later is drawn at random.
OCEAN_PER_DAY = [*[10000.0] * 7, *[1397.3515] * 3, *[2599.4439] * 3, 3633.5617, 0.0]
N_POOLS_PER_DAY = [*[0] * 7, *[1] * 7, 2]


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


def test_SimStrategy():
    """Twenty days of hourly ticks; one publisher with 10000 OCEAN; weights 3 and 7."""
    ss = netlist.SimStrategy()
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 481.0, S_PER_DAY)
    assert ss.pub_init_OCEAN == 10000.0
    assert (ss.DT_init, ss.DT_stake, ss.pool_weight_DT, ss.pool_weight_OCEAN) == (1000.0, 20.0, 3.0, 7.0)
    # Names of 2021, which can be read but are not parameters.
    assert (ss.OCEAN_init, ss.OCEAN_stake) == (1000.0, 200.0)


def test_SimState(chain):
    """pub1 is alone at first."""
    state = netlist.SimState()
    (publisher,) = state.allAgents()
    assert publisher is state.getAgent("pub1")
    assert isinstance(publisher, PublisherAgent)
    assert (publisher.OCEAN(), publisher.USD()) == (10000.0, 0.0)


def test_SimState_needs_a_chain():
    """The error says what asked for one."""
    with pytest.raises(ChainNeeded, match="pub1"):
        netlist.SimState()


def test_every_value_of_the_strategy_has_an_effect(chain):
    """None is there for show: they shape the pool that is made."""
    ss = netlist.SimStrategy()
    ss.pub_init_OCEAN, ss.DT_init, ss.DT_stake, ss.pool_weight_DT, ss.pool_weight_OCEAN = 500.0, 40.0, 15.0, 4.0, 6.0
    state = netlist.SimState(ss)
    pool_agent = state.getAgent("pub1")._createPoolAgent(state)
    pool, DT = pool_agent.pool, pool_agent.datatoken_address
    assert fromBase18(pool.getBalance_base(globaltokens.OCEAN_address())) == 500.0
    assert fromBase18(pool_agent.datatoken.totalSupply_base()) == 40.0
    assert fromBase18(pool.getBalance_base(DT)) == 15.0
    assert fromBase18(pool.getDenormalizedWeight_base(DT)) == 4.0
    assert fromBase18(pool.getDenormalizedWeight_base(globaltokens.OCEAN_address())) == 6.0


@pytest.mark.parametrize("weights", [(3.0, 8.0), (1.0, 1.0), (7.0, 7.0)])
def test_weights_add_up_to_ten(chain, weights):
    """Others are refused before anything runs."""
    ss = netlist.SimStrategy()
    ss.pool_weight_DT, ss.pool_weight_OCEAN = weights
    with pytest.raises(ParameterError, match=f"pool_weight_DT . pool_weight_OCEAN is {sum(weights)}"):
        netlist.SimState(ss)


def test_no_more_is_staked_than_minted(chain):
    """Refused before anything runs."""
    ss = netlist.SimStrategy()
    ss.DT_stake = 1000.5
    with pytest.raises(ParameterError, match="DT_stake is 1000.5, DT_init is 1000.0"):
        netlist.SimState(ss)


def test_KPIs(chain):
    """They count hours."""
    state = netlist.SimState()
    for _ in range(3):
        state.takeStep()
    assert isinstance(state.kpis, netlist.KPIs)
    assert state.kpis.tick() == 3
    assert state.kpis.elapsedTime() == 3 * S_PER_HOUR


def test_a_pool_appears(chain):
    """Within 1000 steps; in fact, in the one that ends the first week."""
    n_pools = [row["n_pools"] for row in rowsOf(netlist, log_interval=S_PER_HOUR)]
    assert n_pools.index(1) * S_PER_HOUR == 7 * S_PER_DAY
    state = ran(netlist, n_pools.index(1)).state
    assert list(state.agents) == ["pub1", "pool0"]


def test_log_data(chain):
    """OCEAN of the publisher and the count of pools, on the console and in two columns."""
    texts, names, values = netlist.netlist_createLogData(netlist.SimState())
    assert "".join(texts) == "; publisher OCEAN=10.00K, # pools=0"
    assert dict(zip(names, values, strict=True)) == {"publisher_OCEAN": 10000.0, "n_pools": 0}


def test_plot_instructions():
    """Both columns over the day."""
    header = ["Day", "publisher_OCEAN", "n_pools"]
    values = numpy.array([["0", "10000", "0"], ["1", "9000", "1"]])
    x_label, x, y_params = netlist.netlist_plotInstructions(header, values)
    assert (x_label, x) == ("Day", [0.0, 1.0])
    assert [y.y_header_names for y in y_params] == [["publisher_OCEAN"], ["n_pools"]]
    assert [y.labels for y in y_params] == [["OCEAN"], ["# pools"]]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_twenty_days(seed):
    """Two weeks are the same in every run; then the second pool is there, and which one is used is drawn."""
    rows = rowsOf(netlist, seed=seed)
    assert [row["Day"] for row in rows] == list(range(21))
    assert [row["publisher_OCEAN"] for row in rows[:15]] == pytest.approx(OCEAN_PER_DAY, rel=1e-6)
    assert [row["n_pools"] for row in rows[:15]] == N_POOLS_PER_DAY
    assert rows[20]["n_pools"] == 2
    assert rows[20]["publisher_OCEAN"] > 0.0


def test_the_first_pool_to_ten_digits(chain):
    """10 of 100 BPT bring 1397.3515138388 of 10000 OCEAN back, up to what the pool's arithmetic rounds."""
    state = ran(netlist, 168).state
    publisher, pool0 = state.getAgent("pub1"), state.getAgent("pool0")
    assert publisher.OCEAN() == pytest.approx(1397.3515138388, rel=1e-10)
    assert publisher.DT(pool0.datatoken) == 980.0
    assert publisher.BPT(pool0.pool) == 90.0


def test_the_second_pool_takes_all_OCEAN_that_came_back(chain):
    """What three unstakings have brought, at tick 335; 980 DT of each pool stay with the publisher."""
    state = ran(netlist, 336).state
    publisher, pool0, pool1 = (state.getAgent(name) for name in ("pub1", "pool0", "pool1"))
    in_pool1 = fromBase18(pool1.pool.getBalance_base(globaltokens.OCEAN_address()))
    assert in_pool1 == pytest.approx(1397.3515 + 1202.0924 + 1034.1178, rel=1e-6)
    assert publisher.OCEAN() == 0.0
    assert (publisher.DT(pool0.datatoken), publisher.DT(pool1.datatoken)) == (980.0, 980.0)
