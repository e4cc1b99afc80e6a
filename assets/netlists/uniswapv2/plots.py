"""What `tsp plot` draws of a run of uniswapv2."""

from typing import Any

from assets.netlists.lvr.plots import arbitragePlot, lossPlot, worthPlot
from util.plotutil import LINEAR, MULT1, MULT100, OCEAN, PERCENT, YParam, arrayToFloatList


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*_provider(), arbitragePlot(), lossPlot(), worthPlot()]


def _provider() -> list[YParam]:
    return [
        YParam(
            ["noise_cost", "fees", "arb_gross", "lp_minus_rebalancing"],
            ["earned from noise traders", "fees from arbitrage", "lost to arbitrage before fees", "result"],
            "Provider against rebalancing",
            LINEAR,
            MULT1,
            OCEAN,
            title="Provider against rebalancing: gains above 0, losses below",
        ),
        YParam(
            ["lp_pnl_vs_rebalancing", "lp_pnl_theory"],
            ["result", "theory"],
            "Provider against rebalancing relative to the pool",
            LINEAR,
            MULT100,
            PERCENT,
        ),
    ]
