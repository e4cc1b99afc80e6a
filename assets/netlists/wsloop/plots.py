"""What `tsp plot` draws of a run of wsloop, whichever revenue model it had."""

from typing import Any

from util.errors import NetlistError
from util.plotutil import (
    BOTH,
    COUNT,
    DIV1M,
    DOLLAR,
    LINEAR,
    LOG,
    MULT1,
    MULT100,
    OCEAN,
    PERCENT,
    YParam,
    arrayToFloatList,
)

from .revenue import REVENUE_MODELS, RevenueModel


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    model = _modelOf(header)
    x = arrayToFloatList(values[:, header.index(model.x_label)])
    ecosystem = _ecosystem() if "eco_n_agents" in header else []
    return model.x_label, x, [*_worth(), *model.plots(), *_tokens(), *_growth(model), *ecosystem]


def _modelOf(header: list[str]) -> RevenueModel:
    """The revenue model of a run, which its columns tell."""
    for model in REVENUE_MODELS.values():
        if model.ratio_column in header:
            return model
    names = " or ".join(model.ratio_column for model in REVENUE_MODELS.values())
    raise NetlistError("these are not the columns of wsloop", f"{names} is missing", "plot a run of wsloop")


def _worth() -> list[YParam]:
    valuations = ["overall_valuation", "fundamentals_valuation", "speculation_valuation"]
    valuation_labels = ["Overall", "Fundamentals (P/S=30)", "Speculation"]
    incomes = ["dao_USD/mo", "dao_OCEAN_in_USD/mo", "dao_total_in_USD/mo"]
    income_labels = [
        "in USD: network revenue",
        "in OCEAN: from the 51 % not yet minted, priced in USD",
        "total",
    ]
    return [
        YParam(["OCEAN_price"], [""], "OCEAN Price", LOG, MULT1, DOLLAR),
        YParam(valuations, valuation_labels, "Valuation", LOG, DIV1M, DOLLAR),
        YParam(incomes, income_labels, "Monthly OceanDAO Income", LOG, DIV1M, DOLLAR),
    ]


def _tokens() -> list[YParam]:
    totals = ["tot_OCEAN_supply", "tot_OCEAN_minted", "tot_OCEAN_burned"]
    total_labels = ["supply", "minted since the start", "burned since the start"]
    monthly = ["OCEAN_minted/mo", "OCEAN_burned/mo"]
    return [
        YParam(totals, total_labels, "OCEAN Token Count", BOTH, DIV1M, OCEAN, title="OCEAN supply, minted and burned"),
        YParam(
            monthly,
            ["minted", "burned"],
            "Monthly # OCEAN Minted & Burned",
            BOTH,
            DIV1M,
            "OCEAN per month",
            title="OCEAN minted and burned",
        ),
    ]


def _growth(model: RevenueModel) -> list[YParam]:
    columns = [model.ratio_column, "mkts_annual_growth_rate"]
    labels = [model.ratio_label, "Marketplaces annual growth rate"]
    return [
        YParam(
            columns,
            labels,
            "R&D/Sales Ratio and Marketplaces Growth Rate",
            BOTH,
            MULT100,
            PERCENT,
            zero_is_none=True,
        ),
        YParam(["RND/mo"], [""], "Monthly R&D Spend", BOTH, DIV1M, DOLLAR, zero_is_none=True),
    ]


def _ecosystem() -> list[YParam]:
    volumes, volume_labels = ["eco_OCEAN_swapped", "eco_OCEAN_consumed"], ["swapped", "of it consumed"]
    numbers, number_labels = ["eco_n_agents", "eco_n_pools", "eco_n_cut_off"], ["agents", "pools", "cut off"]
    stocks, stock_labels = ["eco_OCEAN_born", "eco_OCEAN_in_pools"], ["minted for agents", "of it in pools"]
    return [
        YParam(volumes, volume_labels, "Data Ecosystem Volume since the Start", LINEAR, MULT1, OCEAN),
        YParam(numbers, number_labels, "Data Ecosystem Agents", LINEAR, MULT1, COUNT),
        YParam(stocks, stock_labels, "Data Ecosystem OCEAN", LINEAR, MULT1, OCEAN),
    ]
