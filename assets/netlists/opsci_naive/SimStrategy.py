"""`SimStrategy` of opsci_naive: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """A university with an endowment, and researchers who compete for it.

    Args:
        no_researchers: how many there are.
    """

    def __init__(self, no_researchers: int = 2) -> None:
        super().__init__()
        self.withRounds()
        self.TREASURY = "university"
        self.FUNDING_BOUNDARY = 0.0
        self.RESEARCHER_INIT_OCEAN = 0.0
        self.NUMBER_OF_RESEARCHERS: int = no_researchers
