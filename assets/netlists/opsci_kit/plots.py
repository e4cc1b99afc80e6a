"""Plots that the netlists of science communities share. Columns and labels come from the header, in its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from util.plotutil import COUNT, INDEX, LINEAR, LOG, MULT1, MULT100, OCEAN, PERCENT, YParam, arrayToFloatList

Instructions = tuple[str, list[float], list[YParam]]

_COLUMN = re.compile(r"^((?:new_)?researcher_?[0-9a-f]+(?:_[0-9]+)?)_(.+)$")
_OF_A_TYPE = re.compile(r"total_assets_(\w+)_in_market")


def plotsOf(*blocks: Callable[[Sequence[str]], list[YParam]]) -> Callable[[Sequence[str], Any], Instructions]:
    """A netlist_plotInstructions that draws these blocks, in this order."""

    def netlist_plotInstructions(header: Sequence[str], values: Any) -> Instructions:
        """Label of the x axis, its values, and what to plot over it."""
        return instructions(header, values, [plot for block in (*blocks, mechanismPlots) for plot in block(header)])

    return netlist_plotInstructions


def instructions(header: Sequence[str], values: Any, plots: list[YParam]) -> Instructions:
    """What plot functions return: the x axis is in months; plots of which a run has no column are left out."""
    return "Month", arrayToFloatList(values[:, list(header).index("Month")]), [p for p in plots if p.y_header_names]


def plot(
    columns: Sequence[str],
    labels: Sequence[str],
    name: str,
    scale: int = LINEAR,
    unit: int | str = COUNT,
    **what: Any,
) -> YParam:
    """One plot. Fractions become percent if that is their unit. `what` is as of YParam: title, style, …"""
    return YParam(list(columns), list(labels), name, scale, MULT100 if unit == PERCENT else MULT1, unit, **what)


def ofResearchers(header: Sequence[str], ending: str, name: str, unit: int | str = COUNT, **what: Any) -> YParam:
    """One line for each researcher that has a column with that ending (a regular expression)."""
    found = [(column, m) for column in header if (m := _COLUMN.match(column)) and re.fullmatch(ending, m[2])]
    return plot([column for column, _ in found], [_label(m) for _, m in found], name, unit=unit, **what)


def _label(match: re.Match[str]) -> str:
    """A researcher's name, and the type of its assets if the column tells."""
    of_a_type = _OF_A_TYPE.search(match[2])
    return f"{match[1]} ({of_a_type[1]})" if of_a_type else match[1]


# ---- blocks, in the order of the reference


def valuePlots(header: Sequence[str]) -> list[YParam]:
    """Where the OCEAN is."""
    sectors = ["treasury", "researchers", "markets"]
    plots = [
        plot([f"total_value_in_{s}" for s in sectors], sectors, "Value distribution in the system", unit=OCEAN),
        plot(["total_value_of_system"], [""], "Total value in the system", unit=OCEAN),
        plot(
            [f"relative_value_in_{s}" for s in sectors],
            sectors,
            "Relative value distribution in the system",
            unit=PERCENT,
        ),
    ]
    if "total_value_in_public_researchers" in header:
        kinds = ["researchers", "public_researchers", "private_researchers"]
        columns = [f"total_value_in_{kind}" for kind in kinds]
        labels = ["researchers", "public researchers", "private researchers"]
        plots.insert(1, plot(columns, labels, "Value distribution across researcher types", unit=OCEAN))
    return plots


def fundingPlots(header: Sequence[str], with_quality: bool = True) -> list[YParam]:
    """Which researchers are funded, and what for."""
    qualities = ["integration", "novelty", "in_index"]
    columns = [f"dao_treasury_funded_proposals_{quality}" for quality in qualities]
    quality_plots = [
        plot(
            columns,
            ["integration", "novelty", "both"],
            "integration vs novelty in funded proposals",
            unit=INDEX,
            title="Integration and novelty of funded proposals",
            zero_is_none=True,
        ),
        plot(["funded_proposals_impact"], ["impact"], "impact of funded proposals", unit=INDEX, zero_is_none=True),
    ]
    return [
        ofResearchers(header, "no_proposals_funded", "#_proposals_FUNDED", title="Proposals funded"),
        *(quality_plots if with_quality else []),
        ofResearchers(header, "no_proposals", "#_proposals", title="Proposals"),
        ofResearchers(header, "total_funding", "OCEAN funding", unit=OCEAN, title="Funding received"),
        ofResearchers(header, "total_assets_mrkt", "Assets in Knowledge Market"),
    ]


def treasuryPlot() -> YParam:
    """What the treasury holds."""
    return plot(["dao_treasury_OCEAN"], [""], "DAO_Treasury_OCEAN", unit=OCEAN, title="OCEAN of the DAO's treasury")


def oneMarketPlots(header: Sequence[str]) -> list[YParam]:
    """What is known, and what researchers, treasury, staker and market hold."""
    both = ["staker", "market"]
    fees = ["staker_OCEAN", "market_fees_OCEAN"]
    return [
        ofResearchers(header, "knowledge_access", "Knowledge access index"),
        ofResearchers(header, "OCEAN", "Researcher OCEAN", unit=OCEAN, title="OCEAN of researchers"),
        treasuryPlot(),
        plot(
            ["staker_OCEAN", "market_OCEAN"],
            both,
            "Staker_X_KnowledgeMarket_OCEAN",
            LOG,
            OCEAN,
            title="OCEAN of the staker and of the knowledge market",
        ),
        plot(
            fees,
            ["staker", "fees of the market"],
            "Staker_OCEAN_vs_total_Fees",
            unit=OCEAN,
            title="OCEAN of the staker, and the market's fees since the start",
        ),
    ]


