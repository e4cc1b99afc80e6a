"""What `tsp plot` draws of a run of oceanv3."""

from typing import Any

from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, STEPS, YParam, arrayToFloatList

from .logs import AGENTS

LABELS = ["publisher", "consumer", "staker", "speculator", "malicious publisher"]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*agentPlots(), *_pools(), volumePlot(), gainsPlot()]


def agentPlots() -> list[YParam]:
    """What agents have, in all and in their wallets."""
    networths = [f"{name}_OCEAN_networth" for name in AGENTS]
    wallets = [f"{name}_OCEAN" for name in AGENTS]
    return [
        YParam(networths, LABELS, "Agents OCEAN networth", LINEAR, MULT1, OCEAN, title="Net worth of agents"),
        YParam(wallets, LABELS, "Agents OCEAN wallet", LINEAR, MULT1, OCEAN, title="OCEAN in agents' wallets"),
    ]


def _pools() -> list[YParam]:
    labels = ["first pool", "malicious publisher's pool"]
    return [
        poolsPlot(),
        pricePlot(["pool0_price", "rug_price"], labels, "Price of a datatoken"),
        YParam(["pool0_TVL", "rug_TVL"], labels, "Value in pools", LINEAR, MULT1, OCEAN),
    ]


def poolsPlot() -> YParam:
    """How many pools there are."""
    return YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT, title="Pools")


def pricePlot(columns: list[str], labels: list[str], name: str) -> YParam:
    """What a datatoken costs, from when it has a pool; only a trade changes that."""
    return YParam(
        columns,
        labels,
        name,
        LINEAR,
        MULT1,
        "OCEAN per datatoken",
        title="Price of a datatoken",
        style=STEPS,
        zero_is_none=True,
    )


def volumePlot() -> YParam:
    """What has moved."""
    kinds = ["staked", "unstaked", "swapped", "consumed"]
    return YParam([f"OCEAN_{kind}" for kind in kinds], kinds, "Volume since the start", LINEAR, MULT1, OCEAN)


def gainsPlot() -> YParam:
    """What the rug brings and costs."""
    columns = ["maliciousPublisher_profit", "staker_loss"]
    return YParam(
        columns,
        ["malicious publisher", "staker"],
        "Gains and losses",
        LINEAR,
        MULT1,
        OCEAN,
        title="Gains above 0, losses below",
        negative=["staker_loss"],
    )
