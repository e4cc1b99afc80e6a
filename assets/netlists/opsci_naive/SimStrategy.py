"""`SimStrategy` of opsci_naive: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.strategies import Competitors, Rounds


class SimStrategy(Rounds, Competitors):
    """A university with an endowment, and researchers who compete for it."""

    TREASURY = "university"
    FUNDING_BOUNDARY = 0.0
    RESEARCHER_INIT_OCEAN = 0.0
