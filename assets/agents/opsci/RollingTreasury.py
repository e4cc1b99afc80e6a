"""`RollingTreasury`: funds several projects at once; when one ends, another gets its slot."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.TreasuryBase import TreasuryBase


class RollingTreasury(TreasuryBase):
    """Keeps PROPOSALS_FUNDED_AT_A_TIME projects going.

    Attributes:
        proposal_evaluation: index → record {"winner", "amount", "integration", "novelty", "impact"} of each of them.
    """

    # Whether it forgets records at its boundary, known from its first step on. It has no value in the class, because
    # Python finds what only an object has in a third of the time.
    _forgets: bool

    def takeStep(self, state: Any) -> None:
        ss = state.ss
        try:
            forgets = self._forgets
        except AttributeError:
            forgets = self._forgets = rules(ss).forgets_records
        self.update = 0
        records = self.proposal_evaluation
        if records:
            self.checkProposalState(state)
        if forgets and self.OCEAN() < parameter(ss, "FUNDING_BOUNDARY"):
            records.clear()
        has_room = len(records) < parameter(ss, "PROPOSALS_FUNDED_AT_A_TIME")
        if has_room and self._isAbove(ss) and self.proposalsReady(state):
            self.evaluateProposal(state)

    def checkProposalState(self, state: Any) -> None:
        """Frees the slots of projects that are over."""
        records = self.proposal_evaluation
        # As `memberOf`, without a call for each of them at every tick.
        find, listed = state.agents.get, getattr(state, self.APPLICANTS)
        over = [i for i, record in records.items() if find(name := record["winner"], listed[name]).research_finished]
        for index in over:
            del records[index]

    def evaluateProposal(self, state: Any) -> None:
        """Fills the free slots."""
        records = self.proposal_evaluation
        funded = {record["winner"] for record in records.values()}
        applicants = {name: r for name, r in self._applicants(state).items() if name not in funded}
        if not rules(state.ss).pays_in_part and not self._canPayOne(applicants):
            return
        n_free = parameter(state.ss, "PROPOSALS_FUNDED_AT_A_TIME") - len(records)
        chosen = self._choose(state, applicants, n_free, first_index=max(records, default=-1) + 1)
        records.update(chosen)
        for index in chosen:
            self._disburseFundsOCEAN(state, index)
        self._noteAwards(chosen)
        self._measure(records)

    def _disburseFundsOCEAN(self, state: Any, i: int) -> None:
        """Pays the grant of `proposal_evaluation[i]`."""
        self._payGrant(state, self.proposal_evaluation[i])

    def _canPayOne(self, applicants: dict[str, Any]) -> bool:
        """Whether it is worth ranking proposals: with little left, there may be none that it can pay for years."""
        have = self.OCEAN()
        return any(applicant.proposal["grant_requested"] <= have for applicant in applicants.values())
