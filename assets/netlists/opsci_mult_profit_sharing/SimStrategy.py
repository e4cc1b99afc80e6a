"""`SimStrategy` of opsci_mult_profit_sharing: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """Several grants per round, and a knowledge market whose income is shared.

    Args:
        no_researchers: how many there are.
    """

    def __init__(self, no_researchers: int = 5) -> None:
        super().__init__()
        self.withRounds()
        self.withMarket(fees_to_stakers=0.1)
        self.MARKET_INIT_OCEAN = 10000.0
        self.NUMBER_OF_RESEARCHERS: int = no_researchers
        self.PROPOSALS_FUNDED_AT_A_TIME: int = 3
