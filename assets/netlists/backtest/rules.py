"""When a provider wants to be in the pool. A rule of your own is a function state → bool, and a line in RULES."""

from collections.abc import Callable
from typing import Any


def stay(state: Any) -> bool:
    """Always: join at the start, and stay."""
    return True


def review(state: Any) -> bool:
    """If the pool has earned more since the latest review than it has lost against rebalancing."""
    earned, lost = state.kpis.sinceReview()
    return bool(earned >= lost)


RULES: dict[str, Callable[[Any], bool]] = {"stay": stay, "review": review}
