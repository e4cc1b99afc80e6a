"""What `tsp plot` draws of a run of oceanv4."""

from typing import Any

from assets.netlists.oceanv3.logs import AGENTS
from assets.netlists.oceanv3.plots import LABELS, agentPlots, gainsPlot, poolsPlot, pricePlot, volumePlot
from util.plotutil import LINEAR, MULT1, OCEAN, STEPS, YParam, arrayToFloatList

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
        _held(DTs, LABELS, "Agents Datatokens", "datatokens", "Datatokens of agents"),
        _held(
            [*DTs, "DT_pool", "DT_1ss_contract"],
            [*LABELS, "pool", "bot"],
            "DT allocation",
            "datatokens",
            "Who holds the first pool's datatokens",
        ),
        _held(
            [*BPTs, "BPT_1ss_contract"],
            [*LABELS, "bot"],
            "BPT allocation",
            "pool shares",
            "Who holds the first pool's shares",
        ),
    ]


def _held(columns: list[str], labels: list[str], name: str, unit: str, title: str) -> YParam:
    return YParam(columns, labels, name, LINEAR, MULT1, unit, title=title, style=STEPS)


def _firstPool() -> list[YParam]:
    vesting = ["DT_vested", "DT_unvested", "DT_publisher"]
    return [
        pricePlot(["DT_price", "rug_price"], ["first pool", "malicious publisher's"], "dt price"),
        poolsPlot(),
        YParam(["pool_OCEAN"], [""], "pool_OCEAN", LINEAR, MULT1, OCEAN, title="OCEAN in the first pool"),
        _held(
            vesting, ["vested", "not yet", "held by the publisher"], "Vesting", "datatokens", "Publisher's datatokens"
        ),
    ]


def _market() -> list[YParam]:
    fees = [f"fees_{recipient}" for recipient in _RECIPIENTS]
    return [
        YParam(["TVL", "rug_TVL"], ["all pools", "malicious publisher's"], "Value in pools", LINEAR, MULT1, OCEAN),
        volumePlot(),
        YParam(fees, _RECIPIENT_LABELS, "Fees since the start", LINEAR, MULT1, OCEAN),
        gainsPlot(),
    ]
