"""Quadratic funding: its parameters, its agents and its columns, for any science community."""

from __future__ import annotations

import math
from typing import Any

from assets.agents.quadraticfunding.DonorAgent import EQUILIBRIUM, HEURISTIC, DonorAgent
from assets.agents.quadraticfunding.QFRoundAgent import FIELD, MatchingRule, QFRoundAgent
from assets.agents.quadraticfunding.SybilAgent import CollusionRing, SybilAgent
from assets.agents.theory.quadraticfunding import ALPHA, CAPPED, CLR_SCALED, MECHANISMS, NONE
from assets.netlists.opsci_kit.Mechanism import Mechanism
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy
from engine.Parameter import parameter
from util.errors import ParameterError
from util.mathutil import addUp, gini

# Mechanisms of which the best response is known.
_SOLVED = (CLR_SCALED, ALPHA, CAPPED, NONE)


def _isMedianAndSigma(pair: Any) -> bool:
    return (
        len(pair) == 2 and all(isinstance(x, (int, float)) for x in pair) and 0 < pair[0] <= 1e9 and 0 <= pair[1] <= 5
    )


class Matching(OpsciStrategy):
    """Rounds of gifts that are matched."""

    ROUND_TICKS: int = parameter(2190, "ticks", "length of a round: a quarter", lo=2)
    MATCHING_POOL: float = parameter(
        25000.0, "OCEAN", "what the treasury puts into each round, while it is above FUNDING_BOUNDARY", lo=0, hi=1e12
    )
    MECHANISM: str = parameter(CLR_SCALED, "", "how gifts are matched", choices=MECHANISMS)
    PAIRWISE_M: float = parameter(25.0, "OCEAN", "for pairwise: joint gifts of two that count in full", above=0)
    PROJECT_CAP: float = parameter(1.0, "fraction", "for capped: largest part of the pool for one project", lo=0, hi=1)
    N_DONORS: int = parameter(100, "donors", "how many there are", lo=1, hi=10000)
    DONOR_BUDGET: tuple[float, float] = parameter(
        (50.0, 1.0),
        "OCEAN",
        "what each may give in a round is lognormal: median, and sigma of the logarithm",
        fits=_isMedianAndSigma,
        wanted="a median above 0 and a sigma from 0 to 5, e.g. (50.0, 1.0)",
    )
    VALUATION: float = parameter(4.0, "budgets", "what her projects are worth to a donor", above=0, hi=1e6)
    DONORS: str = parameter(HEURISTIC, "", "how donors decide", choices=(HEURISTIC, EQUILIBRIUM))
    N_SYBILS: int = parameter(0, "agents", "who give to themselves under many names", lo=0, hi=100)
    SYBIL_IDENTITIES: int = parameter(10, "identities", "how many names each of them has", lo=1, hi=10000)
    SYBIL_BUDGET: float = parameter(500.0, "OCEAN", "what each of them gives in a round", above=0, hi=1e12)
    KYC_COST: float = parameter(0.0, "OCEAN", "what each name costs, once", lo=0, hi=1e9)
    COLLUDERS: int = parameter(0, "people", "who agree to give to one project of theirs", lo=0, hi=10000)
    COLLUDER_BUDGET: float = parameter(500.0, "OCEAN", "what each of them gives in a round", above=0, hi=1e12)

    def check(self) -> None:
        """See SimStrategyBase."""
        super().check()
        if self.DONORS == EQUILIBRIUM and self.MECHANISM not in _SOLVED:
            raise ParameterError(
                f"donors have no equilibrium with MECHANISM={self.MECHANISM}",
                f"their best response is known for {', '.join(_SOLVED)}",
                f"DONORS={HEURISTIC}",
            )


class MatchingMechanism(Mechanism):
    """Donors, those who try to fool the mechanism, and the rounds."""

    PARAMETERS = Matching
    FIELD = FIELD
    WEIGHTS = "qf"

    def addAgents(self, state: Any) -> None:
        ss = self.parameters
        median, sigma = ss.DONOR_BUDGET
        for i in range(ss.N_DONORS):
            budget = median * math.exp(sigma * state.rng.gauss(0.0, 1.0))
            state.addAgent(DonorAgent(f"donor{i}", budget, ss.VALUATION, ss.DONORS))
        self._attackers = [
            SybilAgent(f"sybil{i}", ss.SYBIL_BUDGET, ss.SYBIL_IDENTITIES, ss.KYC_COST) for i in range(ss.N_SYBILS)
        ]
        if ss.COLLUDERS:
            self._attackers.append(CollusionRing("ring", ss.COLLUDERS, ss.COLLUDER_BUDGET))
        self._round = QFRoundAgent(
            "qf_round", MatchingRule(ss.MECHANISM, ss.PAIRWISE_M, ss.PROJECT_CAP), ss.MATCHING_POOL, ss.ROUND_TICKS
        )
        for agent in (*self._attackers, self._round):
            state.addAgent(agent)

    def columns(self, state: Any) -> dict[str, Any]:
        """Of the last round that is over; attackers' since the start; then each project's part of that round."""
        result = self._round.latest
        donated, matched = math.fsum(result.donated.values()), math.fsum(result.matched.values())
        columns: dict[str, Any] = {
            "donated": donated,
            "matched": matched,
            "matching_coefficient": matched / donated if donated else 0.0,
            "n_donors": result.n_donors,
            "gini_funding": gini(self._round.weights().values()),
            "welfare_ratio": result.welfare_ratio,
            "sybil_spent": addUp((attacker.OCEAN_spent for attacker in self._attackers), 0.0),
            "sybil_gain": addUp((attacker.OCEAN_gained for attacker in self._attackers), 0.0),
            "pool_left": result.pool_left,
        }
        owners = state.public_researchers or state.researchers
        for name in (*owners, *(attacker.name for attacker in self._attackers)):
            columns[f"{name}_donated"] = result.donated.get(name, 0.0)
            columns[f"{name}_matched"] = result.matched.get(name, 0.0)
        return columns
