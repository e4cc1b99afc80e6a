"""All mechanisms that science communities can have, in the order in which their agents act."""

from __future__ import annotations

from assets.netlists.opsci_kit.credit import CreditMechanism
from assets.netlists.opsci_kit.emission import EmissionMechanism
from assets.netlists.opsci_kit.matching import MatchingMechanism
from assets.netlists.opsci_kit.Mechanism import Mechanism
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy
from assets.netlists.opsci_kit.reviewing import ReviewMechanism

# Emission comes last, because it may pay by what the others measure.
MECHANISMS: tuple[type[Mechanism], ...] = (CreditMechanism, ReviewMechanism, MatchingMechanism, EmissionMechanism)


def mechanismsOf(ss: OpsciStrategy) -> list[Mechanism]:
    """Those of a community with that strategy."""
    return [mechanism(ss) for mechanism in MECHANISMS if mechanism.isWanted(ss)]
