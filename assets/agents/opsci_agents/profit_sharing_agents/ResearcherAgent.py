"""`ResearcherAgent`: publishes in a knowledge market, and buys there when it loses."""

from assets.agents.opsci.FixedResearcher import FixedResearcher


class ResearcherAgent(FixedResearcher):
    """A researcher who is funded in rounds. See FixedResearcher."""
