"""`MultTimeResearcherAgent`: a researcher whose projects take time."""

from assets.agents.opsci.RollingResearcher import RollingResearcher


class MultTimeResearcherAgent(RollingResearcher):
    """A researcher that is funded as soon as a slot is free. See RollingResearcher."""
