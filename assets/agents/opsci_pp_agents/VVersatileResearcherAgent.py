"""`VVersatileResearcherAgent`: a versatile researcher whose grants include a salary."""

from assets.agents.opsci.ProposalModel import ProposalModel
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent


class VVersatileResearcherAgent(VersatileResearcherAgent):
    """Like VersatileResearcherAgent; it keeps the salary, SALARY_PER_MONTH, and publishes with the rest."""

    MODEL = ProposalModel(with_time=True, with_quality=True, with_salary=True)
