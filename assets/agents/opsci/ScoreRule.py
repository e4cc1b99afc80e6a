"""`ScoreRule`: how a treasury ranks proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.agents.opsci.parameters import parameter

# Divisors are at least this large: a quality of exactly 0 makes a proposal hopeless rather than impossible.
_FLOOR = 1e-12


@dataclass(frozen=True)
class ScoreRule:
    """The grant divided by the merits of a proposal; the lowest score wins, and among equals the first.

    It is also divided by the fields that SCORE_FIELDS of the strategy names, which other agents may write; a proposal
    without such a field counts as 1.

    Source: DARC-SPICE, 2022; "Scores" in assets/netlists/opsci_kit/about.md has the rule of each model.

    Attributes:
        divisors: fields of a proposal.
        with_time: also divides by the proposal's time; to the power -SCORE_TIME_EXPONENT of the strategy.
        weighs_continuing: multiplies the score of continuing projects by CONTINUING_WEIGHT of the strategy.
    """

    divisors: tuple[str, ...] = ("no_researchers", "assets_generated", "knowledge_access")
    with_time: bool = False
    weighs_continuing: bool = False

    def score(self, proposal: Mapping[str, Any], ss: Any) -> float:
        """The score of a proposal; lower is better."""
        score: float = proposal["grant_requested"]
        for field in self.divisors:
            score /= max(proposal[field], _FLOOR)
        for field in parameter(ss, "SCORE_FIELDS"):
            score /= max(proposal.get(field, 1.0), _FLOOR)
        if self.with_time:
            # A project takes at least one tick.
            score *= max(float(proposal["time"]), 1.0) ** parameter(ss, "SCORE_TIME_EXPONENT")
        if self.weighs_continuing and proposal.get("continuing"):
            score *= parameter(ss, "CONTINUING_WEIGHT")
        return score

    def ranked(self, applicants: Mapping[str, Any], ss: Any) -> list[str]:
        """Names of applicants, the best proposal first."""
        return sorted(applicants, key=lambda name: self.score(applicants[name].proposal, ss))
