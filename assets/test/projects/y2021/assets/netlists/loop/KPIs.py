import math

from enforce_typing import enforce_types

from engine import KPIsBase
from util.constants import INF, S_PER_MONTH
from util.plotutil import BOTH, COUNT, DIV1M, DOLLAR, LOG, MULT1, YParam, arrayToFloatList
from util.strutil import prettyBigNum


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    """Keeps a number per tick of what the loop earns and spends."""

    def __init__(self, time_step: int):
        super().__init__(time_step)
        self._granttakers_revenue_per_tick__per_tick: list[float] = []
        self._ocean_revenue_per_s__per_tick: list[float] = []

    def takeStep(self, state):
        super().takeStep(state)
        self._granttakers_revenue_per_tick__per_tick.append(state.grantTakersSpentAtTick())
        mkts = state.getAgent("marketplaces1")
        sales = mkts.numMarketplaces() * mkts.revenuePerMarketplacePerSecond()
        self._ocean_revenue_per_s__per_tick.append(sales * state.marketplacePercentTollToOcean())

    def grantTakersMonthlyRevenueNow(self) -> float:
        n = math.ceil(S_PER_MONTH / self._time_step)
        return float(sum(self._granttakers_revenue_per_tick__per_tick[-n:]))

    def oceanMonthlyRevenueNow(self) -> float:
        n = math.ceil(S_PER_MONTH / self._time_step)
        return float(sum(self._ocean_revenue_per_s__per_tick[-n:])) * self._time_step

    def mktsRNDToSalesRatio(self) -> float:
        RND = self.grantTakersMonthlyRevenueNow()
        if RND == 0.0:
            return 0.0
        sales = self.oceanMonthlyRevenueNow()
        return RND / sales if sales > 0.0 else INF


@enforce_types
def netlist_createLogData(state):
    s, dataheader, datarow = [], [], []
    kpis = state.kpis
    for name, value in (
        ("Num_mkts", state.getAgent("marketplaces1").numMarketplaces()),
        ("ocean_rev/mo", kpis.oceanMonthlyRevenueNow()),
        ("tot_OCEAN_supply", state.OCEANsupply()),
        ("tot_OCEAN_minted", state.totalOCEANminted()),
        ("tot_OCEAN_burned", state.totalOCEANburned()),
        ("RND/mo", kpis.grantTakersMonthlyRevenueNow()),
        ("rnd_to_sales_ratio", kpis.mktsRNDToSalesRatio()),
        ("dao_USD/mo", state.getAgent("ocean_dao").monthlyUSDreceived(state)),
        ("dao_OCEAN/mo", state.getAgent("ocean_dao").monthlyOCEANreceived(state)),
    ):
        dataheader += [name]
        datarow += [value]
    s += [f"; ocean revenue=${prettyBigNum(kpis.oceanMonthlyRevenueNow(), False)}/mo"]
    return s, dataheader, datarow


@enforce_types
def netlist_plotInstructions(header: list[str], values):
    x = arrayToFloatList(values[:, header.index("Day")])
    y_params = [
        YParam(["RND/mo"], [""], "Monthly R&D Spend", BOTH, DIV1M, DOLLAR),
        YParam(["tot_OCEAN_minted", "tot_OCEAN_burned"], ["minted", "burned"], "OCEAN Count", LOG, MULT1, COUNT),
    ]
    return (x, y_params)
