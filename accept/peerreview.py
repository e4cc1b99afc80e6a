"""Peer review: what careful reviewers earn, where learning leads, and what is funded, over many draws and runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from statistics import fmean

from accept.Check import Check, Outcome, meanNear, near
from assets.agents.peerreview.ReviewBoard import CAREFUL, LAZY, ReviewBoard, ReviewTerms
from assets.agents.theory.peerprediction import decisionAccuracy, peerPrediction, threshold
from assets.netlists.lvr.measuring import rowsOver

_N, _TASKS, _EPOCHS, _LAST = 40, 40, 250, 50
_ACCURACY, _PER_TASK, _COST = 0.8, 3, 0.05
# Rule → share of careful reviewers after 250 epochs, from 0.15 and from 0.6: at least and at most. Peer prediction has
# its threshold at 0.278.
_ENDS = {
    "flat": ((0.0, 0.05), (0.0, 0.05)),
    "agreement": ((0.0, 0.05), (0.0, 0.05)),
    "peer_prediction": ((0.0, 0.278), (0.9, 1.0)),
    "oracle": ((0.95, 1.0), (0.95, 1.0)),
}


def _pay(jobs: int) -> Iterator[Outcome]:
    for prior, a_i, a_j in ((0.5, 0.8, 0.8), (0.3, 0.8, 0.8), (0.3, 0.9, 0.7), (0.5, 0.5, 0.8)):
        required = peerPrediction(prior, a_i, a_j)
        yield near(f"p = {prior}, a = {a_i} and {a_j}", required, _drawn(prior, a_i, a_j, 1_000_000), 0.003)


def _drawn(prior: float, a_i: float, a_j: float, n: int) -> float:
    """Mean reward of i over `n` works that both see, and two more that each sees alone."""
    rng = random.Random(1)

    def sees(good: bool, accuracy: float) -> bool:
        return good == (rng.random() < accuracy)

    total = 0
    for _ in range(n):
        shared, of_i, of_j = (rng.random() < prior for _ in range(3))
        total += sees(shared, a_i) == sees(shared, a_j)
        total -= sees(of_i, a_i) == sees(of_j, a_j)
    return total / n


def _learning(jobs: int) -> Iterator[Outcome]:
    for rule, ends in _ENDS.items():
        for initial, (low, high) in zip((0.15, 0.6), ends):
            found = [_careful(rule, initial, seed) for seed in range(4)]
            share, accuracy = (fmean(values) for values in zip(*found))
            expected = decisionAccuracy(0.5, _ACCURACY, _PER_TASK, share)
            yield Outcome(
                f"{rule}, from {initial}",
                f"{low} to {high}",
                f"{share:.3f} careful, {accuracy:.3f} right",
                low <= share <= high,
            )
            yield near(f"{rule}, from {initial}: right decisions", expected, accuracy, 0.03, digits=3)


def _careful(rule: str, initial: float, seed: int) -> tuple[float, float]:
    """(share of careful reviewers, share of right decisions over the last 50 epochs)."""
    rng = random.Random(seed)
    n_careful = round(initial * _N)
    strategies = {str(i): CAREFUL if i < n_careful else LAZY for i in range(_N)}
    board = ReviewBoard(ReviewTerms(_ACCURACY, _PER_TASK, rule, 1.0, 0.18, _COST, 0.05), strategies)
    right = 0
    for epoch in range(_EPOCHS):
        for _ in range(_TASKS):
            task = board.review("", rng.random() < 0.5, rng)
            right += task.is_right and epoch >= _EPOCHS - _LAST
        earned = board.earned(rng)
        board.claims(earned)
        board.learn(earned, 1.0, rng)
    return board.share(CAREFUL), right / (_LAST * _TASKS)


def _funded(jobs: int) -> Iterator[Outcome]:
    common = {"netlist": "opsci_peer_review", "time_step": 3600, "LEARNING": 0.0}
    for share, what in ((0.0, "all lazy"), (1.0, "all careful")):
        rows = rowsOver(range(12), 60_000, jobs=jobs, INITIAL_CAREFUL=share, **common)
        gains = [row["mean_quality_funded"] - row["mean_quality_submitted"] for row in rows]
        if share == 0:
            yield meanNear(f"{what}: quality funded − submitted", 0.0, gains, errors=3.0)
        else:
            yield Outcome(f"{what}: quality funded − submitted", "above 0.5", f"{fmean(gains):.3f}", fmean(gains) > 0.5)


CHECKS = {
    "peer-review-pay": Check("Dasgupta, Ghosh 2013: 2p(1−p)(2a−1)(2a'−1), in a million draws", _pay),
    "peer-review-learning": Check(
        f"Care of 40 reviewers after 250 epochs, 4 seeds; threshold {threshold(_COST, 1, 0.5, _ACCURACY):.3f}",
        _learning,
    ),
    "peer-review-funded": Check("Reviews without content select nothing, 12 runs of 60,000 ticks", _funded),
}
