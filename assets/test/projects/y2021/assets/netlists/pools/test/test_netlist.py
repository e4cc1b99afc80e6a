from assets.netlists.pools import netlist
from assets.netlists.pools.netlist import KPIs, SimState, SimStrategy
from engine import KPIsBase, SimStrategyBase


def test_scope():
    for name in ("SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"):
        assert hasattr(netlist, name)


def test_SimStrategy():
    ss = SimStrategy()
    assert isinstance(ss, SimStrategyBase.SimStrategyBase)
    assert ss.max_ticks == 481.0


def test_SimState():
    state = SimState()
    assert state.getAgent("pub1").OCEAN() == 10000.0
    for _ in range(1000):
        state.takeStep()
        if len(state.agents) > 1:
            break
    assert state.getAgent("pool0") is state.agents.filterToPool()["pool0"]


def test_KPIs():
    kpis = KPIs(time_step=12)
    assert isinstance(kpis, KPIsBase.KPIsBase)
    assert kpis.tick() == 0
    kpis.takeStep(SimState())
    assert kpis.tick() == 1


def test_createLogData():
    s, dataheader, datarow = netlist.netlist_createLogData(SimState())
    assert dataheader == ["publisher_OCEAN", "n_pools"]
    assert datarow == [10000.0, 0]
