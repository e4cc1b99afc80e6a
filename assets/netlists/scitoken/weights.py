"""What counts for rewards: functions of the state that return {researcher's name: weight}."""

from collections.abc import Callable, Mapping
from typing import Any

IMPACT, STAKE, EQUAL = "impact", "stake", "equal"


def _byImpact(state: Any) -> dict[str, float]:
    return {name: researcher.impact for name, researcher in state.researchers.items()}


def _byStake(state: Any) -> dict[str, float]:
    return {name: researcher.tokens(state) for name, researcher in state.researchers.items()}


def _equally(state: Any) -> dict[str, float]:
    return dict.fromkeys(state.researchers, 1.0)


REWARD_BY: Mapping[str, Callable[[Any], dict[str, float]]] = {IMPACT: _byImpact, STAKE: _byStake, EQUAL: _equally}
