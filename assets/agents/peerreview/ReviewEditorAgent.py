"""`ReviewEditorAgent`: has every proposal reviewed, and notes what becomes of quality."""

import math
from typing import Any

from assets.agents.opsci.members import membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.peerreview.ReviewBoard import ReviewBoard
from util.types import enforce_types

FIELD = "review"


@enforce_types
class ReviewEditorAgent(OpsciAgent):
    """Writes "review", the mean report, into each proposal in the tick in which it is drawn.

    A proposal is good if its impact is above the quantile 1 - `prior` of all that could be drawn. If an epoch has fewer
    proposals than `tasks_per_epoch`, other manuscripts, good with the probability `prior`, make up for the rest.

    Args:
        name: unique in the simulation.
        board: of reviewers.
        prior: probability that a work is good.
        tasks_per_epoch: works that are reviewed in an epoch, at least.
        epoch_ticks: length of an epoch.

    Attributes:
        submitted, funded: [how many proposals, sum of their impacts] so far.
        regret: sum, over all grants, of what the largest impact among all applicants was above the winner's.
    """

    def __init__(self, name: str, board: ReviewBoard, prior: float, tasks_per_epoch: int, epoch_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.board = board
        self._prior = prior
        # Impact is 10 times the larger one of two uniform draws, so its distribution is (x/10)**2.
        self._good_from = 10 * math.sqrt(1 - prior)
        self._tasks_per_epoch = tasks_per_epoch
        self._epoch_ticks = epoch_ticks
        # Researcher → the proposal that was reviewed last.
        self._reviewed: dict = {}
        self.submitted = [0, 0.0]
        self.funded = [0, 0.0]
        self.regret = 0.0

    def takeStep(self, state: Any) -> None:
        treasury = state.agents[parameter(state.ss, "TREASURY")]
        researchers = reviewersOf(state)
        if treasury.update:
            self._noteGrants(treasury.proposal_evaluation_update, researchers)
        for name, researcher in researchers.items():
            proposal = researcher.proposal
            if proposal and FIELD not in proposal:
                self._review(name, proposal, state.rng)
        if (state.tick + 1) % self._epoch_ticks == 0:
            for _ in range(self._tasks_per_epoch - len(self.board.tasks)):
                self.board.review("", state.rng.random() < self._prior, state.rng)

    def _review(self, name: str, proposal: dict, rng: Any) -> None:
        self._reviewed[name] = proposal
        impact = proposal.get("impact")
        if impact is None:
            is_good = rng.random() < self._prior
        else:
            is_good = impact > self._good_from
            _add(self.submitted, impact)
        proposal[FIELD] = self.board.review(name, is_good, rng).mean_report

    def _noteGrants(self, records: dict, researchers: dict) -> None:
        """Looks at the winners among those who could have won: all who had no grant when it was decided."""
        winners = {record["winner"] for record in records.values()}
        impacts = {
            name: proposal["impact"]
            for name, proposal in self._reviewed.items()
            if "impact" in proposal and (name in winners or not researchers[name].proposal_accepted)
        }
        for record in records.values():
            if record["winner"] in impacts:
                _add(self.funded, impacts[record["winner"]])
                self.regret += max(impacts.values()) - impacts.pop(record["winner"])


def reviewersOf(state: Any) -> dict:
    """Name → agent of those who propose and review: public researchers, or all where there is no difference."""
    return membersOf(state, "public_researchers") or membersOf(state, "researchers")


def _add(counts: list, impact: float) -> None:
    counts[0] += 1
    counts[1] += impact
