"""What wsloop logs: a text for the console and the columns of data.csv. about.md has the formula of each."""

from typing import Any

from util.mathutil import addUp
from util.strutil import prettyBigNum

from .revenue import REVENUE_MODELS


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    model = REVENUE_MODELS[state.ss.revenue_model]
    row = {"Num_mkts": state.getAgent("marketplaces1").numMarketplaces()}
    row |= model.columns(state)
    row |= _worth(state)
    row |= _growth(state, model.ratio_column)
    row |= _daoIncome(state)
    if state.ss.data_ecosystem == "agents":
        row |= _ecosystem(state)
    return _texts(model.texts(row), row), list(row), list(row.values())


def _worth(state: Any) -> dict[str, float]:
    kpis = state.kpis
    return {
        "overall_valuation": state.overallValuation(),
        "fundamentals_valuation": state.fundamentalsValuation(),
        "speculation_valuation": state.speculationValuation(),
        "tot_OCEAN_supply": state.OCEANsupply(),
        "tot_OCEAN_minted": state.totalOCEANminted(),
        "tot_OCEAN_burned": state.totalOCEANburned(),
        "OCEAN_minted/mo": kpis.OCEANmintedPrevMonth(),
        "OCEAN_burned/mo": kpis.OCEANburnedPrevMonth(),
        "OCEAN_minted_USD/mo": kpis.OCEANmintedInUSDPrevMonth(),
        "OCEAN_burned_USD/mo": kpis.OCEANburnedInUSDPrevMonth(),
        "OCEAN_price": state.OCEANprice(),
    }


def _growth(state: Any, ratio_column: str) -> dict[str, float]:
    ratio = state.kpis.mktsRNDToSalesRatio()
    return {
        "RND/mo": state.kpis.grantTakersMonthlyRevenueNow(),
        ratio_column: ratio,
        "mkts_annual_growth_rate": state.ss.annualMktsGrowthRate(ratio),
    }


def _daoIncome(state: Any) -> dict[str, float]:
    dao = state.getAgent("ocean_dao")
    USD, OCEAN = dao.monthlyUSDreceived(state), dao.monthlyOCEANreceived(state)
    OCEAN_in_USD = OCEAN * state.OCEANprice()
    return {
        "dao_USD/mo": USD,
        "dao_OCEAN/mo": OCEAN,
        "dao_OCEAN_in_USD/mo": OCEAN_in_USD,
        "dao_total_in_USD/mo": USD + OCEAN_in_USD,
    }


def _ecosystem(state: Any) -> dict[str, float]:
    ecosystem, pools = state.getAgent("marketplaces1"), state.agents.filterToPool().values()
    consumed, swapped = ecosystem.OCEANconsumed(), ecosystem.OCEANswapped()
    return {
        "eco_mkts_wanted": ecosystem.wantedMarketplaces(),
        "eco_n_agents": ecosystem.numAgents(),
        "eco_n_cut_off": ecosystem.numCutOff(),
        "eco_n_pools": len(pools),
        "eco_OCEAN_in_pools": addUp([pool.OCEANreserve() for pool in pools], 0.0),
        "eco_OCEAN_born": ecosystem.OCEANborn(),
        "eco_OCEAN_consumed": consumed,
        "eco_OCEAN_swapped": swapped,
        "eco_swap_to_consume_ratio": swapped / consumed if consumed > 0.0 else 0.0,
        "n_reverts": state.n_reverts,
    }


def _texts(of_model: list[str], row: dict[str, float]) -> list[str]:
    price = row["OCEAN_price"]
    return [
        *of_model,
        f"; valuation=${prettyBigNum(row['overall_valuation'], False)}",
        f"; OCEAN supply={prettyBigNum(row['tot_OCEAN_supply'], False)}",
        f", price=${price:.3f}" if price <= 10.0 else f", price=${prettyBigNum(price, False)}",
    ]
