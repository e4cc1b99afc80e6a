"""`ReviewRewarderAgent`: pays for reviews, out of a part of what the treasury grants."""

import math
from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.peerreview.ReviewBoard import CAREFUL, ReviewBoard
from assets.agents.rewards.RewardSplit import RewardSplit
from util.base18 import fromBase18, toBase18
from util.mathutil import addUp
from util.types import enforce_types


@enforce_types
class ReviewRewarderAgent(OpsciAgent):
    """Settles accounts at the end of each epoch. If there is too little, all rewards are scaled down.

    Args:
        name: unique in the simulation.
        board: of reviewers.
        budget_share: part of all grants that may be paid for reviews.
        epoch_ticks: length of an epoch.

    Attributes:
        n_reviews, n_tasks, n_right: of the last epoch: reviews, works, and works on which the majority was right.
        share_careful: part of the reviewers who were careful in it.
        OCEAN_paid_last: what it paid for that epoch.
        OCEAN_paid: what it paid so far.
    """

    def __init__(self, name: str, board: ReviewBoard, budget_share: float, epoch_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._board = board
        self._budget_share = budget_share
        self._epoch_ticks = epoch_ticks
        self.n_reviews = self.n_tasks = self.n_right = 0
        self.share_careful = board.share(CAREFUL)
        self.OCEAN_paid_last = 0.0
        self.OCEAN_paid = 0.0
        self.paid: dict = dict.fromkeys(board.reviewers, 0.0)
        self._points: dict = dict.fromkeys(board.reviewers, 0.0)

    def weights(self) -> dict:
        """Reviewer → what was due to it so far, paid or not, OCEAN."""
        return self._points

    def takeStep(self, state: Any) -> None:
        if (state.tick + 1) % self._epoch_ticks or not self._board.tasks:
            return
        board, tasks = self._board, self._board.tasks
        self.share_careful = board.share(CAREFUL)
        self.n_tasks, self.n_reviews = len(tasks), addUp(len(task.reports) for task in tasks)
        self.n_right = addUp(task.is_right for task in tasks)
        earned = board.earned(state.rng)
        board.learn(earned, self._pay(state, board.claims(earned)), state.rng)

    def _pay(self, state: Any, claims: dict) -> float:
        """Pays what it can, and returns which part of all claims that is."""
        for name, claim in claims.items():
            self._points[name] += claim
        wanted = math.fsum(claims.values())
        treasury = state.agents[parameter(state.ss, "TREASURY")]
        allowed = self._budget_share * treasury.total_research_funds_disbursed - self.OCEAN_paid
        amount = min(wanted, max(allowed, 0.0))
        if toBase18(amount) == 0 or not treasury.endow(state, self, amount):
            self.OCEAN_paid_last = 0.0
            return 0.0 if wanted else 1.0
        for name, part_base in RewardSplit().split(self.OCEAN_base(), claims).items():
            self._transferOCEAN_base(state.agents[name], part_base)
            self.paid[name] += fromBase18(part_base)
        self.OCEAN_paid_last = amount
        self.OCEAN_paid += amount
        return amount / wanted
