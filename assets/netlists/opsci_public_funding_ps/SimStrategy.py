"""`SimStrategy` of opsci_public_funding_ps: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import TwoMarkets


class SimStrategy(TwoMarkets):
    """Grants for public researchers; private ones live on their own capital."""
