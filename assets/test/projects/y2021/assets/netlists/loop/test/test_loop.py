from assets.netlists.loop.KPIs import KPIs
from assets.netlists.loop.SimState import SimState
from assets.netlists.loop.SimStrategy import SimStrategy
from assets.netlists.simplepool.netlist import SimStrategy as SimplepoolStrategy
from assets.netlists.wsloop.KPIs import KPIs as WsloopKPIs
from assets.netlists.wsloop.SimState import SimState as WsloopState


def test_SimStrategy():
    ss = SimStrategy()
    assert ss.annualMktsGrowthRate(0.0) == -0.118
    assert round(ss.annualMktsGrowthRate(1e9), 9) == 0.415
    assert ss.INIT_OCEAN_SUPPLY < ss.TOTAL_OCEAN_SUPPLY


def test_MoneyFlow():
    state = SimState()
    state.getAgent("opc_address").receiveUSD(100.0)
    state.takeStep()
    assert state.getAgent("opc_workers").spentAtTick() > 95.0
    assert state._total_OCEAN_burned_USD >= 5.0


def test_KPIs():
    kpis, state = KPIs(time_step=3600), SimState()
    kpis.takeStep(state)
    assert len(kpis._granttakers_revenue_per_tick__per_tick) == kpis.tick() == 1
    assert kpis.mktsRNDToSalesRatio() == 0.0


def test_netlists_that_come_with_TokenSPICE():
    assert 0.0 < SimplepoolStrategy().OCEAN_stake < SimplepoolStrategy().OCEAN_init
    state = WsloopState()
    state.takeStep()
    assert isinstance(state.kpis, WsloopKPIs)
    assert len(state.kpis._n_marketplaces__per_tick) == 1
