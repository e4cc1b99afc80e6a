"""`SimStrategy` of opsci_public_funding_ps: what one would tune. about.md explains each value."""

from __future__ import annotations

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class SimStrategy(OpsciStrategy):
    """Grants for public researchers; private ones live on their own capital."""

    def __init__(self) -> None:
        super().__init__()
        self.withTwoMarkets()
