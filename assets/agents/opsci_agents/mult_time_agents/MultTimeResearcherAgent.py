"""`MultTimeResearcherAgent`: a researcher whose projects take time."""

from assets.agents.opsci.RollingResearcher import RollingResearcher


class MultTimeResearcherAgent(RollingResearcher):
    """A researcher who is funded as soon as there is room. See RollingResearcher."""
