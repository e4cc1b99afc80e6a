from netlists.vesting import netlist


def test_state():
    state = netlist.SimState()
    assert len(state.agents) == 2
    state.takeStep()
    assert len(state.agents) == 3
    assert state.getAgent("funder1").OCEAN() == 0.0


def test_strategy():
    ss = netlist.SimStrategy()
    assert ss.OCEAN_funded > 0.0
    assert ss.start_timestamp > netlist.chain[-1].timestamp
    assert ss.duration_seconds > 0


def test_KPIs():
    kpis = netlist.KPIs(12)
    kpis.takeStep(netlist.SimState())
    assert (kpis.tick(), kpis.elapsedTime()) == (1, 12)
