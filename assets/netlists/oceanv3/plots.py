"""What `tsp plot` draws of a run of oceanv3."""

from typing import Any

from assets.netlists.oceanv3.logs import AGENTS
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList

_LABELS = ["publisher", "consumer", "staker", "speculator", "maliciousPublisher"]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*_agents(), *_pools(), *_market()]


def _agents() -> list[YParam]:
    networths = [f"{name}_OCEAN_networth" for name in AGENTS]
    wallets = [f"{name}_OCEAN" for name in AGENTS]
    return [
        YParam(networths, _LABELS, "Agents OCEAN networth", LINEAR, MULT1, OCEAN),
        YParam(wallets, _LABELS, "Agents OCEAN wallet", LINEAR, MULT1, OCEAN),
    ]


def _pools() -> list[YParam]:
    labels = ["first pool", "malicious publisher's pool"]
    return [
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
        YParam(["pool0_price", "rug_price"], labels, "Price of a datatoken", LINEAR, MULT1, OCEAN),
        YParam(["pool0_TVL", "rug_TVL"], labels, "Value in pools", LINEAR, MULT1, OCEAN),
    ]


def _market() -> list[YParam]:
    kinds = ["staked", "unstaked", "swapped", "consumed"]
    rug = ["maliciousPublisher_profit", "staker_loss"]
    return [
        YParam([f"OCEAN_{kind}" for kind in kinds], kinds, "Volume since the start", LINEAR, MULT1, OCEAN),
        YParam(rug, ["malicious publisher's profit", "staker's loss"], "Gains and losses", LINEAR, MULT1, OCEAN),
    ]
