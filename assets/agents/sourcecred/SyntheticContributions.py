"""`SyntheticContributions`: contributions at random, for communities whose markets have none to speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assets.agents.opsci.members import membersOf
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from util.mathutil import poissonCount


class SyntheticContributions:
    """Each public researcher makes a Poisson number of contributions in an epoch; famous ones are cited more.

    Args:
        rate: contributions of a researcher in an epoch, on average.
        mix: kind → weight.
    """

    def __init__(self, rate: float, mix: Mapping[str, float]):
        self._rate = rate
        self._kinds, self._weights = list(mix), list(mix.values())

    def make(self, graph: ContributionGraph, state: Any, epoch: int) -> None:
        """Makes those of an epoch. Each refers to one contribution that is there."""
        researchers = membersOf(state, "public_researchers") or membersOf(state, "researchers")
        for name in researchers:
            for _ in range(poissonCount(self._rate, state.rng.random())):
                kind = state.rng.choices(self._kinds, self._weights)[0]
                cited = graph.drawnByFame(state.rng)
                graph.contribute(kind, name, epoch, () if cited is None else (cited,))
