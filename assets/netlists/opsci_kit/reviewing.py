"""Peer review: its parameters, its agents and its columns, for any science community."""

from __future__ import annotations

from typing import Any

from assets.agents.peerreview.ReviewBoard import (
    CAREFUL,
    COLLUDER,
    INVERTER,
    LAZY,
    PEER_PREDICTION,
    RANDOM,
    REWARD_RULES,
    ReviewBoard,
    ReviewTerms,
)
from assets.agents.peerreview.ReviewEditorAgent import FIELD, ReviewEditorAgent, reviewersOf
from assets.agents.peerreview.ReviewRewarderAgent import ReviewRewarderAgent
from assets.agents.theory.peerprediction import decisionAccuracy
from assets.netlists.opsci_kit.Mechanism import Mechanism
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy
from engine.Parameter import parameter
from util.errors import ParameterError
from util.mathutil import gini


class Reviewing(OpsciStrategy):
    """Reviews by peers, and what these are paid."""

    PRIOR: float = parameter(0.5, "fraction", "probability that a work is good", lo=0.05, hi=0.95)
    ACCURACY: float = parameter(0.75, "fraction", "how often a careful reviewer sees whether it is", lo=0.5, hi=1)
    REVIEWS_PER_PROPOSAL: int = parameter(
        3, "reviews", "of each work", lo=1, hi=9, fits=lambda n: n % 2 == 1, wanted="an odd whole number, 1 to 9"
    )
    REWARD_RULE: str = parameter(PEER_PREDICTION, "", "what reviewers are paid for", choices=REWARD_RULES)
    REWARD: float = parameter(100.0, "OCEAN", "B: what rewards are counted in", above=0, hi=1e9)
    FLAT: float = parameter(0.18, "B", "reward of a review, with the rule flat", lo=0, hi=1)
    EFFORT_COST: float = parameter(0.05, "B", "what a careful review costs the reviewer", lo=0, hi=1)
    INITIAL_CAREFUL: float = parameter(
        0.6, "fraction", "part of the reviewers who are careful at first, of those who learn", lo=0, hi=1
    )
    LEARNING: float = parameter(0.05, "fraction", "probability of looking at a colleague in an epoch", lo=0, hi=1)
    INVERTERS: float = parameter(
        0.0, "fraction", "part of the reviewers who say the opposite of what they see", lo=0, hi=1
    )
    RANDOMS: float = parameter(0.0, "fraction", "part of them who toss a coin", lo=0, hi=1)
    COLLUDERS: float = parameter(0.0, "fraction", "part of them who praise each other alone", lo=0, hi=1)
    N_REVIEWERS: int = parameter(40, "researchers", "how many of those who propose review, at most", lo=3)
    TASKS_PER_EPOCH: int = parameter(
        40, "works", "reviewed in an epoch at least: manuscripts, if there are fewer proposals", lo=3, hi=100000
    )
    REVIEW_BUDGET: float = parameter(0.05, "fraction", "of grants, what may be paid for reviews", lo=0, hi=0.5)

    def check(self) -> None:
        """See SimStrategyBase."""
        super().check()
        stubborn = self.INVERTERS + self.RANDOMS + self.COLLUDERS
        if stubborn > 1 + 1e-12:
            raise ParameterError(
                f"INVERTERS, RANDOMS and COLLUDERS cannot be {stubborn:g} together", "they are parts of a whole"
            )

    def strategies(self, names: list[str], rng: Any) -> dict[str, str]:
        """Reviewer → strategy at the start; who has which is drawn."""
        parts = ((INVERTER, self.INVERTERS), (RANDOM, self.RANDOMS), (COLLUDER, self.COLLUDERS))
        stubborn = [strategy for strategy, part in parts for _ in range(round(part * len(names)))][: len(names)]
        n_learners = len(names) - len(stubborn)
        n_careful = round(self.INITIAL_CAREFUL * n_learners)
        found = stubborn + [CAREFUL] * n_careful + [LAZY] * (n_learners - n_careful)
        return dict(zip(rng.sample(names, len(names)), found))


class ReviewMechanism(Mechanism):
    """An editor, and a rewarder; researchers are the reviewers."""

    PARAMETERS = Reviewing
    FIELD = FIELD
    WEIGHTS = "reviews"

    def addAgents(self, state: Any) -> None:
        ss, epoch = self.parameters, state.ss.EPOCH_TICKS
        names = list(reviewersOf(state))[: ss.N_REVIEWERS]
        if len(names) <= ss.REVIEWS_PER_PROPOSAL:
            raise ParameterError(
                f"{len(names)} researchers cannot make {ss.REVIEWS_PER_PROPOSAL} reviews of each other's proposals",
                "nobody reviews their own",
                "more researchers, or a smaller REVIEWS_PER_PROPOSAL",
            )
        how = (ss.ACCURACY, ss.REVIEWS_PER_PROPOSAL, ss.REWARD_RULE, ss.REWARD, ss.FLAT, ss.EFFORT_COST, ss.LEARNING)
        self._board = ReviewBoard(ReviewTerms(*how), ss.strategies(names, state.rng))
        self._editor = ReviewEditorAgent("review_editor", self._board, ss.PRIOR, ss.TASKS_PER_EPOCH, epoch)
        self._rewarder = ReviewRewarderAgent("review_rewarder", self._board, ss.REVIEW_BUDGET, epoch)
        state.addAgent(self._editor)
        state.addAgent(self._rewarder)

    def columns(self, state: Any) -> dict[str, Any]:
        """Accuracy, pay and cost of the last epoch; qualities, regret and payments since the start."""
        ss, editor, rewarder = self.parameters, self._editor, self._rewarder
        theory = decisionAccuracy(ss.PRIOR, ss.ACCURACY, ss.REVIEWS_PER_PROPOSAL, rewarder.share_careful)
        return {
            "share_careful": self._board.share(CAREFUL),
            "decision_accuracy": _ratio(rewarder.n_right, rewarder.n_tasks),
            "decision_accuracy_theory": theory,
            "mean_quality_funded": _ratio(editor.funded[1], editor.funded[0]),
            "mean_quality_submitted": _ratio(editor.submitted[1], editor.submitted[0]),
            "regret": _ratio(editor.regret, editor.funded[0]),
            "reward_per_review": _ratio(rewarder.OCEAN_paid_last, rewarder.n_reviews),
            "rewards_paid": rewarder.OCEAN_paid,
            "gini_rewards": gini(rewarder.paid.values()),
            "cost_per_correct_decision": _ratio(rewarder.OCEAN_paid_last, rewarder.n_right),
        }


def _ratio(a: float, b: float) -> float:
    """a / b, or 0 where there is nothing yet."""
    return a / b if b else 0.0
