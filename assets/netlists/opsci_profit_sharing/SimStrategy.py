"""`SimStrategy` of opsci_profit_sharing: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """One grant per round, and a knowledge market whose income is shared.

    Args:
        no_researchers: how many there are.
    """

    def __init__(self, no_researchers: int = 2) -> None:
        super().__init__()
        self.withRounds()
        self.withMarket(fees_to_stakers=0.2)
        self.NUMBER_OF_RESEARCHERS: int = no_researchers
