"""`VVersatileResearcherAgent`: a versatile researcher whose grants include a salary."""

from assets.agents.opsci.members import derived
from assets.agents.opsci.ProposalModel import ProposalModel
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent


class VVersatileResearcherAgent(VersatileResearcherAgent):
    """Like VersatileResearcherAgent; it keeps the salary, SALARY_PER_MONTH, and publishes with the rest."""

    MODEL = ProposalModel(with_time=True, with_quality=True, with_salary=True)

    @derived
    def proposal_params(self) -> dict:
        """What its present proposal was drawn from: the grant without salary, and the rest; empty if it has none."""
        proposal = self.proposal
        if not proposal:
            return {}
        base = proposal["grant_requested"] - proposal["salary"]
        rest = {name: proposal[name] for name in ("time", "continuing", "salary") if name in proposal}
        return {"grant_requested": base, **rest}
