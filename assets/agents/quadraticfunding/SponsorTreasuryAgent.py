"""`SponsorTreasuryAgent`: a treasury that leaves it to donors whom to fund."""

from typing import Any

from assets.agents.opsci.TreasuryBase import TreasuryBase, recordOf


class SponsorTreasuryAgent(TreasuryBase):
    """Gives no grants itself. In the tick after a round of quadratic funding, it announces what that has paid.

    So researchers hear of it as of grants, and publish. What a proposal asked for becomes what it got.

    Attributes:
        total_research_funds_disbursed: OCEAN from it that projects got as matches.
    """

    APPLICANTS = "public_researchers"

    def takeStep(self, state: Any) -> None:
        self.update = 0
        round_ = state.agents["qf_round"]
        if round_.closed_at != state.tick - 1 or state.tick == 0:
            return
        result, applicants = round_.latest, self._applicants(state)
        records: dict[int, dict[str, Any]] = {}
        for name, amount in round_.weights().items():
            if name in applicants and amount > 0:
                proposal = applicants[name].proposal
                proposal["grant_requested"] = amount
                records[len(records)] = recordOf(name, proposal)
        self.total_research_funds_disbursed += result.pool - result.pool_left
        self.update = len(records)
        self.proposal_evaluation = self.proposal_evaluation_update = records
        self._measure(records)
