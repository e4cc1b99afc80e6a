"""What `tsp plot` draws of a run of scitoken."""

from typing import Any

from util.plotutil import (
    BOTH,
    INDEX,
    LINEAR,
    LINES,
    LOG,
    MULT1,
    MULT100,
    OCEAN,
    PERCENT,
    STEPS,
    YParam,
    arrayToFloatList,
)

_PARTS = ["supply", "emitted", "emitted_theory", "burned"]
_PART_LABELS = ["all", "emitted", "emitted, by formula", "burned"]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Year")])
    prices, labels = ["price", "price_undiluted", "value"], ["price", "without emission and burning", "value outside"]
    ginis = ["gini_holdings", "gini_rewards", "gini_rewards_theory"]
    gini_labels = ["tokens held", "tokens received", "tokens received, theory"]
    y_params = [
        YParam(_PARTS, _PART_LABELS, "Supply", BOTH, MULT1, "tokens", style=STEPS),
        YParam(
            ["minted_curve"],
            [""],
            "Tokens bought on the curve and not sold back",
            LINEAR,
            MULT1,
            "tokens",
            style=STEPS,
        ),
        YParam(prices, labels, "Price", LOG, MULT1, "OCEAN per token", style=LINES),
        YParam(
            ["treasury", "tributes", "granted"],
            ["holds", "tributes received", "grants paid, below 0"],
            "Treasury",
            LINEAR,
            MULT1,
            OCEAN,
            negative=["granted"],
        ),
        YParam(
            ["runway_days"], [""], "Runway of the treasury in days", LINEAR, MULT1, "days", "Runway of the treasury"
        ),
        YParam(ginis, gini_labels, "Gini coefficients of researchers", LINEAR, MULT1, INDEX, zero_is_none=True),
        YParam(
            ["top_share"], [""], "Largest researcher's part of rewards", LINEAR, MULT100, PERCENT, zero_is_none=True
        ),
        YParam(
            ["researcher_income_real"],
            [""],
            "Rewards per researcher and day",
            LINEAR,
            MULT1,
            "OCEAN per day",
            title="Rewards per researcher",
            style=STEPS,
        ),
        YParam(
            ["reserve", "market_cap"],
            ["reserve", "market cap"],
            "Reserve and market cap",
            LOG,
            MULT1,
            OCEAN,
            style=LINES,
        ),
    ]
    return "Year", x, y_params
