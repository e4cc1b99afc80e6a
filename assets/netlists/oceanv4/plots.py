"""What `tsp plot` draws of a run of oceanv4."""

from typing import Any

from assets.netlists.oceanv3.logs import AGENTS
from assets.netlists.oceanv3.plots import LABELS, agentPlots, gainsPlot, volumePlot
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList

_RECIPIENTS = ["LP", "community", "publish_market", "consume_market", "provider"]
_RECIPIENT_LABELS = ["liquidity providers", "community", "publishing market", "consume market", "provider"]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    return "Day", x, [*_agents(), *_firstPool(), *_market()]


def _agents() -> list[YParam]:
    DTs, BPTs = ([f"{token}_{name}" for name in AGENTS] for token in ("DT", "BPT"))
    return [
        *agentPlots(),
        YParam(DTs, LABELS, "Agents Datatokens", LINEAR, MULT1, COUNT),
        YParam([*DTs, "DT_pool", "DT_1ss_contract"], [*LABELS, "pool", "bot"], "DT allocation", LINEAR, MULT1, COUNT),
        YParam([*BPTs, "BPT_1ss_contract"], [*LABELS, "bot"], "BPT allocation", LINEAR, MULT1, COUNT),
    ]


def _firstPool() -> list[YParam]:
    vesting = ["DT_vested", "DT_unvested", "DT_publisher"]
    return [
        YParam(["DT_price", "rug_price"], ["first pool", "malicious publisher's"], "dt price", LINEAR, MULT1, OCEAN),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
        YParam(["pool_OCEAN"], ["OCEAN in the first pool"], "pool_OCEAN", LINEAR, MULT1, OCEAN),
        YParam(vesting, ["vested", "not yet", "held by the publisher"], "Vesting", LINEAR, MULT1, COUNT),
    ]


def _market() -> list[YParam]:
    fees = [f"fees_{recipient}" for recipient in _RECIPIENTS]
    return [
        YParam(["TVL", "rug_TVL"], ["all pools", "malicious publisher's"], "Value in pools", LINEAR, MULT1, OCEAN),
        volumePlot(),
        YParam(fees, _RECIPIENT_LABELS, "Fees since the start", LINEAR, MULT1, OCEAN),
        gainsPlot(),
    ]
