"""`ReviewBoard`: reviewers, their reviews of an epoch, what these earn, and how reviewers learn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from util.mathutil import addUp

CAREFUL, LAZY, INVERTER, RANDOM, COLLUDER = "careful", "lazy", "inverter", "random", "colluder"
# Those who start with one of these never change.
STUBBORN = (INVERTER, RANDOM, COLLUDER)
FLAT, AGREEMENT, PEER_PREDICTION, ORACLE = "flat", "agreement", "peer_prediction", "oracle"
REWARD_RULES = (FLAT, AGREEMENT, PEER_PREDICTION, ORACLE)

# What the average of net pay keeps of its past, per epoch.
_MEMORY = 0.95


@dataclass
class Task:
    """A work under review.

    Attributes:
        author: who made it; "" if it is none of the reviewers.
        is_good: the truth.
        reports: reviewer → whether it says that the work is good.
    """

    author: str
    is_good: bool
    reports: dict[str, bool] = field(default_factory=dict)

    @property
    def mean_report(self) -> float:
        """Part of the reviewers who say that it is good."""
        return addUp(self.reports.values()) / len(self.reports)

    @property
    def is_right(self) -> bool:
        """Whether the majority is."""
        return (self.mean_report > 0.5) == self.is_good


@dataclass
class Reviewer:
    """What a reviewer does, and what it has come to.

    Attributes:
        strategy: see ReviewBoard.
        learns: whether it may change its strategy.
        average: moving average of its net pay per review.
        debt: what it owes, zero or less, because its rewards were negative.
    """

    strategy: str
    learns: bool = True
    average: float = 0.0
    debt: float = 0.0


@dataclass(frozen=True)
class ReviewTerms:
    """How reviews are made and paid.

    Attributes:
        accuracy: probability that a reviewer who looks sees whether a work is good.
        n_per_task: reviewers of each work.
        rule: one of REWARD_RULES.
        reward: B, OCEAN.
        flat: of the rule "flat": part of B for each review.
        effort_cost: part of B that looking costs.
        learning: probability that a reviewer looks at a colleague in an epoch.
    """

    accuracy: float
    n_per_task: int
    rule: str
    reward: float
    flat: float
    effort_cost: float
    learning: float


class ReviewBoard:
    """Reviewers are careful, and say what they see; or lazy, and say that all works are good without looking.

    Some never change: inverters look and say the opposite, random ones toss a coin, colluders praise each other's works
    and those of strangers, and condemn all others, without looking. Learners may imitate them, for a time.

    Rewards for a review by i of a work, with another reviewer j of it who is drawn, in units of B:

    * "flat": a constant.
    * "agreement": 1 if both say the same.
    * "peer_prediction": the same, less 1 if i says the same of another work, which j has not reviewed, as j says of one
      that i has not reviewed; 0 where there are no such works.
    * "oracle": 1/2 for the truth, -1/2 otherwise.

    Args:
        terms: how.
        strategies: reviewer → strategy at the start.
    """

    def __init__(self, terms: ReviewTerms, strategies: Mapping[str, str]):
        self.terms = terms
        self.reviewers = {name: Reviewer(how, how not in STUBBORN) for name, how in strategies.items()}
        self.tasks: list[Task] = []

    def share(self, strategy: str) -> float:
        """Part of all reviewers who have it."""
        return addUp(r.strategy == strategy for r in self.reviewers.values()) / len(self.reviewers)

    # ---- reviewing

    def review(self, author: str, is_good: bool, rng: Any) -> Task:
        """Has a work reviewed by some who are drawn, but never by its author."""
        task = Task(author, is_good)
        names = [name for name in self.reviewers if name != author]
        for name in rng.sample(names, min(self.terms.n_per_task, len(names))):
            task.reports[name] = self._report(self.reviewers[name].strategy, task, rng)
        self.tasks.append(task)
        return task

    def _report(self, strategy: str, task: Task, rng: Any) -> bool:
        if strategy == LAZY:
            return True
        if strategy == RANDOM:
            return bool(rng.random() < 0.5)
        if strategy == COLLUDER:
            author = self.reviewers.get(task.author)
            return not task.author or (author is not None and author.strategy == COLLUDER)
        sees = task.is_good == (rng.random() < self.terms.accuracy)
        return sees if strategy == CAREFUL else not sees

    # ---- at the end of an epoch

    def earned(self, rng: Any) -> dict[str, float]:
        """Reviewer → sum of its rewards of this epoch, OCEAN; negative ones included."""
        by_reviewer: dict[str, list[Task]] = {name: [] for name in self.reviewers}
        for task in self.tasks:
            for name in task.reports:
                by_reviewer[name].append(task)
        found = dict.fromkeys(self.reviewers, 0.0)
        for task in self.tasks:
            for name in task.reports:
                found[name] += self.terms.reward * self._reward(name, task, by_reviewer, rng)
        return found

    def _reward(self, i: str, task: Task, by_reviewer: Mapping[str, Sequence[Task]], rng: Any) -> float:
        """Of one review, in units of B."""
        rule = self.terms.rule
        if rule == FLAT:
            return self.terms.flat
        if rule == ORACLE:
            return 0.5 if task.reports[i] == task.is_good else -0.5
        peers = [name for name in task.reports if name != i]
        if not peers:
            return 0.0
        j = rng.choice(peers)
        agree = 1.0 if task.reports[i] == task.reports[j] else 0.0
        if rule == AGREEMENT:
            return agree
        of_i = [other for other in by_reviewer[i] if j not in other.reports]
        of_j = [other for other in by_reviewer[j] if i not in other.reports]
        if not of_i or not of_j:
            return 0.0
        return agree - (1.0 if rng.choice(of_i).reports[i] == rng.choice(of_j).reports[j] else 0.0)

    def claims(self, earned: Mapping[str, float]) -> dict[str, float]:
        """Reviewer → what is due to it after its debt, OCEAN; what is left of a debt is carried on."""
        due = {}
        for name, reviewer in self.reviewers.items():
            balance = earned[name] + reviewer.debt
            due[name] = max(balance, 0.0)
            reviewer.debt = min(balance, 0.0)
        return due

    def learn(self, earned: Mapping[str, float], scale: float, rng: Any) -> None:
        """Lets reviewers learn, and forgets this epoch's tasks.

        Args:
            scale: part of all rewards that was paid.
        """
        n_reviews = dict.fromkeys(self.reviewers, 0)
        for task in self.tasks:
            for name in task.reports:
                n_reviews[name] += 1
        for name, reviewer in self.reviewers.items():
            if n_reviews[name]:
                looks = reviewer.strategy in (CAREFUL, INVERTER)
                cost = self.terms.effort_cost * self.terms.reward if looks else 0.0
                net = scale * earned[name] / n_reviews[name] - cost
                reviewer.average = _MEMORY * reviewer.average + (1 - _MEMORY) * net
        names = list(self.reviewers)
        for reviewer in self.reviewers.values():
            if reviewer.learns and rng.random() < self.terms.learning:
                other = self.reviewers[rng.choice(names)]
                if other.average > reviewer.average:
                    reviewer.strategy = other.strategy
        self.tasks = []
