from assets.netlists.opsci_mult_time_profit_sharing.KPIs import KPIs as MultTimeKPIs
from assets.netlists.opsci_mult_time_profit_sharing.KPIs import netlist_createLogData as mult_time_createLogData
from assets.netlists.opsci_mult_time_profit_sharing.SimState import SimState as MultTimeState
from assets.netlists.sharing.KPIs import KPIs, netlist_createLogData, netlist_rp_createLogData
from assets.netlists.sharing.SimState import SimState
from assets.netlists.sharing.SimStrategy import SimStrategy


def test_SimStrategy():
    assert SimStrategy().NUMBER_OF_RESEARCHERS == 2
    assert SimStrategy(20).NUMBER_OF_RESEARCHERS == 20


def test_SimState():
    state = SimState(SimStrategy(3))
    assert list(state.researchers) == ["researcher0", "researcher1", "researcher2"]
    assert state.researchers["researcher0"] is not state.getAgent("researcher0")
    for _ in range(3):
        state.takeStep()
        state.tick += 1
    funded = [state.getAgent(name).no_proposals_funded for name in state.researchers]
    assert sum(funded) == 1


def test_KPIs():
    kpis = KPIs(time_step=12)
    kpis.takeStep(SimState())
    assert kpis.tick() == 1


def test_logs():
    state = SimState()
    s, dataheader, datarow = netlist_createLogData(state)
    assert len(dataheader) == len(datarow) == 4 * 2 + 3 + 2
    assert netlist_rp_createLogData(state)[0][0] == "total_rp"


def test_a_netlist_that_comes_with_TokenSPICE():
    state = MultTimeState()
    state.takeStep()
    s, dataheader, datarow = mult_time_createLogData(state)
    assert "total_value_in_treasury" in dataheader
    assert isinstance(state.kpis, MultTimeKPIs)
