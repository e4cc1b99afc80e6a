"""Columns that the netlists of science communities log. Each block gives name → value, in the order of the columns."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from assets.agents.opsci.members import membersOf
from engine.SimEngine import isConsoleOn
from util.mathutil import addUp
from util.strutil import joined, prettyBigNum

Columns = dict[str, Any]
LogData = tuple[list[str], list[str], list[Any]]

_QUALITIES = ("integration", "novelty", "in_index")


def logDataOf(*blocks: Callable[[Any], Columns]) -> Callable[[Any], LogData]:
    """A netlist_createLogData that logs these blocks, in this order."""

    def netlist_createLogData(state: Any) -> LogData:
        """Texts for the console, names of columns, and their values."""
        columns: Columns = {}
        for block in blocks:
            columns |= block(state)
        for mechanism in getattr(state, "mechanisms", ()):
            columns |= mechanism.columns(state)
        texts = [_text(agent) for agent in state.agents.inOrder()] if isConsoleOn() else []
        return texts, list(columns), list(columns.values())

    return netlist_createLogData


def _text(agent: Any) -> str:
    text = f"; {agent.name} OCEAN={prettyBigNum(agent.OCEAN(), False)}"
    if hasattr(agent, "no_proposals_funded"):
        text += f"; {agent.name} proposals={agent.no_proposals_submitted}"
        text += f"; {agent.name} proposals funded={agent.no_proposals_funded}"
    return text


_COUNTERS = ("knowledge_access", "no_proposals", "no_proposals_funded", "total_funding", "total_assets_mrkt")
_R = (*_COUNTERS, "OCEAN")


def _count(columns: Columns, names: tuple[str, ...], r: Any) -> None:
    """Adds what a researcher has counted, under the first four of these names."""
    # Written out, since every row asks every researcher for it, and names of attributes take thrice as long.
    columns[names[0]] = r.knowledge_access
    columns[names[1]] = r.no_proposals_submitted
    columns[names[2]] = r.no_proposals_funded
    columns[names[3]] = r.total_research_funds_received


def researcherColumns(state: Any, with_market: bool = True) -> Columns:
    """Of each researcher: its counters, and, where there is a market, its assets there and its OCEAN."""
    columns: Columns = {}
    for name, r in membersOf(state, "researchers").items():
        names = joined(name, _R)
        _count(columns, names, r)
        if with_market:
            columns[names[4]] = r.total_assets_in_mrkt
            columns[names[5]] = r.OCEAN()
    return columns


def publicColumns(state: Any) -> Columns:
    """Of each public researcher: counters, OCEAN, and its assets once more, by what it is."""
    columns: Columns = {}
    for name, r in membersOf(state, "public_researchers").items():
        names = joined(name, (*_COUNTERS, "public_OCEAN", _assets(r)))
        _count(columns, names, r)
        columns[names[4]] = assets = r.total_assets_in_mrkt
        columns[names[5]] = r.OCEAN()
        columns[names[6]] = assets
    return columns


def privateColumns(state: Any) -> Columns:
    """Of each private researcher: assets, OCEAN, and its assets once more, by what it is."""
    columns: Columns = {}
    for name, r in membersOf(state, "private_researchers").items():
        assets, OCEAN, by_type = joined(name, ("total_assets_mrkt", "private_OCEAN", _assets(r)))
        columns[assets] = columns[by_type] = r.total_assets_in_mrkt
        columns[OCEAN] = r.OCEAN()
    return columns


def _assets(r: Any) -> str:
    return f"{r.research_type}_total_assets_{r.asset_type}_in_market"


def treasuryOCEAN(state: Any) -> Columns:
    """What the treasury holds."""
    return {"dao_treasury_OCEAN": state.getAgent(state.ss.TREASURY).OCEAN()}


def treasuryColumns(state: Any) -> Columns:
    """What the treasury holds, and the quality of what it funds."""
    treasury = state.getAgent(state.ss.TREASURY)
    columns = treasuryOCEAN(state)
    for quality in _QUALITIES:
        columns[f"dao_treasury_funded_proposals_{quality}"] = getattr(treasury, quality)
    columns["funded_proposals_impact"] = treasury.impact
    return columns


def oneMarketColumns(state: Any) -> Columns:
    """The staker and the one market."""
    market = state.getAgent("market")
    return {
        "staker_OCEAN": state.getAgent("staker").OCEAN(),
        "market_OCEAN": market.OCEAN(),
        "market_fees_OCEAN": market.total_fees,
        "market_assets": market.total_knowledge_assets,
    }


def twoMarketsColumns(state: Any) -> Columns:
    """The private and the public market."""
    columns: Columns = {}
    for name in ("private_market", "public_market"):
        market = state.getAgent(name)
        columns[f"{name}_OCEAN"] = market.OCEAN()
        columns[f"{name}_fees_OCEAN"] = market.total_fees
        columns[f"{name}_assets"] = market.total_knowledge_assets
    return columns


def valueColumns(state: Any) -> Columns:
    """Where the community's OCEAN is."""
    return dict(state.kpis.values(state))


def valueInOthers(state: Any) -> Columns:
    """What is held by agents who are neither treasury, researchers nor markets."""
    return {"total_value_in_others": state.kpis.others(state)}


# Where researchers share one market and several are funded.
oneMarketLogData = logDataOf(researcherColumns, treasuryColumns, oneMarketColumns, valueColumns, valueInOthers)
# Where public and private researchers have a market each, and nobody joins.
twoMarketsLogData = logDataOf(publicColumns, privateColumns, treasuryColumns, twoMarketsColumns)


def projectColumns(state: Any) -> Columns:
    """Sums over all projects that were ever funded, then impact and engagement of each."""
    # States of 2022 have none, unless they need them.
    projects = getattr(state, "projects", {}).values()
    columns: Columns = {"total_rp": len(projects)}
    for field in ("engagement", "integration", "novelty", "impact", "value"):
        columns[f"total_rp_{field}"] = addUp(map(attrgetter(field), projects))
    for project in projects:
        impact, engagement = joined(project.name, ("impact", "engagement"))
        columns[impact] = project.impact
        columns[engagement] = project.engagement
    return columns
