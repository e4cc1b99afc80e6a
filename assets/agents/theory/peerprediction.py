"""Rewards for reviews: what careful and careless reviewers can expect, and how often a majority is right.

A work is good (1) with the prior p. A careful reviewer sees it right with the accuracy a. Two reviewers i and j look at
the same work, and at further works each. A report is 1 or 0.

Sources: Dasgupta, Ghosh, "Crowdsourced judgement elicitation with endogenous proficiency" (2013, arXiv 1303.0799),
which for two signals is the correlated agreement of Shnayder, Agarwal, Frongillo, Parkes (2016, arXiv 1603.03151).
"""

from __future__ import annotations

import math

# A strategy is what a reviewer reports: (probability of saying 1 if it sees 1, probability of saying 1 if it sees 0).
Strategy = tuple[float, float]
TRUTHFUL: Strategy = (1.0, 0.0)
INVERTED: Strategy = (0.0, 1.0)
ALWAYS_1: Strategy = (1.0, 1.0)
ALWAYS_0: Strategy = (0.0, 0.0)


def peerPrediction(prior: float, a_i: float, a_j: float, i: Strategy = TRUTHFUL, j: Strategy = TRUTHFUL) -> float:
    """Expected P(reports on the same work agree) - P(reports on different works agree).

    Between two who are truthful: 2 p (1 - p) (2 a_i - 1) (2 a_j - 1).
    """
    says_i, says_j = _says(prior, a_i, i), _says(prior, a_j, j)
    apart = says_i * says_j + (1 - says_i) * (1 - says_j)
    return agreement(prior, a_i, a_j, i, j) - apart


def agreement(prior: float, a_i: float, a_j: float, i: Strategy = TRUTHFUL, j: Strategy = TRUTHFUL) -> float:
    """Probability that reports of two reviewers on the same work agree."""
    together = 0.0
    for good, probability in ((True, prior), (False, 1 - prior)):
        says_i, says_j = _saysOf(good, a_i, i), _saysOf(good, a_j, j)
        together += probability * (says_i * says_j + (1 - says_i) * (1 - says_j))
    return together


def threshold(effort_cost: float, reward: float, prior: float, accuracy: float) -> float:
    """The share of careful reviewers above which care pays for itself, against colleagues who always say 1.

    Args:
        effort_cost: of a careful review, in the unit of `reward`.
    Returns:
        c / (2 p (1 - p) (2 a - 1)**2 B); infinity where care earns nothing.
    """
    earned = reward * peerPrediction(prior, accuracy, accuracy)
    return effort_cost / earned if earned > 0 else math.inf


def majority(accuracy: float, n: int) -> float:
    """Probability that most of `n` independent reviewers, an odd number, are right."""
    return math.fsum(math.comb(n, k) * accuracy**k * (1 - accuracy) ** (n - k) for k in range(n // 2 + 1, n + 1))


def decisionAccuracy(prior: float, accuracy: float, n: int, careful: float) -> float:
    """Probability that a majority is right where the share `careful` of reviewers is, and the others always say 1."""
    right = careful * accuracy
    return prior * majority(right + 1 - careful, n) + (1 - prior) * majority(right, n)


def _says(prior: float, accuracy: float, strategy: Strategy) -> float:
    """Probability of a report of 1."""
    return prior * _saysOf(True, accuracy, strategy) + (1 - prior) * _saysOf(False, accuracy, strategy)


def _saysOf(good: bool, accuracy: float, strategy: Strategy) -> float:
    """Probability of a report of 1 on a work that is good or not."""
    sees_1 = accuracy if good else 1 - accuracy
    return sees_1 * strategy[0] + (1 - sees_1) * strategy[1]
