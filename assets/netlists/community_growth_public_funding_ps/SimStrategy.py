"""`SimStrategy` of community_growth_public_funding_ps: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """Public researchers with salaries, and a community member."""

    def __init__(self) -> None:
        super().__init__()
        self.withTwoMarkets()
        self.NO_PRIVATE_RESEARCHERS = 0
        self.TREASURY_INIT_OCEAN = 1000000.0
        # Grants include a salary, OCEAN per month of 30 days. Continuing projects need less to win: their score, of
        # which the lowest wins, is multiplied by the weight.
        self.SALARY_PER_MONTH: float = 2000.0
        self.CONTINUING_WEIGHT: float = 0.6
        self.MEMBER_INIT_OCEAN: float = 10000.0
