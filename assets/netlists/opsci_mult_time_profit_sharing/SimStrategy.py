"""`SimStrategy` of opsci_mult_time_profit_sharing: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """Some projects go on at a time, and a knowledge market's income is shared.

    Args:
        no_researchers: how many there are.
    """

    def __init__(self, no_researchers: int = 10) -> None:
        super().__init__()
        self.withSlots()
        self.withMarket(fees_to_stakers=0.1)
        self.NUMBER_OF_RESEARCHERS: int = no_researchers
