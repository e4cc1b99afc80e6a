"""What may count when a community splits a reward among its researchers, by name: functions of its state.

Each returns {researcher's name: weight}. Some need an agent that a community has only if it is asked for:
"cred_ranker", "review_rewarder" or "qf_round".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assets.agents.opsci.members import membersOf

_MARKETS = ("market", "private_market")


def _equally(state: Any) -> dict[str, float]:
    return dict.fromkeys(state.researchers, 1.0)


def _byStake(state: Any) -> dict[str, float]:
    """OCEAN that each holds."""
    return {name: researcher.OCEAN() for name, researcher in membersOf(state, "researchers").items()}


def _byAssets(state: Any) -> dict[str, float]:
    """Knowledge assets that each owns; what is common property is nobody's."""
    weights = dict.fromkeys(state.researchers, 0.0)
    for market in [state.agents[name] for name in _MARKETS if name in state.agents]:
        for owners in market.book.by_type.values():
            for owner, n in owners.items():
                weights[getattr(owner, "name", owner)] += n
    return weights


def _byImpact(state: Any) -> dict[str, float]:
    """Impact of each researcher's projects, as it is now."""
    weights = dict.fromkeys(state.researchers, 0.0)
    for project in state.projects.values():
        weights[project.creator] += project.impact
    return weights


def _by(agent: str) -> Callable[[Any], dict[str, float]]:
    """What that agent knows of each researcher."""

    def weights(state: Any) -> dict[str, float]:
        known = state.agents[agent].weights()
        return {name: known.get(name, 0.0) for name in state.researchers}

    return weights


REWARD_BY: Mapping[str, Callable[[Any], dict[str, float]]] = {
    "equal": _equally,
    "stake": _byStake,
    "assets": _byAssets,
    "impact": _byImpact,
    "cred": _by("cred_ranker"),
    "reviews": _by("review_rewarder"),
    "qf": _by("qf_round"),
}
