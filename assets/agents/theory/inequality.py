"""Inequality: Gini coefficients that reward splits tend to.

Sources: of a lognormal variable, erf(sigma/2); of a Polya urn with one ball of each of n colours, whose limit is
uniform on the simplex, (n - 1)/(2n).
"""

from __future__ import annotations

import math

from assets.agents.rewards.RewardSplit import EQUAL, LOTTERY, PROPORTIONAL, QUADRATIC, WINNER


def giniOfLognormal(sigma: float) -> float:
    """Of a variable whose logarithm has the standard deviation `sigma`."""
    return math.erf(sigma / 2)


def giniOfLottery(n: int, n_draws: int) -> float:
    """Of prizes of one size that `n` share after so many draws with equal odds: sqrt(n/(pi T)), for many draws."""
    return min(math.sqrt(n / (math.pi * n_draws)), giniOfWinner(n)) if n_draws else 0.0


def giniOfUrn(n: int) -> float:
    """Of prizes of one size, where each draw's odds are what one has already, starting from 1 each; in the limit."""
    return (n - 1) / (2 * n)


def giniOfWinner(n: int) -> float:
    """Of one who has everything, among `n`."""
    return (n - 1) / n


def giniOfSplit(kind: str, sigma: float, n: int, n_draws: int, exponent: float = 0.5) -> float:
    """Of what `n` have received after many splits by weights that are lognormal and do not change.

    Args:
        kind: of RewardSplit; of a lottery, this is for equal weights if `sigma` is 0, and else what wins tend to.
        n_draws: how many splits there were.
    """
    of_kind = {
        EQUAL: 0.0,
        PROPORTIONAL: giniOfLognormal(sigma),
        QUADRATIC: giniOfLognormal(exponent * sigma),
        WINNER: giniOfWinner(n),
        LOTTERY: giniOfLognormal(sigma) if sigma else giniOfLottery(n, n_draws),
    }
    return of_kind[kind] if n_draws else 0.0
