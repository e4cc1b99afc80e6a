"""`RewardSplit`: a rule by which a budget is split among those who have earned a part of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from util.errors import ParameterError
from util.mathutil import addUp

EQUAL, PROPORTIONAL, QUADRATIC, LOTTERY, WINNER = "equal", "proportional", "quadratic", "lottery", "winner"
KINDS = (EQUAL, PROPORTIONAL, QUADRATIC, LOTTERY, WINNER)


@dataclass(frozen=True)
class RewardSplit:
    """Splits integers, so that the parts add up to the budget to the last unit.

    Args:
        kind: "equal", the same for everybody; "proportional" to weights; "quadratic", proportional to weights to the
            power `exponent`; "lottery", all to one who is drawn with a probability proportional to its weight;
            "winner", all to the largest weight, the first among equals.
        exponent: of quadratic splits, 0 to 1; the lower, the more it favours small weights.
    Raises:
        ParameterError: another kind or exponent.
    """

    kind: str = PROPORTIONAL
    exponent: float = 0.5

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ParameterError(f"nothing can be split by {self.kind!r}", f"a split is one of {', '.join(KINDS)}")
        if not 0 <= self.exponent <= 1:
            raise ParameterError(f"a split's exponent cannot be {self.exponent!r}", "it is a number, 0 to 1")

    def split(self, budget_base: int, weights: Mapping[str, float], rng: Any = None) -> dict[str, int]:
        """Name → its part of `budget_base`, in its units, in the order of `weights`.

        Negative weights count as 0. Where weights add up to 0 or less, everybody is treated as equal.

        Args:
            budget_base: zero or more.
            weights: name → weight.
            rng: where a lottery draws from; other kinds draw nothing.
        Raises:
            ParameterError: a negative budget, or a weight that is not finite.
        """
        if budget_base < 0:
            raise ParameterError(f"{budget_base} cannot be split", "a budget is zero or more")
        shares = _whole(self._effective(weights))
        if self.kind == LOTTERY and shares:
            winner = _drawn(shares, rng)
            return {name: budget_base if name == winner else 0 for name in shares}
        if self.kind == WINNER and shares:
            winner = max(shares, key=lambda name: shares[name])
            return {name: budget_base if name == winner else 0 for name in shares}
        return _parts(budget_base, shares)

    def _effective(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Weights as they count, each zero or more, and not all of them zero."""
        if not all(math.isfinite(w) for w in weights.values()):
            raise ParameterError("a budget cannot be split", f"weights are finite numbers, not {dict(weights)}")
        if self.kind == EQUAL or math.fsum(weights.values()) <= 0:
            return dict.fromkeys(weights, 1.0)
        power = self.exponent if self.kind == QUADRATIC else 1.0
        return {name: max(w, 0.0) ** power for name, w in weights.items()}


def _whole(weights: Mapping[str, float]) -> dict[str, int]:
    """Integers in the same ratios, exactly: floats are fractions whose denominators are powers of two."""
    ratios = {name: float(w).as_integer_ratio() for name, w in weights.items()}
    common = max((denominator for _, denominator in ratios.values()), default=1)
    return {name: numerator * (common // denominator) for name, (numerator, denominator) in ratios.items()}


def _parts(budget_base: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Each part is taken of what remains, so nothing is left at the end."""
    left, of = budget_base, addUp(shares.values())
    parts = {}
    for name, share in shares.items():
        parts[name] = left * share // of if of else 0
        left -= parts[name]
        of -= share
    return parts


def _drawn(shares: Mapping[str, int], rng: Any) -> str:
    """A name, with a probability proportional to its share."""
    total = addUp(shares.values())
    # 53 random bits, scaled to the integers below the total.
    left = int(rng.random() * 2**53) * total >> 53
    above = itertools.accumulate(shares.values())
    return next(name for name, edge in zip(shares, above) if left < edge)
