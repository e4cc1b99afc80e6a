"""`SimStrategy` of opsci_peer_review: what one would tune."""

from __future__ import annotations

from assets.netlists.opsci_kit.reviewing import Reviewing
from assets.netlists.opsci_kit.strategies import TwoMarkets
from engine.Parameter import parametersOf
from util.constants import S_PER_WEEK


class SimStrategy(Reviewing, TwoMarkets):
    """opsci_public_funding_ps eight times as large, and proposals are scored by their reviews."""

    log_interval = S_PER_WEEK

    SCORE_FIELDS = ("review",)
    NO_PUBLIC_RESEARCHERS = parametersOf(TwoMarkets)["NO_PUBLIC_RESEARCHERS"].withDefault(lambda ss: ss.N_REVIEWERS)
    PROPOSALS_FUNDED_AT_A_TIME = 24
    TREASURY_INIT_OCEAN = 4e6
