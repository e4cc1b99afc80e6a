"""`SimStrategy` of opsci_sourcecred: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.credit import Credit
from assets.netlists.opsci_kit.strategies import TwoMarkets


class SimStrategy(Credit, TwoMarkets):
    """As opsci_public_funding_ps, and contributions are paid by the credit that flows to them."""
