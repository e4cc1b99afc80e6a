"""What `tsp plot` draws of a run of lending."""

from typing import Any

from util.plotutil import COUNT, INDEX, LINEAR, LINES, MULT1, MULT100, OCEAN, PERCENT, YParam, arrayToFloatList


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*_loans(), *_market()]


def _loans() -> list[YParam]:
    return [
        YParam(
            ["min_HF", "low_HF", "median_HF"],
            ["lowest", "lowest tenth", "median"],
            "Health factors of loans",
            LINEAR,
            MULT1,
            INDEX,
        ),
        YParam(
            ["share_liquidated", "share_liquidated_theory"],
            ["borrowers", "theory, mean over prices"],
            "Share of borrowers liquidated",
            LINEAR,
            MULT100,
            PERCENT,
        ),
        YParam(["n_liquidations"], ["liquidations"], "Liquidations since the start", LINEAR, MULT1, COUNT),
        YParam(
            ["bad_debt", "shortfall", "liquidator_profit"],
            ["bad debt", "debt beyond collateral", "liquidators' profit"],
            "Bad debt and profit",
            LINEAR,
            MULT1,
            OCEAN,
            title="Liquidators' profit above 0, bad debt below",
            negative=["bad_debt", "shortfall"],
        ),
    ]


def _market() -> list[YParam]:
    return [
        YParam(
            ["price", "oracle_price"],
            ["outside", "of the oracle"],
            "Price of ETH",
            LINEAR,
            MULT1,
            "OCEAN per ETH",
            style=LINES,
        ),
        YParam(
            ["borrow_rate", "borrow_rate_theory", "supply_rate"],
            ["borrowers pay", "theory", "suppliers get"],
            "Rates per year",
            LINEAR,
            MULT100,
            PERCENT,
        ),
        YParam(["supplied", "borrowed"], ["supplied", "borrowed"], "Supply and debt", LINEAR, MULT1, OCEAN),
    ]
