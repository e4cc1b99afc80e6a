"""`RollingResearcher`: works on a project until its time is over, then proposes the next."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.ProposalModel import ProposalModel
from assets.agents.opsci.ResearcherBase import ResearcherBase
from engine.SimStateBase import rngOf

# With RANDOM_BUYING, a researcher without a grant buys with this probability per tick.
_RANDOM_BUYING = 0.4


class RollingResearcher(ResearcherBase):
    """Makes proposals, and works on a funded one for its `time` in ticks.

    When others get grants, it buys one asset for each of them, and draws a new proposal for the next round. It also
    draws a new one after waiting TICKS_UNTIL_NEW_PROPOSAL of the strategy without a grant: otherwise a treasury that
    can afford none of the present proposals might wait forever.

    Attributes:
        research_finished: whether its last project is over and it has not proposed a new one yet.
        last_OCEAN_spent: OCEAN that it paid in its last step.
    """

    MODEL: ClassVar[ProposalModel] = ProposalModel(with_time=True, with_quality=True)

    research_finished = False
    last_OCEAN_spent: Any = 0.0
    # Both are known from its first step on: whether it may act in a tick without awards, and how long it waits. They
    # have no values in the class, because Python finds what only an object has in a third of the time.
    _restless: bool
    _patience: float

    def takeStep(self, state: Any) -> None:
        try:
            restless = self._restless
        except AttributeError:
            restless = self._learnHabits(state.ss)
        if self.last_OCEAN_spent:
            self._forgetSpent()
        if self._wallet._USD > 0.0:
            self._USDToDisbursePerTick(state)
        if restless or state.agents[self._evaluator].update:
            self._checkIfFunded(state)
        if not self.proposal:
            self._propose(state)
        self.ticks_since_proposal += 1
        if self.proposal_accepted:
            if self.ticks_since_proposal >= self.proposal["time"]:
                self._finish()
            return
        if self.ticks_since_proposal >= self._patience:
            self._propose(state)
        if restless and parameter(state.ss, "RANDOM_BUYING") and rngOf(state).random() >= 1 - _RANDOM_BUYING:
            self._BuyAssets(state)

    def _learnHabits(self, ss: Any) -> bool:
        """Learns whether it is restless, and how long it waits; returns the first."""
        as_reference = rules(ss).waits_for_all_slots
        # What a subclass has put in place of ours may act in any tick.
        is_own = type(self)._checkIfFunded is not RollingResearcher._checkIfFunded
        self._patience = math.inf if as_reference else parameter(ss, "TICKS_UNTIL_NEW_PROPOSAL")
        restless = self._restless = parameter(ss, "RANDOM_BUYING") or as_reference or is_own
        return restless

    def createProposal(self, state: Any) -> dict[str, Any]:
        self.research_finished = False
        return super().createProposal(state)

    def _checkIfFunded(self, state: Any) -> None:
        """Learns who got grants, if there were any and it has none."""
        treasury = state.agents[self._evaluator]
        if self.proposal_accepted or not (treasury.update or getattr(self, "_restless", False)):
            return
        if rules(state.ss).waits_for_all_slots:
            self._hearIfFull(state, treasury)
        elif treasury.update and self.proposal:
            self.no_proposals_submitted += 1
            self._answer(state, treasury.proposal_evaluation_update, treasury.update)

    def _hearIfFull(self, state: Any, treasury: Any) -> None:
        # Like the reference: checks on every tick, but only while all slots are taken.
        if len(treasury.proposal_evaluation) == parameter(state.ss, "PROPOSALS_FUNDED_AT_A_TIME"):
            self._answer(state, treasury.proposal_evaluation, treasury.update)

    def _answer(self, state: Any, records: dict[int, dict[str, Any]], n_awards: int) -> None:
        self.new_proposal = False
        if any(record["winner"] == self.name for record in records.values()):
            self.ticks_since_proposal = 0
            self._accept(state)
            return
        self.proposal = self.createProposal(state)
        for _ in range(n_awards):
            self._BuyAssets(state)

    def _propose(self, state: Any) -> None:
        self.proposal = self.createProposal(state)
        self.ticks_since_proposal = 0
        if rules(state.ss).waits_for_all_slots:
            self.no_proposals_submitted += 1

    def _finish(self) -> None:
        self.research_finished = True
        self.proposal = {}
        self.proposal_accepted = False

    def _BuyAssets(self, state: Any) -> None:
        super()._BuyAssets(state)
        # What it has learned counts for its present proposal.
        if self.proposal:
            self.proposal["knowledge_access"] = self.knowledge_access

    def _forgetSpent(self) -> None:
        self.last_OCEAN_spent = 0.0

    def _remember(self, state: Any, payment: Any) -> None:
        super()._remember(state, payment)
        self.last_OCEAN_spent += payment.spent
