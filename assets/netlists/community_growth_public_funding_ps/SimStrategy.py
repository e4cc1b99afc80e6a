"""`SimStrategy` of community_growth_public_funding_ps: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import TwoMarkets
from engine.Parameter import parameter


class SimStrategy(TwoMarkets):
    """Public researchers with salaries, and a community member."""

    NO_PRIVATE_RESEARCHERS = 0
    TREASURY_INIT_OCEAN = 1000000.0

    SALARY_PER_MONTH: float = parameter(
        2000.0, "OCEAN", "what a grant includes for every 720 ticks of the project", lo=0
    )
    CONTINUING_WEIGHT: float = parameter(
        0.6, "", "factor on the score of continuing projects; the lowest score wins", lo=0
    )
    MEMBER_INIT_OCEAN: float = parameter(10000.0, "OCEAN", "what the community member holds at the start", lo=0)
