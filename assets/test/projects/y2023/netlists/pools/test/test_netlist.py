from enforce_typing import enforce_types

from netlists.pools import netlist


@enforce_types
def test_scope():
    for name in ("SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"):
        assert hasattr(netlist, name)


def test_a_pool_appears():
    state = netlist.SimState()
    for _ in range(1000):
        state.takeStep()
        state.tick += 1
        if state.agents.filterToPool():
            break
    assert len(state.agents.filterToPool()) == 1
    assert state.tick == 168


def test_log():
    s, header, row = netlist.netlist_createLogData(netlist.SimState())
    assert (header, row) == (["publisher_OCEAN", "n_pools"], [10000.0, 0])
