"""`SimStrategy` of opsci_quadratic_funding: what one would tune."""

from __future__ import annotations

from typing import Any

from assets.netlists.opsci_kit.matching import Matching
from assets.netlists.opsci_kit.strategies import TwoMarkets
from engine.Parameter import parametersOf
from util.constants import S_PER_WEEK


def _twoRounds(ss: Any) -> int:
    rounds: int = 2 * ss.ROUND_TICKS
    return rounds


class SimStrategy(Matching, TwoMarkets):
    """As opsci_public_funding_ps, but donors decide whom the treasury's money follows."""

    log_interval = S_PER_WEEK

    NO_PUBLIC_RESEARCHERS = 20
    # A project is worked on while a round collects for it, and published when it is paid.
    TIME_RANGE = (1, 1)
    # Those who got nothing propose anew when the round is over, or, if nobody got anything, after the next one.
    TICKS_UNTIL_NEW_PROPOSAL = parametersOf(TwoMarkets)["TICKS_UNTIL_NEW_PROPOSAL"].withDefault(_twoRounds)
