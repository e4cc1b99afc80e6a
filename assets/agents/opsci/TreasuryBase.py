"""`TreasuryBase`: pays grants to the best proposals; `FixedTreasury` does so in rounds, `RollingTreasury` by slots."""

from typing import Any, ClassVar

from assets.agents.opsci.members import derived, memberOf, membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.ScoreRule import ScoreRule
from util.mathutil import addUp

_QUALITIES = ("integration", "novelty", "impact")


class TreasuryBase(OpsciAgent):
    """Ranks proposals by `RULE` and pays grants in full, best first, as long as it holds more than FUNDING_BOUNDARY.

    `evaluateProposal` chooses the winners and `_disburseFundsOCEAN` pays; a subclass may override either.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        receiving_agents: not used; a subclass may.

    Attributes:
        proposal_evaluation: the winners; subclasses define its shape.
        proposal_evaluation_update: index → record, of the last tick with awards.
        update: number of grants that it awarded in its last step.
        total_research_funds_disbursed: OCEAN that winners asked for.
        integration, novelty, impact: means over the proposals that it is funding, or funded last.
    """

    RULE: ClassVar[ScoreRule] = ScoreRule()
    # The name of the state's dict of possible applicants.
    APPLICANTS: ClassVar[str] = "researchers"

    def __init__(self, name: str, USD: float, OCEAN: float, receiving_agents: dict | None = None):
        super().__init__(name, USD, OCEAN)
        self._receiving_agents = receiving_agents
        self.proposal_evaluation: dict[Any, Any] = {}
        self.proposal_evaluation_update: dict[int, dict[str, Any]] = {}
        self.update = 0
        self.total_research_funds_disbursed: float = 0.0
        self.integration = 0.0
        self.novelty = 0.0
        self.impact = 0.0

    @derived
    def in_index(self) -> float:
        """Integration times novelty of what it is funding."""
        return self._getINindex()

    def _getINindex(self) -> float:
        return self.integration * self.novelty

    def proposalsReady(self, state: Any) -> bool:
        """Whether all possible applicants have a proposal."""
        return all(researcher.proposal for researcher in self._applicants(state).values())

    def _applicants(self, state: Any) -> dict[str, Any]:
        return membersOf(state, self.APPLICANTS)

    def _isAbove(self, ss: Any, OCEAN: float | None = None) -> bool:
        """Whether `OCEAN`, by default what it holds, is more than it must keep."""
        boundary: float = parameter(ss, "FUNDING_BOUNDARY")
        return (self.OCEAN() if OCEAN is None else OCEAN) > boundary

    def endow(self, state: Any, agent: Any, OCEAN: float) -> bool:
        """Pays an agent who spends OCEAN on the community's behalf, if it can pay all of it and is above its boundary.

        Returns:
            Whether it did.
        """
        if not self._isAbove(state.ss) or self.OCEAN() < OCEAN:
            return False
        self._transferOCEAN(agent, OCEAN)
        return True

    def _choose(self, state: Any, applicants: dict[str, Any], n: int, first_index: int) -> dict[int, dict[str, Any]]:
        """The best `n` applicants that it can afford: index → record, best first, from `first_index`. Pays nothing."""
        ss = state.ss
        in_part = rules(ss).pays_in_part
        have = self._wallet.OCEAN()
        records: dict[int, dict[str, Any]] = {}
        for name in self.RULE.ranked(applicants, ss):
            if len(records) == n or not self._mayGoOn(ss, len(records), have):
                break
            proposal = applicants[name].proposal
            amount = proposal["grant_requested"]
            if amount > have and not in_part:
                continue
            have = self._wallet.leftAfter(have, min(amount, have))
            records[first_index + len(records)] = recordOf(name, proposal)
        return records

    def _mayGoOn(self, ss: Any, n_awarded: int, OCEAN: float) -> bool:
        """Whether another grant may follow those of this tick, which leave it with `OCEAN`."""
        return n_awarded == 0 or self._isAbove(ss, OCEAN)

    def _payGrant(self, state: Any, record: dict[str, Any]) -> None:
        """Pays the winner of that record; what it has, if that is less."""
        winner = memberOf(state, self.APPLICANTS, record["winner"])
        self._transferOCEAN(winner, min(record["amount"], self.OCEAN()))

    def _noteAwards(self, records: dict[int, dict[str, Any]]) -> None:
        """Counts the grants of this tick."""
        self.update = len(records)
        if records:
            self.proposal_evaluation_update = records
        for record in records.values():
            self.total_research_funds_disbursed += record["amount"]

    def _measure(self, records: dict[int, dict[str, Any]]) -> None:
        """Sets the means over these records; keeps the old means if there are no records."""
        if records and all("impact" in record for record in records.values()):
            for quality in _QUALITIES:
                setattr(self, quality, addUp(record[quality] for record in records.values()) / len(records))


def recordOf(winner: str, proposal: dict[str, Any]) -> dict[str, Any]:
    """What is remembered of a grant: {"winner", "amount"} and the proposal's qualities, if it has any."""
    qualities = {quality: proposal[quality] for quality in _QUALITIES if quality in proposal}
    return {"winner": winner, "amount": proposal["grant_requested"], **qualities}
