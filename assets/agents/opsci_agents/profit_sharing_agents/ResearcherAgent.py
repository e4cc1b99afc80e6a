"""`ResearcherAgent`: publishes in a knowledge market, and buys there when it gets no grant."""

from assets.agents.opsci.FixedResearcher import FixedResearcher


class ResearcherAgent(FixedResearcher):
    """A researcher that is funded in rounds. See FixedResearcher."""
