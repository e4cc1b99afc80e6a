"""`FixedTreasury`: awards grants in rounds of fixed length."""

from typing import Any, ClassVar

from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.TreasuryBase import TreasuryBase


class FixedTreasury(TreasuryBase):
    """Awards grants as soon as everybody has a proposal, and again every TICKS_BETWEEN_PROPOSALS of the strategy.

    Attributes:
        proposal_funded: whether there was a round.
        tick_proposal_funded: the tick of the last one.
        no_proposals_received: number of rounds.
        proposal_evaluation: index → record of the last round's winners, or, if ONE_GRANT, the only record
            {"winner", "amount"}; empty if the round had no winner.
    """

    ONE_GRANT: ClassVar[bool] = True
    # Whether it forgets the last round's winners in any tick at its boundary, known from its first step on. It has no
    # value in the class, because Python finds what only an object has in a third of the time.
    _looks_always: bool

    def __init__(self, name: str, USD: float, OCEAN: float, receiving_agents: dict | None = None):
        super().__init__(name, USD, OCEAN, receiving_agents)
        self.proposal_funded = False
        self.tick_proposal_funded = 0
        self.no_proposals_received = 0

    def takeStep(self, state: Any) -> None:
        ss = state.ss
        self.update = 0
        due = not self.proposal_funded or (state.tick - self.tick_proposal_funded) % ss.TICKS_BETWEEN_PROPOSALS == 0
        try:
            looks_always = self._looks_always
        except AttributeError:
            looks_always = self._looks_always = parameter(ss, "REFERENCE_QUIRKS")
        if not due and not looks_always:
            return
        if not (self._isAbove(ss) and self.proposalsReady(state)):
            self.proposal_evaluation = {}
        elif due:
            self.proposal_evaluation = self.evaluateProposal(state)
            self._disburseFundsOCEAN(state)
            self._noteAwards(self._records())
            self.tick_proposal_funded = state.tick
            self.proposal_funded = True
            self.no_proposals_received += 1

    def evaluateProposal(self, state: Any) -> dict[Any, Any]:
        """The new `proposal_evaluation`: the winners of a round, who are paid afterwards."""
        n = 1 if self.ONE_GRANT else parameter(state.ss, "PROPOSALS_FUNDED_AT_A_TIME")
        records = self._choose(state, self._applicants(state), n, first_index=0)
        self._measure(records)
        return records.get(0, {}) if self.ONE_GRANT else records

    def _disburseFundsOCEAN(self, state: Any) -> None:
        """Pays the winners of the round."""
        for record in self._records().values():
            self._payGrant(state, record)

    def _records(self) -> dict[int, dict[str, Any]]:
        """Index → record of the round's winners."""
        evaluation = self.proposal_evaluation
        return {0: evaluation} if "winner" in evaluation else evaluation

    def _mayGoOn(self, ss: Any, n_awarded: int, OCEAN: float) -> bool:
        # The reference checks its boundary once per round, and pays the last winners whatever is left, even nothing.
        return rules(ss).pays_in_part or super()._mayGoOn(ss, n_awarded, OCEAN)
