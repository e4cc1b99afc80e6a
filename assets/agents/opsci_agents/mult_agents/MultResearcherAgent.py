"""`MultResearcherAgent`: a researcher whose proposals have qualities."""

from assets.agents.opsci.FixedResearcher import FixedResearcher
from assets.agents.opsci.ProposalModel import ProposalModel


class MultResearcherAgent(FixedResearcher):
    """Like ResearcherAgent, for communities that fund several proposals per round."""

    MODEL = ProposalModel(with_quality=True)
