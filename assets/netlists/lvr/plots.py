"""What `tsp plot` draws of a run of lvr."""

from typing import Any

from util.plotutil import LINEAR, LINES, MULT1, MULT100, OCEAN, PERCENT, YParam, arrayToFloatList


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [arbitragePlot(), *_markets(), lossPlot(), worthPlot()]


def arbitragePlot() -> YParam:
    """What arbitrageurs took, and what they were expected to."""
    return YParam(
        ["arb_profit_rel", "arb_theory", "lvr_theory"],
        ["arbitrage profit", "theory", "theory without fee (LVR)"],
        "Arbitrage profit relative to the pool",
        LINEAR,
        MULT100,
        PERCENT,
    )


def _markets() -> list[YParam]:
    return [
        YParam(
            ["p_trade", "p_trade_theory"],
            ["blocks with a trade", "theory"],
            "Blocks with arbitrage",
            LINEAR,
            MULT100,
            PERCENT,
            zero_is_none=True,
        ),
        YParam(
            ["mispricing_bp"],
            ["ln(price outside / in the pool)"],
            "Mispricing in basis points",
            LINEAR,
            MULT1,
            "basis points",
            title="Mispricing: ln(price outside / price in the pool)",
        ),
        YParam(
            ["price", "spot_price"],
            ["outside", "in the pool"],
            "Price of x",
            LINEAR,
            MULT1,
            "OCEAN per x",
            style=LINES,
        ),
    ]


def lossPlot() -> YParam:
    """Impermanent loss, and what it would be without fees."""
    return YParam(
        ["impermanent_loss", "il_theory"],
        ["pool against holding", "theory without fee"],
        "Impermanent loss",
        LINEAR,
        MULT100,
        PERCENT,
        title="Pool against holding: impermanent loss is below 0",
    )


def worthPlot() -> YParam:
    """What three ways to own the same tokens have come to."""
    return YParam(
        ["pool_value", "hodl_value", "rebalancing_value"],
        ["pool", "holding", "rebalancing outside"],
        "Value of the portfolio",
        LINEAR,
        MULT1,
        OCEAN,
        style=LINES,
    )
