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

    def has(column: str, other_than: float) -> bool:
        return any(value != other_than for value in arrayToFloatList(values[:, header.index(column)]))

    x = arrayToFloatList(values[:, header.index("Day")])
    # Without a provider, or while history repeats itself, there is nothing but zeros and roundings to be seen.
    provider = _provider() if has("lp_value", 0.0) else []
    distance = [_distance()] if has("is_recorded", 1.0) else []
    return "Day", x, [*provider, _price(), *distance, _replay()]


def _provider() -> list[YParam]:
    return [
        YParam(
            ["fees", "lvr", "lp_minus_rebalancing"],
            ["fees", "lost against rebalancing", "result"],
            "Provider against rebalancing",
            LINEAR,
            MULT1,
            _UNIT,
            title="Provider against rebalancing: gains above 0, losses below",
            style=STEPS,
            negative=["lvr"],
        ),
        YParam(
            ["lp_minus_hold", "lp_minus_rebalancing"],
            ["compared with holding", "compared with rebalancing"],
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


def _price() -> YParam:
    return YParam(
        ["price", "pool_price"],
        ["outside", "in the pool"],
        "Price of the other token",
        LINEAR,
        MULT1,
        _UNIT,
        style=LINES,
    )


def _distance() -> YParam:
    return YParam(
        ["off_record_bp"],
        ["distance"],
        "Distance from the record",
        LINEAR,
        MULT1,
        "basis points",
        title="Distance from the record: ln(price in the pool / recorded)",
        style=LINES,
    )


def _replay() -> YParam:
    return YParam(
        ["n_played", "n_scaled", "n_skipped"],
        ["in full", "in part", "not at all"],
        "Events played",
        LINEAR,
        MULT1,
        COUNT,
    )
