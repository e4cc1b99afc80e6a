"""`SimStrategy` of opsci_profit_sharing: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import Competitors, OneMarket, Rounds


class SimStrategy(Rounds, OneMarket, Competitors):
    """One grant per round, and a knowledge market whose income is shared."""

    FEES_TO_STAKERS = 0.2
