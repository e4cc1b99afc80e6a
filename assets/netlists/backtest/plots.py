"""What `tsp plot` draws of a run of backtest."""

from typing import Any

from util.plotutil import COUNT, LINEAR, LINES, MULT1, STEPS, YParam, arrayToFloatList

_UNIT = "numeraire"


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*_provider(), *_market(), _replay()]


def _provider() -> list[YParam]:
    return [
        YParam(
            ["fees", "lvr", "lp_minus_rebalancing"],
            ["fees", "lost against rebalancing", "result"],
            "Provider against rebalancing",
            LINEAR,
            MULT1,
            _UNIT,
            style=STEPS,
            negative=["lvr"],
        ),
        YParam(
            ["lp_minus_hold", "lp_minus_rebalancing"],
            ["than holding", "than rebalancing"],
            "More than without the pool",
            LINEAR,
            MULT1,
            _UNIT,
            style=LINES,
        ),
        YParam(
            ["lp_value", "hold_value", "rebalancing_value"],
            ["provider", "holding", "rebalancing outside"],
            "Value of the portfolio",
            LINEAR,
            MULT1,
            _UNIT,
            style=LINES,
        ),
    ]


def _market() -> list[YParam]:
    return [
        YParam(["price", "pool_price"], ["outside", "in the pool"], "Price", LINEAR, MULT1, _UNIT, style=LINES),
        YParam(
            ["off_record_bp"],
            ["ln(price in the pool / recorded)"],
            "Distance from the record in basis points",
            LINEAR,
            MULT1,
            "basis points",
            style=LINES,
        ),
    ]


def _replay() -> YParam:
    return YParam(
        ["n_played", "n_scaled", "n_skipped"],
        ["in full", "in part", "not at all"],
        "Events played",
        LINEAR,
        MULT1,
        COUNT,
    )
