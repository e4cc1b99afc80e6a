"""`SimStrategy` of growth_public_funding_ps: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """As opsci_public_funding_ps, and private researchers keep coming."""

    def __init__(self) -> None:
        super().__init__()
        self.withTwoMarkets()
        # New private researchers: when, how many, and what each brings. See ResearcherGeneratorAgent.
        self.GENERATOR_COND_TYPE: str = "time"
        self.GENERATOR_TYPE: str = "dec"
        self.GENERATOR_TIME_INTERVAL: int = 30000
        self.GENERATOR_START: int = 5
        self.GENERATOR_GROWTH_RATE: float = 0.5
        self.NEW_RESEARCHER_INIT_OCEAN: float = 200000.0
