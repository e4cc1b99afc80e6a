"""Grain: how a budget follows cred. Each policy returns weights, in whose proportion the budget is split.

Source: SourceCred v0.11.2, core/ledger/policies: immediate.js, recent.js, balanced.js.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

# Participant → cred per epoch, the oldest first.
Cred = Mapping[str, Sequence[float]]


def immediate(cred: Cred, lookback: int) -> dict[str, float]:
    """IMMEDIATE: cred of the last `lookback` epochs, 1 or more."""
    return {name: math.fsum(by_epoch[-lookback:]) for name, by_epoch in cred.items()}


def recent(cred: Cred, discount: float) -> dict[str, float]:
    """RECENT: all cred, which loses the fraction `discount`, 0 to 1, in each epoch that passes."""
    return {
        name: math.fsum(c * (1 - discount) ** age for age, c in enumerate(reversed(by_epoch)))
        for name, by_epoch in cred.items()
    }


def balanced(cred: Cred, paid: Mapping[str, float], budget: float) -> dict[str, float]:
    """BALANCED: what each lacks of its share in all that was ever paid, this budget included, if shares were as cred.

    Args:
        paid: participant → what it got so far; nothing where it is missing.
        budget: what is to be split, in the same unit.
    """
    totals = {name: math.fsum(by_epoch) for name, by_epoch in cred.items()}
    all_cred = math.fsum(totals.values())
    if all_cred == 0:
        return dict.fromkeys(totals, 0.0)
    pot = math.fsum(paid.values()) + budget
    return {name: max(0.0, total / all_cred * pot - paid.get(name, 0.0)) for name, total in totals.items()}
