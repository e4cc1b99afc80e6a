"""`SimStrategy` of opsci_mult_time_profit_sharing: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import Competitors, OneMarket, Slots


class SimStrategy(Slots, OneMarket, Competitors):
    """A few projects run at the same time, and a knowledge market's income is shared."""

    NUMBER_OF_RESEARCHERS = 10