def twoMarketsPlots(header: Sequence[str]) -> list[YParam]:
    """The same where there are public and private researchers, and a market for each."""
    markets = ["private market", "public market"]
    held = ["private_market_OCEAN", "public_market_OCEAN"]
    fees = ["private_market_fees_OCEAN", "public_market_fees_OCEAN"]
    return [
        ofResearchers(
            header,
            "public_total_assets_.*",
            "Public Researchers Assets in Knowledge Market",
            title="Assets of public researchers",
        ),
        ofResearchers(
            header,
            "private_total_assets_.*",
            "Private Researchers Assets in Knowledge Market",
            title="Assets of private researchers",
        ),
        ofResearchers(header, "knowledge_access", "Knowledge access index"),
        ofResearchers(
            header, "public_OCEAN", "Public Researcher OCEAN", unit=OCEAN, title="OCEAN of public researchers"
        ),
        ofResearchers(
            header, "private_OCEAN", "Private Researcher OCEAN", unit=OCEAN, title="OCEAN of private researchers"
        ),
        treasuryPlot(),
        plot(
            held,
            markets,
            "Private vs Public Market OCEAN",
            LOG,
            OCEAN,
            title="OCEAN of the private and of the public market",
        ),
        plot(fees, markets, "Total fees collected through private vs public market", unit=OCEAN),
    ]


# ---- what mechanisms add


def mechanismPlots(header: Sequence[str]) -> list[YParam]:
    """What a community's mechanisms measure, of those that it has."""
    plots = [*creditPlots(header), *matchingPlots(header), *reviewPlots(header)]
    plots += [plot(["OCEAN_minted"], [""], "OCEAN minted", unit=OCEAN)]
    return [p for p in plots if set(p.y_header_names) <= set(header)]


def creditPlots(header: Sequence[str]) -> list[YParam]:
    """How much credit everybody has, and what they are paid for it."""
    return [
        ofResearchers(header, "cred", "Cred", unit=INDEX),
        ofResearchers(header, "grain", "Grain", unit=OCEAN),
        plot(
            ["gini_cred", "gini_grain"],
            ["cred", "grain"],
            "Gini coefficients of cred and grain",
            unit=INDEX,
            zero_is_none=True,
        ),
        plot(["balanced_debt"], [""], "Grain that is not where cred is", unit=PERCENT),
        plot(["n_nodes", "n_edges"], ["contributions", "edges"], "Contribution graph", LOG),
        plot(["spam_share"] if "spammer0_cred" in header else [], [""], "Spam as part of all cred", unit=PERCENT),
    ]


def reviewPlots(header: Sequence[str]) -> list[YParam]:
    """Whether reviewers are careful, and what that does to what is funded."""
    accuracy = ["decision_accuracy", "decision_accuracy_theory"]
    quality = ["mean_quality_funded", "mean_quality_submitted", "regret"]
    return [
        plot(["share_careful"], [""], "Careful reviewers", unit=PERCENT),
        plot(accuracy, ["measured", "expected"], "Decisions that are right", unit=PERCENT, zero_is_none=True),
        plot(
            quality,
            ["funded", "submitted", "regret, below 0"],
            "Quality of proposals",
            unit=INDEX,
            zero_is_none=True,
            negative=["regret"],
        ),
        plot(
            ["reward_per_review", "cost_per_correct_decision"],
            ["per review", "per right decision"],
            "Rewards",
            unit=OCEAN,
            zero_is_none=True,
        ),
        plot(["rewards_paid"], [""], "Rewards paid", unit=OCEAN),
    ]


def matchingPlots(header: Sequence[str]) -> list[YParam]:
    """Who gives, what is added to it, and how well."""
    attacks = "sybil0_donated" in header or "ring_donated" in header
    return [
        plot(["donated", "matched", "pool_left"], ["donations", "matches", "left in the pool"], "Rounds", unit=OCEAN),
        plot(
            ["n_donors", "matching_coefficient"],
            ["donors", "match per OCEAN given"],
            "Match against donors",
            LOG,
            INDEX,
            zero_is_none=True,
        ),
        ofResearchers(header, "donated", "Donations by project", unit=OCEAN),
        ofResearchers(header, "matched", "Matches by project", unit=OCEAN),
        plot(["welfare_ratio"], [""], "Welfare relative to the optimum", unit=PERCENT, zero_is_none=True),
        plot(["gini_funding"], [""], "Gini coefficient of projects", unit=INDEX, zero_is_none=True),
        plot(
            ["sybil_spent", "sybil_gain"] if attacks else [],
            ["spent", "gained"],
            "Attackers",
            unit=OCEAN,
            title="Attackers: gains above 0, spending below",
            negative=["sybil_spent"],
        ),
    ]


# Where researchers share one market and several are funded.
oneMarketInstructions = plotsOf(valuePlots, fundingPlots, oneMarketPlots)
# Where public and private researchers have a market each.
twoMarketsInstructions = plotsOf(fundingPlots, twoMarketsPlots)
