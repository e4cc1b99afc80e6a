"""`FixedResearcher`: makes a new proposal in each funding round."""

from __future__ import annotations

from typing import Any, ClassVar

from assets.agents.opsci.parameters import rules
from assets.agents.opsci.ResearcherBase import ResearcherBase


class FixedResearcher(ResearcherBase):
    """Draws a proposal every TICKS_BETWEEN_PROPOSALS of the strategy, and learns a tick later who won.

    The winner spends the grant on publishing. A loser buys an asset, if LOSERS_BUY. Without a round, everybody waits
    and keeps the same proposal.
    """

    LOSERS_BUY: ClassVar[bool] = True

    def takeStep(self, state: Any) -> None:
        if self.proposal:
            self.ticks_since_proposal += 1
            if self.ticks_since_proposal % state.ss.TICKS_BETWEEN_PROPOSALS == 0:
                self._propose(state)
        else:
            self._propose(state)
            if rules(state.ss).draws_twice:
                self._propose(state)
        if self.ticks_since_proposal == 1:
            self._hear(state)
        if self._wallet._USD > 0.0:
            self._USDToDisbursePerTick(state)

    def _propose(self, state: Any) -> None:
        self.proposal = self.createProposal(state)
        self.no_proposals_submitted += 1
        self.ticks_since_proposal = 0

    def _hear(self, state: Any) -> None:
        """Learns who won, if there was a round."""
        treasury = self._treasury(state)
        evaluation = treasury.proposal_evaluation
        if not evaluation:
            # A round without a winner is over as well.
            if getattr(treasury, "tick_proposal_funded", None) != state.tick:
                self.ticks_since_proposal = 0
                self.new_proposal = True
            return
        self.new_proposal = False
        if self.name in winners(evaluation):
            self._accept(state)
        else:
            self.proposal_accepted = False
            if self.LOSERS_BUY:
                self._BuyAssets(state)


def winners(evaluation: dict[Any, Any]) -> list[str]:
    """Names of the winners: `evaluation` is one record, or index → record."""
    records = [evaluation] if "winner" in evaluation else evaluation.values()
    return [record["winner"] for record in records]
