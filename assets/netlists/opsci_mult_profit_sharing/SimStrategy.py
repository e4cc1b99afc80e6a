"""`SimStrategy` of opsci_mult_profit_sharing: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import Competitors, ManyGrants, OneMarket, Rounds


class SimStrategy(Rounds, ManyGrants, OneMarket, Competitors):
    """Several grants per round, and a knowledge market whose income is shared."""

    NUMBER_OF_RESEARCHERS = 5
    MARKET_INIT_OCEAN = 10000.0
