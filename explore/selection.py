"""Ranking and selection: which of some noisy candidates is best, with as few fresh runs as that takes.

Runs go where they tell most (optimal computing budget allocation, Chen et al. 2000), until the best one is known with
the probability asked for. What is reported of the winner comes from other runs again, so it is not a lucky draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from explore.objective import Scores
from explore.Runs import Floats

CONFIDENCE = 0.95
# First runs of each candidate, and runs that are added at a time.
N_FIRST = 10
_PER_ROUND = 8

# Numbers of candidates, first replication, replications of each → scores of each, in the order of replications.
Evaluate = Callable[[Sequence[int], int, int], list[Scores]]


class Selected(NamedTuple):
    """What was found.

    Attributes:
        best: number of the candidate.
        probability: that it is the best one, at least; nan where it has no value.
        scores: of each candidate, all its replications.
    """

    best: int
    probability: float
    scores: list[Scores]


def selected(
    n: int, evaluate: Evaluate, budget: int, n_first: int = N_FIRST, isOver: Callable[[], bool] = lambda: False
) -> Selected:
    """Chooses among `n` candidates with at most `budget` evaluations, or what the first take, while there is time."""
    scores = evaluate(list(range(n)), 0, n_first)
    left = budget - n * n_first
    while True:
        best, probability = _bestOf(scores)
        if probability >= CONFIDENCE or np.isnan(probability) or left <= 0 or n == 1 or isOver():
            return Selected(best, probability, scores)
        for i, more in _allotted(scores, best, min(_PER_ROUND, left)):
            scores[i] = scores[i] + evaluate([i], len(scores[i].values), more)[0]
            left -= more


def meansOf(scores: Sequence[Scores]) -> Scores:
    """The mean score of each candidate."""
    return Scores(
        np.array([one.values.mean(axis=0) for one in scores]), np.array([one.violations.mean(axis=0) for one in scores])
    )


def _bestOf(scores: Sequence[Scores]) -> tuple[int, float]:
    means = meansOf(scores)
    best = int(np.argmin(means.rank))
    if not np.isfinite(means.values[best]).all():
        return best, float("nan")
    rivals = [i for i in range(len(scores)) if i != best and means.feasible[i] == means.feasible[best]]
    missed = 0.0
    for i in rivals:
        error = float(np.hypot(_error(scores[i]), _error(scores[best])))
        gap = float(means.rank[i] - means.rank[best])
        missed += NormalDist().cdf(-gap / error) if error > 0.0 else 0.0
    return best, 1.0 - min(missed, 1.0)


def _spread(score: Scores) -> float:
    values = score.values[:, 0]
    return float(values.std(ddof=1)) if len(values) > 1 and np.isfinite(values).all() else 0.0


def _error(score: Scores) -> float:
    return float(_spread(score) / np.sqrt(len(score.values)))


def _allotted(scores: Sequence[Scores], best: int, n: int) -> list[tuple[int, int]]:
    """(candidate, more replications) of those that have too few of all, by the rule of OCBA."""
    means = meansOf(scores).rank
    spreads: Floats = np.maximum([_spread(one) for one in scores], 1e-300)
    gaps = np.maximum(means - means[best], 1e-3 * spreads)
    ratio = (spreads / gaps) ** 2
    ratio[best] = 0.0
    ratio[best] = spreads[best] * np.sqrt(((ratio / spreads) ** 2).sum())
    have = np.array([len(one.values) for one in scores], dtype=float)
    wanted = ratio / ratio.sum() * (have.sum() + n)
    lacking = np.maximum(wanted - have, 0.0)
    more = np.floor(lacking / max(lacking.sum(), 1e-300) * n).astype(int)
    more[int(np.argmax(lacking))] += n - int(more.sum())
    return [(i, int(k)) for i, k in enumerate(more) if k > 0]
